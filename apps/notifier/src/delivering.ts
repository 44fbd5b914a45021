import type { InfobaseConfig } from '@perezvon/config';
import { infobasesWithDueEvents, type Database } from '@perezvon/database';
import type { Logger } from '@perezvon/logger';
import type { Metrics } from '@perezvon/metrics';
import { createOnecClient, type OnecClient } from '@perezvon/onec';
import { createDeliveryMetrics } from './delivery.metrics.ts';
import { createDeliveryStore } from './stores/delivery-store.ts';
import { createDeliver } from './use-cases/deliver.ts';
import { pushTimeoutMs, type DeliveryPace, type DeliveryTarget } from './use-cases/delivery.ts';
import { createLanes } from './use-cases/lanes.ts';
import { createReport } from './use-cases/report-delivery.ts';

interface PushTarget extends DeliveryTarget {
  client: OnecClient;
}

const maxReplyBytes = 1024 * 1024;

/** One client, with its kept connections, for each infobase that wants its events pushed. */
export const pushTargets = (
  infobases: readonly InfobaseConfig[],
  { clock, timeoutMs = pushTimeoutMs }: { clock: () => Date; timeoutMs?: number },
): Map<string, PushTarget> => {
  const targets = new Map<string, PushTarget>();
  for (const { id, timezone, delivery } of infobases) {
    if (delivery.mode !== 'push') continue;
    const { url, username, password, format, concurrency, signingSecret = null } = delivery;
    const client = createOnecClient({
      url,
      username,
      password,
      format,
      signingSecret,
      timeoutMs,
      maxReplyBytes,
      clock,
    });
    // Callbacks are requests of their own: one a lease, so that a slow 1C can't outlast the lease of a batch.
    const maxEvents = format === 'voicebox' ? 1 : undefined;
    targets.set(id, { infobaseId: id, timezone, concurrency, client, ...(maxEvents && { maxEvents }) });
  }
  return targets;
};

interface DeliveringOptions {
  database: Pick<Database, 'sql' | 'transaction'>;
  targets: ReadonlyMap<string, PushTarget>;
  pace: DeliveryPace;
  clock: () => Date;
  logger: Logger;
  metrics: Metrics;
}

export interface Delivering {
  /** Events of this infobase may be due: deliver them. Returns at once; infobases that fetch their events are none of ours. */
  wake(infobaseId: string): void;
  /** Wakes every infobase that has something due. */
  sweep(): Promise<void>;
  /** Leases nothing more and waits for the batches on their way. */
  stop(): Promise<void>;
}

/** Pushes to 1C, put together. */
export const createDelivering = (options: DeliveringOptions): Delivering => {
  const { database, targets, pace, clock, logger, metrics } = options;
  let stopping = false;
  const deliver = createDeliver({
    targets,
    store: createDeliveryStore({ database, clock, pace, random: Math.random }),
    report: createReport({ logger, metrics: createDeliveryMetrics(metrics), clock }),
    isStopping: () => stopping,
    clock,
    logger,
  });
  const lanes = createLanes({
    concurrencyOf: (infobaseId) => targets.get(infobaseId)?.concurrency ?? 1,
    deliver,
    logger,
  });
  const wake = (infobaseId: string): void => {
    if (!stopping && targets.has(infobaseId)) lanes.wake(infobaseId);
  };
  return {
    wake,
    sweep: async () => {
      const due = await infobasesWithDueEvents(database.sql, {
        infobaseIds: [...targets.keys()],
        now: clock(),
      });
      for (const infobaseId of due) wake(infobaseId);
    },
    stop: async () => {
      stopping = true;
      await lanes.idle();
      for (const { client } of targets.values()) client.close();
    },
  };
};
