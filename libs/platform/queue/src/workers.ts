import {
  queues,
  type Consumer,
  type Payload,
  type QueueHandlers,
  type QueueName,
} from '@perezvon/contracts-queues';
import type { Health } from '@perezvon/lifecycle';
import { Fault, type Logger } from '@perezvon/logger';
import type { Metrics } from '@perezvon/metrics';
import { Worker } from 'bullmq';
import { backoffMs } from './job-options.ts';
import { measureQueues } from './queue-gauges.ts';
import type { QueueConnection } from './queue-pool.ts';
import { queuePrefix } from './queue-prefix.ts';
import { createJobMetrics, createJobRunner, type JobMetrics, type RunningJobs } from './run-job.ts';
import { closeWorkers } from './close-workers.ts';

export interface WorkerOverrides {
  concurrency?: number;
  /** A job whose worker said nothing for so long goes to another one, ms. */
  lockMs?: number;
}

export interface WorkersOptions<App extends Consumer> extends QueueConnection {
  app: App;
  /** One for each queue that the app consumes. May be called twice for the same job. */
  handlers: QueueHandlers<App>;
  logger: Logger;
  metrics: Metrics;
  /** Gets a check `queue:NAME` each. */
  health: Health;
  overrides?: WorkerOverrides;
  /** How long `close` waits for running jobs, ms (default 10000); another worker takes over what isn't done. */
  closeWithinMs?: number;
}

export interface Workers {
  /** Takes no further jobs and waits for the running ones, within bounds. The connection stays the caller's. */
  close(): Promise<void>;
}

/** A killed process must not cost a job; a job that kills its process 100 times must not go on for ever. */
const maxStalledCount = 100;

type Handler = (payload: Payload<QueueName>) => Promise<void>;

const namesConsumedBy = (app: Consumer): QueueName[] =>
  Object.values(queues)
    .filter(({ consumer }) => consumer === app)
    .map(({ name }) => name);

/** The types say so too; a handler map put together by other means would else leave a queue to fill up unseen. */
const handlersByName = <App extends Consumer>(
  app: App,
  handlers: QueueHandlers<App>,
): [QueueName, Handler][] => {
  const given = handlers as Partial<Record<QueueName, Handler>>;
  return namesConsumedBy(app).map((name) => {
    const handler = given[name];
    if (handler === undefined) {
      const safeMessage = `${app} has no handler for the queue ${name}`;
      throw new Fault({ code: 'invalid_configuration', safeMessage, retryable: false });
    }
    return [name, handler];
  });
};

const reportHealth = (worker: Worker, { health, logger }: { health: Health; logger: Logger }): void => {
  const check = `queue:${worker.name}`;
  health.report(check, false, 'connecting');
  worker.on('ready', () => health.report(check, true));
  worker.getBackend().on('ready', () => health.report(check, true));
  worker.on('ioredis:close', () => health.report(check, false, 'no connection to Redis'));
  worker.on('stalled', (jobId) => logger.warn('job.stalled', { queue: worker.name, jobId }));
  worker.on('error', (error) => logger.warn('worker.error', { queue: worker.name, error }));
  worker.run().catch((error: unknown) => {
    health.report(check, false, 'the worker has ended');
    logger.error('worker.failed', { queue: worker.name, error });
  });
};

const startWorker = <App extends Consumer>(
  [name, handler]: [QueueName, Handler],
  jobs: { metrics: JobMetrics; running: RunningJobs },
  options: WorkersOptions<App>,
): Worker => {
  const { connection, prefix, logger, overrides = {} } = options;
  const { jobOptions, workerOptions } = queues[name];
  const lockMs = overrides.lockMs ?? workerOptions.lockMs;
  const run = createJobRunner({ name, handler, logger, ...jobs });
  const worker = new Worker(name, run, {
    connection,
    prefix: queuePrefix(prefix, name),
    autorun: false,
    concurrency: overrides.concurrency ?? workerOptions.concurrency,
    lockDuration: lockMs,
    // A dead worker's jobs move on soon after their lock has run out.
    stalledInterval: Math.max(250, Math.round(lockMs / 6)),
    maxStalledCount,
    // How long a failed exchange with Redis keeps the worker from the next one (BullMQ's own: 15 s).
    runRetryDelay: 1_000,
    settings: { backoffStrategy: (attemptsMade) => backoffMs(attemptsMade, jobOptions.backoff) },
  });
  reportHealth(worker, options);
  return worker;
};

/**
 * Starts a worker for each queue of `app`; `connection` has role `worker`. They outlive every absence of Redis and the loss
 * of everything in it. Throws Fault `invalid_configuration` if a handler is missing.
 */
export const startWorkers = <App extends Consumer>(options: WorkersOptions<App>): Workers => {
  const handlers = handlersByName(options.app, options.handlers);
  const { logger, closeWithinMs: withinMs = 10_000 } = options;
  const running: RunningJobs = { count: 0 };
  const metrics = createJobMetrics(options.metrics);
  const workers = handlers.map((entry) => startWorker(entry, { metrics, running }, options));
  const gauges = measureQueues(
    options,
    handlers.map(([name]) => name),
  );
  let closing: Promise<void> | undefined;
  const closeAll = async (): Promise<void> => {
    await closeWorkers({ workers, running, withinMs, logger });
    await gauges.close();
  };
  return { close: () => (closing ??= closeAll()) };
};
