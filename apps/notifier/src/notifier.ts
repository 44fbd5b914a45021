import { queuePrefix, type AppContext } from '@perezvon/bootstrap';
import { ensureDestinations, pruneOutboxPage, reopenDestinations } from '@perezvon/database';
import { createLoop, type LoopOptions } from '@perezvon/lifecycle';
import { startWorkers } from '@perezvon/queue';
import type { z } from 'zod';
import { tuning, type shape } from './config.ts';
import { createDelivering, pushTargets } from './delivering.ts';
import { measureBacklog } from './delivery.metrics.ts';
import { createNotificationHandler } from './handlers/notification.handler.ts';
import { defaultPace, type DeliveryPace } from './use-cases/delivery.ts';
import { createPrune } from './use-cases/prune.ts';

interface NotifierSettings {
  prefix: string;
  pace: DeliveryPace;
  sweepEveryMs: number;
}

type Context = AppContext<z.output<z.ZodObject<typeof shape>>>;

const startLoop = (context: Context, options: Pick<LoopOptions, 'name' | 'everyMs' | 'run'>): void => {
  const { logger, clock, lifecycle } = context;
  const loop = createLoop({ ...options, logger, clock, health: lifecycle.health });
  lifecycle.own(`loop:${options.name}`, () => loop.stop());
  loop.start();
};

/** Everything that leaves for 1C: woken by jobs, swept by time, closed in reverse (no job, no timer, then the last batches). */
export const startNotifier = async (
  context: Context,
  settings: Partial<NotifierSettings> = {},
): Promise<void> => {
  const { prefix = queuePrefix, pace = defaultPace, sweepEveryMs = tuning.sweepEveryMs } = settings;
  const { config, database, logger, metrics, lifecycle, clock } = context;
  const targets = pushTargets(config.infobases, { clock });
  const infobaseIds = [...targets.keys()];
  await ensureDestinations(
    database.sql,
    config.infobases.map(({ id }) => id),
  );
  await reopenDestinations(database.sql, infobaseIds);
  measureBacklog({ metrics, sql: database.sql, infobaseIds, clock });

  const delivering = createDelivering({ database, targets, pace, clock, logger, metrics });
  const connection = context.redis('worker');
  lifecycle.own('deliveries', () => delivering.stop());

  const prunePage = createPrune({ prunePage: (request) => pruneOutboxPage(database.sql, request), clock });
  startLoop(context, { name: 'prune', everyMs: tuning.pruneEveryMs, run: prunePage });
  startLoop(context, { name: 'sweep', everyMs: sweepEveryMs, run: () => delivering.sweep() });

  const workers = startWorkers({
    app: 'notifier',
    connection,
    prefix,
    handlers: {
      notifications: createNotificationHandler({ wake: (infobaseId) => delivering.wake(infobaseId) }),
    },
    logger,
    metrics,
    health: lifecycle.health,
  });
  lifecycle.own('workers', () => workers.close());
};
