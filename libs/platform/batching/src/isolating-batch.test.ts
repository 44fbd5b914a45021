import { describe, expect, it } from 'vitest';
import { createIsolatingBatch } from './index.ts';

describe('an isolating batch', () => {
  it('runs concurrent items together and resolves each', async () => {
    const runs: number[][] = [];
    const work = createIsolatingBatch<number>({
      maxItems: 10,
      maxInFlight: 1,
      run: async (items) => void runs.push([...items]),
    });
    await Promise.all([1, 2, 3].map(work));
    expect(runs).toEqual([[1, 2, 3]]);
  });

  it('lets a bad item of a batch harm only itself', async () => {
    const done: number[] = [];
    const work = createIsolatingBatch<number>({
      maxItems: 10,
      maxInFlight: 1,
      run: async (items) => {
        if (items.includes(2)) throw new Error('bad');
        done.push(...items);
      },
    });
    const results = await Promise.allSettled([1, 2, 3].map(work));
    expect(results.map(({ status }) => status)).toEqual(['fulfilled', 'rejected', 'fulfilled']);
    expect(done.toSorted()).toEqual([1, 3]);
  });
});
