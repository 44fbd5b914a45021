import { queuePrefix, type AppContext } from '@perezvon/bootstrap';
import { createIsolatingBatch } from '@perezvon/batching';
import type { OnecJob } from '@perezvon/contracts-queues';
import {
  ensurePacing,
  pendingOnecEvents,
  pruneOnecEvents,
  prunePersonalData,
  whenAvailable,
} from '@perezvon/database';
import { createLoop, type Loop } from '@perezvon/lifecycle';
import { createAccountAdapters } from '@perezvon/provider-registry';
import { createInboxSweep, createProducer, startWorkers, type Producer } from '@perezvon/queue';
import { createDirectory, wakeNotifier, type WrittenEvent } from '@perezvon/reminders';
import { tuning, type DialerEnvironment } from './config.ts';
import { createDialing, type Dialing } from './dialing.ts';
import { fileOnecEvents } from './use-cases/file-onec-events.ts';
import { isHeardOut } from './use-cases/heard-out.ts';
import { planBookings } from './use-cases/plan-bookings.ts';
import { restAfterFailure } from './use-cases/rest-after-failure.ts';
import { watchAttempts } from './use-cases/watch-attempts.ts';

type Context = AppContext<DialerEnvironment>;

const dayMs = 86_400_000;

/** What the parts of the dialer share. */
interface Parts {
  context: Context;
  directory: ReturnType<typeof createDirectory>;
  producer: Producer;
  onWritten: (written: readonly WrittenEvent[]) => Promise<void>;
}

const createParts = (context: Context): Parts => {
  const producer = createProducer({ connection: context.redis('producer'), prefix: queuePrefix });
  context.lifecycle.own('producer', () => producer.close());
  return {
    context,
    producer,
    directory: createDirectory(context.config),
    onWritten: (written) =>
      wakeNotifier(producer, written, (error) => context.logger.warn('notifier.not_woken', { error })),
  };
};

const startDialing = ({ context, directory, producer, onWritten }: Parts): Dialing => {
  const { config, clock, logger, lifecycle } = context;
  const adapters = createAccountAdapters({ accounts: config.accounts, clock, logger });
  lifecycle.own('adapters', () => adapters.forEach(({ instance }) => instance.close()));
  const dialing = createDialing({
    ...context,
    directory,
    adapterOf: (accountId) => adapters.get(accountId)?.instance ?? null,
    everyMs: tuning.dialEveryMs,
    sendWithinMs: tuning.sendWithinMs,
    switchBatch: tuning.switchBatch,
    restMs: tuning.restMs,
    onWritten,
    onMatchable: (ids) =>
      producer
        .addMany(
          'provider-events',
          ids.map((id) => ({ kind: 'pointer', id })),
        )
        .catch((error: unknown) => logger.warn('status.not_woken', { error })),
  });
  lifecycle.own('calls under way', () => dialing.settle());
  own(context, dialing.loop);
  return dialing;
};

const own = ({ lifecycle }: Context, loop: Loop): Loop => {
  loop.start();
  lifecycle.own('loop', () => loop.stop());
  return loop;
};

const startPlanning = ({ context, directory, onWritten }: Parts, dialing: Dialing): Loop => {
  const { database, clock, logger } = context;
  const plan = async (): Promise<{ again: boolean }> => {
    const planned = await planBookings({ database, directory, clock, batch: tuning.planBatch });
    await onWritten(planned.written);
    for (const failure of planned.failed) logger.error('booking.not_planned', failure);
    if (planned.bookings > 0) {
      logger.info('bookings.planned', { bookings: planned.bookings, reminders: planned.planned });
      dialing.loop.wake();
    }
    return { again: planned.bookings === tuning.planBatch };
  };
  return own(
    context,
    createLoop({ name: 'planning', everyMs: tuning.planEveryMs, run: plan, logger, clock }),
  );
};

