import type { z } from 'zod';

/** Which app consumes a queue. */
export type Consumer = 'dialer' | 'status' | 'notifier';

export interface QueueDefinition<Name extends string, Schema extends z.ZodType, By extends Consumer> {
  /** Wire data: kebab-case, no `:`, never renamed. */
  name: Name;
  consumer: By;
  /** Parsed when a job is added and again when it is taken. Changed only by addition. */
  schema: Schema;
  /** Derived from the payload, so that the same thing queued twice is one job. */
  jobId: (payload: z.output<Schema>) => string;
  jobOptions: {
    /** Tries before the job is left, visible, among the failed ones. */
    attempts: number;
    backoff: { firstMs: number; longestMs: number };
  };
  workerOptions: {
    concurrency: number;
    /** A job whose worker said nothing for so long goes to another one. */
    lockMs: number;
  };
  /** Every payload shape ever shipped; a test parses them all. */
  examples: readonly unknown[];
}

/** One file a queue; every option is required, so that none is forgotten. */
export const defineQueue = <Name extends string, Schema extends z.ZodType, By extends Consumer>(
  definition: QueueDefinition<Name, Schema, By>,
): QueueDefinition<Name, Schema, By> => definition;
