import type { Payload, QueueName } from '@perezvon/contracts-queues';
import { isFault, maskText, type Logger } from '@perezvon/logger';
import type { CounterMetric, HistogramMetric, Metrics } from '@perezvon/metrics';
import { UnrecoverableError, type Job } from 'bullmq';
import { parsePayload } from './parse-payload.ts';

export interface JobMetrics {
  jobs: CounterMetric<'queue' | 'result'>;
  seconds: HistogramMetric<'queue'>;
}

export const createJobMetrics = (metrics: Metrics): JobMetrics => ({
  jobs: metrics.counter('perezvon_queue_jobs_total', 'Jobs taken from a queue, by how they ended', [
    'queue',
    'result',
  ]),
  seconds: metrics.histogram('perezvon_queue_job_seconds', 'How long a handler took', ['queue']),
});

interface RunOptions<Name extends QueueName> {
  name: Name;
  handler: (payload: Payload<Name>) => Promise<void>;
  logger: Logger;
  metrics: JobMetrics;
  running: RunningJobs;
}

/** How many handlers are at work in this process. */
export interface RunningJobs {
  count: number;
}

/** BullMQ keeps the message in Redis, where no phone is to lie; `cause` and the rest of the error stay here. */
const errorForRedis = (error: unknown, final: boolean): Error => {
  const message = maskText(error instanceof Error ? error.message : String(error));
  const code = isFault(error) ? `${error.code}: ` : '';
  return final ? new UnrecoverableError(code + message) : new Error(code + message);
};

/**
 * Parses the job again and gives it to the handler. A Fault that is not retryable, a payload that doesn't parse included,
 * ends the job: it stays among the failed ones. Any other error has it tried again after the queue's back-off.
 */
export const createJobRunner = <Name extends QueueName>(
  options: RunOptions<Name>,
): ((job: Job) => Promise<void>) => {
  const { name, handler, logger, metrics, running } = options;
  return async (job) => {
    const begunMs = performance.now();
    running.count += 1;
    try {
      await handler(parsePayload(name, job.data));
      metrics.jobs.inc({ queue: name, result: 'done' });
    } catch (error) {
      const attempt = job.attemptsMade + 1;
      const unrecoverable = isFault(error) && !error.retryable;
      const final = unrecoverable || attempt >= (job.opts.attempts ?? 1);
      metrics.jobs.inc({ queue: name, result: final ? 'failed' : 'retried' });
      logger[final ? 'error' : 'warn']('job.failed', { queue: name, jobId: job.id, attempt, final, error });
      throw errorForRedis(error, unrecoverable);
    } finally {
      running.count -= 1;
      metrics.seconds.observe({ queue: name }, (performance.now() - begunMs) / 1_000);
    }
  };
};
