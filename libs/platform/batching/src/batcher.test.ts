import { describe, expect, it } from 'vitest';
import { createBatcher } from './index.ts';

/** A flush whose batches the test completes by hand. */
const controlled = (limits: { maxItems?: number; maxInFlight?: number; maxQueued?: number } = {}) => {
  const batches: { items: number[]; finish: (results: string[]) => void; fail: (error: unknown) => void }[] =
    [];
  const batcher = createBatcher<number, string>({
    maxItems: 100,
    maxInFlight: 1,
    maxQueued: 1_000,
    ...limits,
    flush: (items) =>
      new Promise((resolve, reject) => {
        batches.push({ items, finish: resolve, fail: reject });
      }),
  });
  const finish = async (index: number): Promise<void> => {
    const batch = batches[index]!;
    batch.finish(batch.items.map((item) => `r${item}`));
    await new Promise(setImmediate);
  };
  return { batcher, batches, finish };
};

const turn = () => new Promise(setImmediate);

describe('a batcher', () => {
  it('flushes at once when idle and collects only while a flush is under way', async () => {
    const { batcher, batches, finish } = controlled();
    const first = batcher.add(1);
    await turn();
    expect(batches.map(({ items }) => items)).toEqual([[1]]);
    const second = batcher.add(2);
    await turn();
    const third = batcher.add(3);
    await turn();
    expect(batches).toHaveLength(1);
    await finish(0);
    expect(batches.map(({ items }) => items)).toEqual([[1], [2, 3]]);
    await finish(1);
    expect(await Promise.all([first, second, third])).toEqual(['r1', 'r2', 'r3']);
  });

  it('sends together what comes in one turn', async () => {
    const { batcher, batches, finish } = controlled();
    const results = Promise.all([batcher.add(1), batcher.add(2)]);
    await turn();
    expect(batches.map(({ items }) => items)).toEqual([[1, 2]]);
    await finish(0);
    expect(await results).toEqual(['r1', 'r2']);
  });

  it('never has more items in a flush nor more flushes under way than allowed', async () => {
    const { batcher, batches, finish } = controlled({ maxItems: 2, maxInFlight: 2 });
    const results = Promise.all([1, 2, 3, 4, 5].map((item) => batcher.add(item)));
    await turn();
    expect(batches.map(({ items }) => items)).toEqual([
      [1, 2],
      [3, 4],
    ]);
    await finish(1);
    expect(batches.map(({ items }) => items)).toEqual([[1, 2], [3, 4], [5]]);
    await finish(0);
    await finish(2);
    expect(await results).toEqual(['r1', 'r2', 'r3', 'r4', 'r5']);
  });

  it('refuses what exceeds the queue and takes again when there is room', async () => {
    const { batcher, finish } = controlled({ maxItems: 1, maxQueued: 1 });
    const first = batcher.add(1);
    await turn();
    const second = batcher.add(2);
    await expect(batcher.add(3)).rejects.toMatchObject({ code: 'overloaded', retryable: true });
    await finish(0);
    const fourth = batcher.add(4);
    await finish(1);
    await finish(2);
    expect(await Promise.all([first, second, fourth])).toEqual(['r1', 'r2', 'r4']);
  });

  it('rejects exactly the items of a flush that failed and goes on', async () => {
    const { batcher, batches, finish } = controlled();
    const failing = Promise.allSettled([batcher.add(1), batcher.add(2)]);
    await turn();
    const later = batcher.add(3);
    batches[0]?.fail(new Error('no database'));
    expect((await failing).map(({ status }) => status)).toEqual(['rejected', 'rejected']);
    await turn();
    await finish(1);
    expect(await later).toBe('r3');
  });

  it('rejects when a flush throws instead of rejecting, or gives too few results', async () => {
    const throwing = createBatcher<number, number>({
      maxItems: 1,
      maxInFlight: 1,
      maxQueued: 9,
      flush: () => {
        throw new Error('at once');
      },
    });
    await expect(throwing.add(1)).rejects.toThrow('at once');
    const { batcher, batches } = controlled();
    const result = batcher.add(1);
    await turn();
    batches[0]?.finish([]);
    await expect(result).rejects.toMatchObject({ code: 'internal' });
  });

  it('closes when everything taken is done and takes nothing more', async () => {
    const { batcher, batches, finish } = controlled({ maxItems: 1 });
    const results = Promise.all([batcher.add(1), batcher.add(2)]);
    let closed = false;
    const closing = batcher.close().then(() => {
      closed = true;
    });
    await expect(batcher.add(3)).rejects.toMatchObject({ code: 'stopping' });
    await finish(0);
    expect(closed).toBe(false);
    await finish(1);
    await closing;
    expect(await results).toEqual(['r1', 'r2']);
    expect(batches).toHaveLength(2);
  });
});
