import type { OnecJob } from '@perezvon/contracts-queues';
import { pendingOnecEvents, type Database } from '@perezvon/database';

export interface InboxSweepOptions {
  database: Pick<Database, 'sql'>;
  queue: {
    depth: (name: 'onec-events') => Promise<number>;
    addMany: (name: 'onec-events', jobs: readonly OnecJob[]) => Promise<void>;
  };
  clock: () => Date;
  afterMs: number;
  batch: number;
}

export interface Swept {
  swept: number;
  again: boolean;
}

const beginning = new Date(0);

/**
 * Queues again what waits in the inbox but is no longer on its way: Redis was out when it came, or lost everything since.
 * While the queue is long, what waits is surely in it. A pointer that is there already is not added twice. Each page begins where
 * the last one ended, until all that waits was queued once: rows whose jobs keep failing stand in nobody's way.
 */
export const createInboxSweep = ({
  database,
  queue,
  clock,
  afterMs,
  batch,
}: InboxSweepOptions): (() => Promise<Swept>) => {
  let after = beginning;
  return async () => {
    const before = new Date(clock().getTime() - afterMs);
    const waiting = await pendingOnecEvents(database.sql, { after, before, limit: batch });
    if (waiting.length > 0) {
      if ((await queue.depth('onec-events')) > batch) return { swept: 0, again: false };
      await queue.addMany(
        'onec-events',
        waiting.map(({ id }) => ({ kind: 'pointer', id })),
      );
    }
    const again = waiting.length === batch;
    after = again ? (waiting.at(-1)?.receivedAt ?? beginning) : beginning;
    return { swept: waiting.length, again };
  };
};
