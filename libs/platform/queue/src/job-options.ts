import type { QueueDefinition, Consumer } from '@perezvon/contracts-queues';
import type { JobsOptions } from 'bullmq';
import type { z } from 'zod';

export type AnyQueueDefinition = QueueDefinition<string, z.ZodType, Consumer>;

/** Doubles from `firstMs` up to `longestMs`; between half of that and the whole, so that jobs don't come back in step. */
export const backoffMs = (
  attemptsMade: number,
  { firstMs, longestMs }: AnyQueueDefinition['jobOptions']['backoff'],
  random: () => number = Math.random,
): number => {
  const capped = Math.min(longestMs, firstMs * 2 ** Math.min(Math.max(attemptsMade, 1) - 1, 30));
  return Math.round(capped * (0.5 + random() / 2));
};

/** A finished job is forgotten, a failed one stays until an operator deals with it. */
export const jobOptions = (definition: AnyQueueDefinition, jobId: string): JobsOptions => ({
  jobId,
  attempts: definition.jobOptions.attempts,
  backoff: { type: 'capped' },
  removeOnComplete: true,
  removeOnFail: false,
  // One trace is enough: with 1000 tries they would outweigh the job.
  stackTraceLimit: 1,
});
