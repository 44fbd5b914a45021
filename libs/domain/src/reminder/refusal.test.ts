import { describe, expect, it } from 'vitest';
import { refusalBudget, restAfterRefusal, retryAfterRefusal } from './refusal.ts';

const now = new Date('2026-06-03T09:00:00Z');
const waitOf = (refusals: number, retryAfterMs: number | null = null): number =>
  (retryAfterRefusal(refusals, retryAfterMs, now).getTime() - now.getTime()) / 1_000;

describe('retryAfterRefusal', () => {
  it('waits longer after each refusal, up to half an hour', () => {
    expect([1, 2, 3, 4, 5, 6, refusalBudget].map((refusals) => waitOf(refusals))).toEqual([
      15, 60, 300, 900, 1_800, 1_800, 1_800,
    ]);
  });

  it('waits as long as the provider asked', () => {
    expect(waitOf(1, 90_000)).toBe(90);
    expect(waitOf(6, 0)).toBe(0);
  });
});

describe('restAfterRefusal', () => {
  const minutes = (reason: string, failures: number, retryAfterMs: number | null = null): number => {
    const from = new Date('2026-06-03T09:00:00Z');
    return (restAfterRefusal({ reason, failures, retryAfterMs }, from).getTime() - from.getTime()) / 60_000;
  };

  it('tries an account that is only out of reach every minute, one that needs people less and less often', () => {
    expect([0, 1, 2, 9].map((failures) => minutes('unavailable', failures))).toEqual([0.25, 1, 1, 1]);
    expect([0, 1, 2, 3, 4, 9].map((failures) => minutes('no_money', failures))).toEqual([
      0.25, 1, 5, 15, 30, 30,
    ]);
  });

  it('follows the wish of the provider whatever the reason', () => {
    expect(minutes('unavailable', 5, 120_000)).toBe(2);
    expect(minutes('blocked', 0, 1_000)).toBeCloseTo(1 / 60);
  });
});