const startWatchdog = ({ context, directory, producer, onWritten }: Parts): void => {
  const { database, clock, logger } = context;
  const watch = async (): Promise<{ again: boolean }> => {
    const heardOut = { queue: producer, clock, heldUpAfterMs: tuning.heldUpAfterMs };
    const watched = await watchAttempts({
      database,
      directory,
      clock,
      isHeardOut: () => isHeardOut(heardOut),
      batch: tuning.watchdogBatch,
    });
    await onWritten(watched.written);
    if (watched.overdue > 0) logger.warn('attempts.settled_by_watchdog', { attempts: watched.overdue });
    return { again: watched.overdue === tuning.watchdogBatch };
  };
  const run = restAfterFailure(watch, { restMs: tuning.restMs, clock });
  own(context, createLoop({ name: 'watchdog', everyMs: tuning.watchdogEveryMs, run, logger, clock }));
};

const startSweep = ({ context, producer }: Parts): void => {
  const { database, clock, logger } = context;
  const sweepInbox = createInboxSweep({
    queue: producer,
    name: 'onec-events',
    waiting: (page) => pendingOnecEvents(database.sql, page),
    clock,
    afterMs: tuning.sweepAfterMs,
    batch: tuning.sweepBatch,
  });
  const sweep = async (): Promise<{ again: boolean }> => {
    const { swept, again } = await sweepInbox();
    if (swept > 0) logger.warn('inbox.swept', { queue: 'onec-events', events: swept });
    return { again };
  };
  own(context, createLoop({ name: 'inbox sweep', everyMs: tuning.sweepEveryMs, run: sweep, logger, clock }));
};

/** Raw events and bookings hold personal data: they go when the configured days are over. */
const startRetention = ({ context }: Parts): void => {
  const { config, database, clock, logger } = context;
  const { rawEventsDays, personalDataDays } = config.retention;
  const batch = tuning.retentionBatch;
  const prune = async (): Promise<{ again: boolean }> => {
    const daysAgo = (days: number): Date => new Date(clock().getTime() - days * dayMs);
    const events = await pruneOnecEvents(database.sql, {
      doneBefore: daysAgo(rawEventsDays),
      keptBefore: daysAgo(personalDataDays),
      limit: batch,
    });
    const bookings = await prunePersonalData(database.sql, daysAgo(personalDataDays), batch);
    if (events + bookings > 0) logger.info('personal_data.pruned', { events, bookings });
    return { again: events === batch || bookings === batch };
  };
  own(
    context,
    createLoop({ name: 'retention', everyMs: tuning.retentionEveryMs, run: prune, logger, clock }),
  );
};

const startFiling = ({ context, directory, onWritten }: Parts, planning: Loop): void => {
  const { database, clock, logger, metrics, lifecycle } = context;
  let stopping = false;
  const isStopping = (): boolean => stopping;
  const file = createIsolatingBatch<OnecJob>({
    maxItems: tuning.fileBatch,
    // One at a time takes all that came meanwhile; two were half as large each and cost PostgreSQL twice as much (ADR 0015).
    maxInFlight: 1,
    run: async (jobs) => {
      const filed = await whenAvailable(
        () => fileOnecEvents({ database, directory, clock }, jobs),
        isStopping,
      );
      logger.info('onec_events.filed', { events: filed.done, failed: filed.failed });
      await onWritten(filed.written);
      planning.wake();
    },
  });
  const workers = startWorkers({
    app: 'dialer',
    handlers: { 'onec-events': file },
    connection: context.redis('worker'),
    prefix: queuePrefix,
    logger,
    metrics,
    health: lifecycle.health,
  });
  lifecycle.own('workers', () => {
    stopping = true;
    return workers.close();
  });
};

/** Bookings to reminders, reminders to calls. Every part may run in any number of replicas. */
export const startDialer = async (context: Context): Promise<void> => {
  await ensurePacing(
    context.database.sql,
    context.config.accounts.map(({ id }) => id),
  );
  const parts = createParts(context);
  const dialing = startDialing(parts);
  const planning = startPlanning(parts, dialing);
  startWatchdog(parts);
  startSweep(parts);
  startRetention(parts);
  startFiling(parts, planning);
};
