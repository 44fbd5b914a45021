/** Seeded pseudo-random numbers: the same seed gives the same run, whatever the order in which things happen. */
export interface Random {
  /** In [0, 1). */
  next(): number;
  /** Whole number in [low, high]. */
  between(low: number, high: number): number;
  chance(probability: number): boolean;
  /** A key, with likelihood in proportion to its weight; the fallback when no weight is positive. */
  weighted<Key extends string>(weights: Readonly<Partial<Record<Key, number>>>, fallback: Key): Key;
}

/** FNV-1a over UTF-16 units, 32 bit. */
const hash = (text: string): number => {
  let value = 0x811c9dc5;
  for (let index = 0; index < text.length; index += 1) {
    value = Math.imul(value ^ text.charCodeAt(index), 0x01000193);
  }
  return value >>> 0;
};

/** mulberry32: 32 bits of state are enough for scripts and quick to make one per call. */
export const createRandom = (seed: string): Random => {
  let state = hash(seed);
  const next = (): number => {
    state = (state + 0x6d2b79f5) | 0;
    let mixed = Math.imul(state ^ (state >>> 15), 1 | state);
    mixed = (mixed + Math.imul(mixed ^ (mixed >>> 7), 61 | mixed)) ^ mixed;
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 4294967296;
  };
  return {
    next,
    between: (low, high) => low + Math.floor(next() * (high - low + 1)),
    chance: (probability) => next() < probability,
    weighted: <Key extends string>(weights: Readonly<Partial<Record<Key, number>>>, fallback: Key): Key => {
      const entries = (Object.entries(weights) as [Key, number | undefined][]).filter(([, weight]) => weight);
      let rest = next() * entries.reduce((sum, [, weight]) => sum + (weight ?? 0), 0);
      for (const [key, weight] of entries) {
        rest -= weight ?? 0;
        if (rest < 0) return key;
      }
      return fallback;
    },
  };
};
