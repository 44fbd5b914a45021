import { describe, expect, it } from 'vitest';
import { backOffMs } from './back-off.ts';
import { defaultPace } from './delivery.ts';

describe('the back-off ladder', () => {
  it('climbs 5 s, 15 s, 1, 5, 15, 60 minutes and stays there', () => {
    const waits = [1, 2, 3, 4, 5, 6, 7, 1_000].map((failures) =>
      backOffMs(defaultPace.ladderMs, failures, () => 0),
    );
    expect(waits).toEqual([5_000, 15_000, 60_000, 300_000, 900_000, 3_600_000, 3_600_000, 3_600_000]);
  });

  it('is up to a fifth longer by chance, never shorter', () => {
    expect(backOffMs([1_000], 1, () => 0.999)).toBe(1_200);
    expect(backOffMs([1_000], 1, () => 0.5)).toBe(1_100);
  });

  it('takes no failure yet for the first', () => {
    expect(backOffMs([1_000, 2_000], 0, () => 0)).toBe(1_000);
  });
});
