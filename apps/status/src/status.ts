import { createIsolatingBatch } from '@perezvon/batching';
import { queuePrefix, type AppContext } from '@perezvon/bootstrap';
import type { ProviderJob } from '@perezvon/contracts-queues';
import {
  matchableProviderEventIds,
  pendingProviderEvents,
  pruneProviderEvents,
  whenAvailable,
} from '@perezvon/database';
import { createLoop } from '@perezvon/lifecycle';
import { createAccountAdapters, type AccountAdapter } from '@perezvon/provider-registry';
import { createInboxSweep, createProducer, startWorkers, type Producer } from '@perezvon/queue';
import { createDirectory, wakeNotifier, type Directory, type WrittenEvent } from '@perezvon/reminders';
import { tuning, type StatusEnvironment } from './config.ts';
import { startReconciliation } from './reconciliation.ts';
import {
  applyProviderEvents,
  type Applied,
  type ApplyProviderEventsOptions,
} from './use-cases/apply-provider-events.ts';

type Context = AppContext<StatusEnvironment>;

const dayMs = 86_400_000;

const createReport = ({ metrics, logger }: Context): ((applied: Applied) => void) => {
  const events = metrics.counter(
    'perezvon_provider_events_total',
    'Webhooks worked off, by what became of them',
    ['state'],
  );
  const unknown = metrics.counter(
    'perezvon_provider_unknown_status_total',
    'Call events with an unknown status',
  );
  return ({ outcomes, unknownStatuses }) => {
    for (const { state } of outcomes) events.inc({ state });
    if (unknownStatuses > 0) unknown.inc({}, unknownStatuses);
    const kept = outcomes.filter(({ state }) => state !== 'done');
    logger.info('provider_events.applied', { events: outcomes.length, kept });
  };
};

interface Parts {
  context: Context;
  adapters: ReadonlyMap<string, AccountAdapter>;
  directory: Directory;
  producer: Producer;
  onWritten: (written: readonly WrittenEvent[]) => Promise<void>;
}

const createParts = (context: Context): Parts => {
  const { config, clock, logger, lifecycle } = context;
  const producer = createProducer({ connection: context.redis('producer'), prefix: queuePrefix });
  lifecycle.own('producer', () => producer.close());
  const adapters = createAccountAdapters({ accounts: config.accounts, clock, logger });
  lifecycle.own('adapters', () => adapters.forEach(({ instance }) => instance.close()));
  return {
    context,
    producer,
    adapters,
    directory: createDirectory(config),
    onWritten: (written) =>
      wakeNotifier(producer, written, (error) => logger.warn('notifier.not_woken', { error })),
  };
};

const createApply = (
  { context, adapters, directory, onWritten }: Parts,
  isStopping: () => boolean,
): ((jobs: readonly ProviderJob[]) => Promise<void>) => {
  const { database, clock } = context;
  const parserOf: ApplyProviderEventsOptions['parserOf'] = (accountId) => {
    const webhook = adapters.get(accountId)?.instance.webhook;
    return webhook === undefined ? null : (request) => webhook.parse(request);
  };
  const report = createReport(context);
  return async (jobs) => {
    const options = { database, directory, parserOf, clock };
    const applied = await whenAvailable(() => applyProviderEvents(options, jobs), isStopping);
    report(applied);
    await onWritten(applied.written);
  };
};

const startSweep = ({ context, producer }: Parts): void => {
  const { database, clock, logger, lifecycle } = context;
  const sweepProviderEvents = createInboxSweep({
    queue: producer,
    name: 'provider-events',
    waiting: (page) => pendingProviderEvents(database.sql, page),
    // Webhooks whose call has become known since.
    ripe: (limit) => matchableProviderEventIds(database.sql, limit),
    clock,
    afterMs: tuning.sweepAfterMs,
    batch: tuning.sweepBatch,
  });
  const loop = createLoop({
    name: 'inbox sweep',
    everyMs: tuning.sweepEveryMs,
    logger,
    clock,
    run: async () => {
      const { swept, again } = await sweepProviderEvents();
      if (swept > 0) logger.warn('inbox.swept', { queue: 'provider-events', events: swept });
      return { again };
    },
  });
  loop.start();
  lifecycle.own('inbox sweep', () => loop.stop());
};

/** Raw webhooks hold telephones: they go when the configured days are over. */
const startRetention = ({ config, database, clock, logger, lifecycle }: Context): void => {
  const loop = createLoop({
    name: 'retention',
    everyMs: tuning.retentionEveryMs,
    logger,
    clock,
    run: async () => {
      const daysAgo = (days: number): Date => new Date(clock().getTime() - days * dayMs);
      const deleted = await pruneProviderEvents(database.sql, {
        doneBefore: daysAgo(config.retention.rawEventsDays),
        keptBefore: daysAgo(config.retention.personalDataDays),
        limit: tuning.retentionBatch,
      });
      if (deleted > 0) logger.info('provider_events.pruned', { events: deleted });
      return { again: deleted === tuning.retentionBatch };
    },
  });
  loop.start();
  lifecycle.own('retention', () => loop.stop());
};

/** Webhooks to outcomes. Any number of replicas. */
export const startStatus = async (context: Context): Promise<void> => {
  const { lifecycle, logger, metrics } = context;
  const parts = createParts(context);
  await startReconciliation(parts);
  startSweep(parts);
  startRetention(context);
  let stopping = false;
  const apply = createIsolatingBatch({
    run: createApply(parts, () => stopping),
    maxItems: tuning.applyBatch,
    // One at a time takes all that came meanwhile; two were half as large each and cost PostgreSQL twice as much (ADR 0015).
    maxInFlight: 1,
  });
  const workers = startWorkers({
    app: 'status',
    handlers: { 'provider-events': apply },
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
