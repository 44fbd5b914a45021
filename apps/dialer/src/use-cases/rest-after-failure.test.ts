import { describe, expect, it } from 'vitest';
import { restAfterFailure } from './rest-after-failure.ts';

describe('a loop that rests', () => {
  it('runs only after the rest at start, and again only after the rest that follows a failure', async () => {
    let now = 0;
    let runs = 0;
    let broken = false;
    const pass = restAfterFailure(
      async () => {
        runs += 1;
        if (broken) throw new Error('no database');
        return { again: true };
      },
      { restMs: 5_000, clock: () => new Date(now) },
    );
    expect(await pass()).toEqual({ again: false });
    now = 5_000;
    expect(await pass()).toEqual({ again: true });
    broken = true;
    await expect(pass()).rejects.toThrow('no database');
    broken = false;
    now = 9_999;
    expect(await pass()).toEqual({ again: false });
    now = 10_000;
    expect(await pass()).toEqual({ again: true });
    expect(runs).toBe(3);
  });
});
