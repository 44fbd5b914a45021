import { describe, expect, it } from 'vitest';
import { createRandom } from './random.ts';

const draw = (seed: string): number[] => {
  const random = createRandom(seed);
  return Array.from({ length: 1000 }, () => random.next());
};

describe('seeded randomness', () => {
  it('repeats itself for the same seed and differs for another', () => {
    expect(draw('7')).toEqual(draw('7'));
    expect(draw('7')).not.toEqual(draw('8'));
  });

  it('spreads evenly enough over [0, 1)', () => {
    const values = draw('spread');
    expect(values.every((value) => value >= 0 && value < 1)).toBe(true);
    const mean = values.reduce((sum, value) => sum + value, 0) / values.length;
    expect(mean).toBeGreaterThan(0.45);
    expect(mean).toBeLessThan(0.55);
  });

  it('picks by weight, never what weighs nothing, and the fallback when nothing weighs', () => {
    const random = createRandom('weights');
    const picks = Array.from({ length: 1000 }, () => random.weighted<string>({ a: 9, b: 1, c: 0 }, 'c'));
    const count = (key: string) => picks.filter((pick) => pick === key).length;
    expect(count('c')).toBe(0);
    expect(count('a')).toBeGreaterThan(count('b') * 4);
    expect(count('b')).toBeGreaterThan(30);
    expect(random.weighted({}, 'x')).toBe('x');
  });

  it('stays within the bounds of a whole range', () => {
    const random = createRandom('range');
    const values = new Set(Array.from({ length: 300 }, () => random.between(2, 4)));
    expect([...values].sort()).toEqual([2, 3, 4]);
  });
});
