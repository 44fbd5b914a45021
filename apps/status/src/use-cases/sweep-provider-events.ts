import type { ProviderJob } from '@perezvon/contracts-queues';
import { matchableProviderEventIds, pendingProviderEvents, type Database } from '@perezvon/database';

export interface ProviderEventSweepOptions {
  database: Pick<Database, 'sql'>;
  queue: {
    depth: (name: 'provider-events') => Promise<number>;
    addMany: (name: 'provider-events', jobs: readonly ProviderJob[]) => Promise<void>;
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
 * Queues again what waits in the inbox but is no longer on its way, and events whose call has become known since. While the
 * queue is long, what waits is surely in it. A pointer that is there already is not added twice. Each page begins where the last
 * one ended, until all that waits was queued once: rows whose jobs keep failing stand in nobody's way.
 */
export const createProviderEventSweep = ({
  database,
  queue,
  clock,
  afterMs,
  batch,
}: ProviderEventSweepOptions): (() => Promise<Swept>) => {
  let after = beginning;
  return async () => {
    const before = new Date(clock().getTime() - afterMs);
    const waiting = await pendingProviderEvents(database.sql, { after, before, limit: batch });
    const ids = [...waiting.map(({ id }) => id), ...(await matchableProviderEventIds(database.sql, batch))];
    if (ids.length > 0) {
      if ((await queue.depth('provider-events')) > batch) return { swept: 0, again: false };
      await queue.addMany(
        'provider-events',
        ids.map((id) => ({ kind: 'pointer', id })),
      );
    }
    const again = waiting.length === batch;
    after = again ? (waiting.at(-1)?.receivedAt ?? beginning) : beginning;
    return { swept: ids.length, again };
  };
};
