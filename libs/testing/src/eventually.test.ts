import { describe, expect, it } from 'vitest';
import { eventually } from './index.ts';

describe('eventually', () => {
  it('gives the value of the first look that neither throws nor gives false', async () => {
    let looks = 0;
    const value = await eventually(
      () => {
        looks += 1;
        if (looks === 1) throw new Error('not yet');
        return looks < 3 ? false : 'there';
      },
      { everyMs: 1 },
    );
    expect({ value, looks }).toEqual({ value: 'there', looks: 3 });
  });

  it('rejects with the last error when the time is up', async () => {
    let looks = 0;
    const check = () => Promise.reject(new Error(`look ${(looks += 1)}`));
    await expect(eventually(check, { withinMs: 20, everyMs: 1 })).rejects.toThrow(/^look \d+$/);
    expect(looks).toBeGreaterThan(1);
  });

  it('rejects when the condition is never met, and looks at least once', async () => {
    await expect(eventually(() => false, { withinMs: 0 })).rejects.toThrow('not met within 0 ms');
    expect(await eventually(() => 1, { withinMs: 0 })).toBe(1);
  });
});
