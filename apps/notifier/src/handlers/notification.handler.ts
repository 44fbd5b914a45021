import type { NotificationJob } from '@perezvon/contracts-queues';

/**
 * A job is only a wake-up: the events are in PostgreSQL and a sweep finds them anyway. So it is done once the lane knows, and a
 * slow 1C does not occupy the worker.
 */
export const createNotificationHandler =
  ({ wake }: { wake: (infobaseId: string) => void }) =>
  async (job: NotificationJob): Promise<void> => {
    wake(job.infobaseId);
  };
