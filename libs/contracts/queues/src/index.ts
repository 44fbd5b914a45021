import type { z } from 'zod';
import type { Consumer } from './define-queue.ts';
import { notificationsQueue } from './notifications.queue.ts';
import { onecEventsQueue } from './onec-events.queue.ts';
import { providerEventsQueue } from './provider-events.queue.ts';

/** Every queue there is. */
export const queues = {
  'onec-events': onecEventsQueue,
  'provider-events': providerEventsQueue,
  notifications: notificationsQueue,
} as const;

export type QueueName = keyof typeof queues;
export type Payload<Name extends QueueName> = z.output<(typeof queues)[Name]['schema']>;

type ConsumedBy<App extends Consumer> = {
  [Name in QueueName]: (typeof queues)[Name]['consumer'] extends App ? Name : never;
}[QueueName];

/** What an app must bring: a handler for each queue it consumes. A missing one is a compile error. */
export type QueueHandlers<App extends Consumer> = {
  [Name in ConsumedBy<App>]: (payload: Payload<Name>) => Promise<void>;
};

export type { Consumer, QueueDefinition } from './define-queue.ts';
export type { NotificationJob } from './notifications.queue.ts';
export type { OnecInboxRow, OnecJob, ProviderInboxRow, ProviderJob } from './inbox-job.ts';
