import type { Producer } from './producer.ts';

/** Queues whose jobs may be a pointer to a row of the inbox. */
type InboxQueue = 'onec-events' | 'provider-events';

/** What waits in the inbox, oldest first. */
interface WaitingRow {
  id: string;
  receivedAt: Date;
}

interface Page {
  after: Date;
  before: Date;
  limit: number;
}

export interface InboxSweepOptions {
  queue: Pick<Producer, 'depth' | 'addMany'>;
  name: InboxQueue;
  /** Rows received in `(after, before)` that wait, oldest first. */
  waiting: (page: Page) => Promise<readonly WaitingRow[]>;
  /** Ids to queue besides: what waited for something else that has come since. */
  ripe?: (limit: number) => Promise<readonly string[]>;
  clock: () => Date;
  /** What came later than this is on its way, ms. */
  afterMs: number;
  batch: number;
}

export interface Swept {
  swept: number;
  /** There may be more. */
  again: boolean;
}

const beginning = new Date(0);

/**
 * Queues again what waits in the inbox but is no longer on its way: Redis was out when it came, or lost everything since. While the
 * queue is long, what waits is surely in it. A pointer that is there already is not added twice. Each page begins where the last one
 * ended, until all that waits was queued once: rows whose jobs keep failing stand in nobody's way.
 */
export const createInboxSweep = (options: InboxSweepOptions): (() => Promise<Swept>) => {
  const { queue, name, clock, afterMs, batch } = options;
  let after = beginning;
  return async () => {
    const before = new Date(clock().getTime() - afterMs);
    const waiting = await options.waiting({ after, before, limit: batch });
    const ids = [...waiting.map(({ id }) => id), ...((await options.ripe?.(batch)) ?? [])];
    if (ids.length > 0) {
      if ((await queue.depth(name)) > batch) return { swept: 0, again: false };
      await queue.addMany(
        name,
        ids.map((id) => ({ kind: 'pointer', id })),
      );
    }
    const again = waiting.length === batch;
    after = again ? (waiting.at(-1)?.receivedAt ?? beginning) : beginning;
    return { swept: ids.length, again };
  };
};
