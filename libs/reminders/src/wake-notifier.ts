import type { WrittenEvent } from './write-news.ts';

/** Queues a wake-up of the notifier; the app's producer fits. */
export interface NotificationPort {
  addMany: (
    queue: 'notifications',
    jobs: readonly { kind: 'outbox'; infobaseId: string; eventId: string }[],
  ) => Promise<void>;
}

/**
 * After the commit: one wake-up for each infobase. The events are safe in the outbox, so a Redis that is out only makes them
 * wait for the notifier's own sweep.
 */
export const wakeNotifier = async (
  port: NotificationPort,
  written: readonly WrittenEvent[],
  onFailure: (error: unknown) => void,
): Promise<void> => {
  const last = new Map(written.map((event) => [event.infobaseId, event]));
  if (last.size === 0) return;
  try {
    await port.addMany(
      'notifications',
      [...last.values()].map((event) => ({ kind: 'outbox', ...event })),
    );
  } catch (error) {
    onFailure(error);
  }
};
