import { Fault } from '@perezvon/logger';

export interface BatcherOptions<Item, Result> {
  /** Does the work for many items at once; one result per item, in their order. When it rejects, all its items do. */
  flush: (items: Item[]) => Promise<Result[]>;
  /** The most items of one flush. */
  maxItems: number;
  /** Flushes at the same time; items are collected only while so many are under way. */
  maxInFlight: number;
  /** Items that may wait for a flush; one more is refused with Fault `overloaded`. */
  maxQueued: number;
}

export interface Batcher<Item, Result> {
  /** Resolves with this item's own result. Rejects with Fault `overloaded` or `stopping`, or with what the flush threw. */
  add(item: Item): Promise<Result>;
  /** No further items; resolves when all that were taken are done. */
  close(): Promise<void>;
}

interface Waiting<Item, Result> {
  item: Item;
  resolve: (result: Result) => void;
  reject: (error: unknown) => void;
}

const refused = (code: 'overloaded' | 'stopping', safeMessage: string): Fault =>
  new Fault({ code, safeMessage, retryable: true });

const settle = async <Item, Result>(
  batch: Waiting<Item, Result>[],
  flush: BatcherOptions<Item, Result>['flush'],
): Promise<void> => {
  try {
    const results = await flush(batch.map(({ item }) => item));
    if (results.length !== batch.length) {
      const safeMessage = `a flush of ${batch.length} items gave ${results.length} results`;
      throw new Fault({ code: 'internal', safeMessage, retryable: false });
    }
    batch.forEach(({ resolve }, index) => resolve(results[index] as Result));
  } catch (error) {
    for (const { reject } of batch) reject(error);
  }
};

/**
 * Natural batching: an idle batcher flushes at once, a busy one collects until a flush returns. Under no load it adds no
 * latency, under load the batches grow by themselves; no timer is involved.
 */
export const createBatcher = <Item, Result>(options: BatcherOptions<Item, Result>): Batcher<Item, Result> => {
  const { flush, maxItems, maxInFlight, maxQueued } = options;
  const queued: Waiting<Item, Result>[] = [];
  const inFlight = new Set<Promise<void>>();
  let scheduled = false;
  let closed = false;

  const pump = (): void => {
    scheduled = false;
    while (queued.length > 0 && inFlight.size < maxInFlight) {
      const flight = settle(queued.splice(0, maxItems), flush).then(() => {
        inFlight.delete(flight);
        pump();
      });
      inFlight.add(flight);
    }
  };

  /** After the current turn: what one turn of the event loop brings (pipelined requests) goes together. */
  const schedulePump = (): void => {
    if (scheduled) return;
    scheduled = true;
    queueMicrotask(pump);
  };

  return {
    add: (item) => {
      if (closed) return Promise.reject(refused('stopping', 'the app is stopping'));
      if (queued.length >= maxQueued) return Promise.reject(refused('overloaded', 'too much is waiting'));
      return new Promise<Result>((resolve, reject) => {
        queued.push({ item, resolve, reject });
        schedulePump();
      });
    },
    close: async () => {
      closed = true;
      pump();
      while (inFlight.size > 0) await Promise.all(inFlight);
    },
  };
};
