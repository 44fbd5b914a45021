import { z } from 'zod';
import { defineQueue } from './define-queue.ts';

const notificationJob = z.discriminatedUnion('kind', [
  /** An outbox event was committed: deliver what waits for this infobase. `eventId` makes the job's id. */
  z.strictObject({ kind: z.literal('outbox'), infobaseId: z.string(), eventId: z.uuid() }),
]);

/** status, dialer → notifier: something is to leave for 1C or a person. */
export const notificationsQueue = defineQueue({
  name: 'notifications',
  consumer: 'notifier',
  schema: notificationJob,
  jobId: (job) => `outbox-${job.eventId}`,
  // A lost wake-up is made good by the notifier's own sweep, so a job is not worth many tries.
  jobOptions: { attempts: 5, backoff: { firstMs: 500, longestMs: 10_000 } },
  workerOptions: { concurrency: 50, lockMs: 10_000 },
  examples: [{ kind: 'outbox', infobaseId: 'clinic', eventId: '0192f0c1-7c00-7000-8000-000000000005' }],
});

export type NotificationJob = z.infer<typeof notificationJob>;
