import { describe, expect, it } from 'vitest';
import { refusalBudget, retryAfterRefusal } from './refusal.ts';

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
