import type { QueueName } from '@perezvon/contracts-queues';
import { Fault } from '@perezvon/logger';
import { createQueuePool, type QueueConnection } from './queue-pool.ts';

export interface FailedJob {
  id: string;
  attempts: number;
  failedAt: Date | null;
  /** Masked: no phone, no secret. */
  reason: string;
}

/** For people who look after the system. Rejects with Fault `queue_unavailable` while Redis is out. */
export interface QueueOperator {
  /** The latest failed jobs first. */
  failedJobs(name: QueueName, limit: number): Promise<FailedJob[]>;
  /** Starts a failed job over, with all its attempts. Fault `not_found` if there is no such failed job. */
  retryJob(name: QueueName, id: string): Promise<void>;
  close(): Promise<void>;
}

export const createQueueOperator = (options: QueueConnection): QueueOperator => {
  const pool = createQueuePool(options);
  return {
    failedJobs: (name, limit) =>
      pool.use(name, async (queue) => {
        const jobs = await queue.getJobs(['failed'], 0, limit - 1, false);
        return jobs.map((job) => ({
          id: job.id ?? '',
          attempts: job.attemptsMade,
          failedAt: job.finishedOn === undefined ? null : new Date(job.finishedOn),
          reason: job.failedReason,
        }));
      }),
    retryJob: (name, id) =>
      pool.use(name, async (queue) => {
        const job = await queue.getJob(id);
        if (job === undefined || !(await job.isFailed())) {
          throw new Fault({ code: 'not_found', safeMessage: 'no such failed job', retryable: false });
        }
        await job.retry('failed', { resetAttemptsMade: true, resetAttemptsStarted: true });
      }),
    close: () => pool.close(),
  };
};
