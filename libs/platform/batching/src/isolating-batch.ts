import { createBatcher } from './batcher.ts';

export interface IsolatingBatchOptions<Item> {
  /** Works on many items at once, all or nothing. */
  run: (items: readonly Item[]) => Promise<void>;
  /** The most items of one run. */
  maxItems: number;
  /** Runs at the same time. */
  maxInFlight: number;
}

const manyWaiting = 10_000;

/**
 * Concurrent single pieces of work become batches. When a batch fails, its items are tried one by one, so that a bad one harms
 * only itself: its own promise rejects.
 */
export const createIsolatingBatch = <Item>(
  options: IsolatingBatchOptions<Item>,
): ((item: Item) => Promise<void>) => {
  const batcher = createBatcher<Item, 'done' | 'alone'>({
    maxItems: options.maxItems,
    maxInFlight: options.maxInFlight,
    maxQueued: manyWaiting,
    flush: async (items) => {
      try {
        await options.run(items);
        return items.map(() => 'done');
      } catch (error) {
        if (items.length === 1) throw error;
        return items.map(() => 'alone');
      }
    },
  });
  return async (item) => {
    if ((await batcher.add(item)) === 'alone') await options.run([item]);
  };
};
