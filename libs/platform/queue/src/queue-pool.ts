import type { QueueName } from '@perezvon/contracts-queues';
import { Fault, isFault } from '@perezvon/logger';
import type { RedisConnection } from '@perezvon/redis';
import { Queue } from 'bullmq';
import { queuePrefix } from './queue-prefix.ts';

export interface QueueConnection {
  connection: RedisConnection;
  /** Of all Redis keys of this installation; tests use a random one. */
  prefix: string;
}

export interface QueuePool {
  /** Does something with a queue. Rejects with Fault `queue_unavailable`, quickly, while Redis is out. */
  use<Result>(name: QueueName, action: (queue: Queue) => Promise<Result>): Promise<Result>;
  close(): Promise<void>;
}

/** For a connection that is only just being made; later an absent Redis is answered at once. */
const firstConnectionMs = 1_000;

const unavailable = (cause?: unknown): Fault =>
  new Fault({ code: 'queue_unavailable', safeMessage: 'the queue is unavailable', retryable: true, cause });

const untilReady = (connection: RedisConnection): Promise<void> =>
  new Promise((resolve, reject) => {
    const settle = (action: () => void) => (): void => {
      clearTimeout(timer);
      connection.off('ready', onReady).off('close', onClose);
      action();
    };
    const onReady = settle(resolve);
    const onClose = settle(() => reject(unavailable()));
    const timer = setTimeout(onClose, firstConnectionMs);
    connection.on('ready', onReady).on('close', onClose);
  });

/** Resolves if Redis is there; an absent one is answered at once, but for a connection that is only being made. */
const createGuard = (connection: RedisConnection): (() => Promise<void>) => {
  let connectedBefore = false;
  return async () => {
    if (connection.status !== 'ready') {
      if (connectedBefore) throw unavailable();
      await untilReady(connection);
    }
    connectedBefore = true;
  };
};

const openQueue = async (name: QueueName, { connection, prefix }: QueueConnection): Promise<Queue> => {
  const queue = new Queue(name, { connection, prefix: queuePrefix(prefix, name) });
  // Connection errors are logged by the connection itself; without a listener they would be thrown.
  queue.on('error', () => undefined);
  try {
    await queue.waitUntilReady();
    return queue;
  } catch (error) {
    await queue.close().catch(() => undefined);
    throw error;
  }
};

/**
 * BullMQ's queues on one connection, opened when first used and only while Redis is there: a queue whose first exchange
 * with Redis fails never recovers, so it is dropped and opened anew the next time.
 */
export const createQueuePool = (options: QueueConnection): QueuePool => {
  const open = new Map<QueueName, Promise<Queue>>();
  const ensureConnected = createGuard(options.connection);

  const get = (name: QueueName): Promise<Queue> => {
    const known = open.get(name);
    if (known !== undefined) return known;
    const opening = openQueue(name, options);
    open.set(name, opening);
    opening.catch(() => open.delete(name));
    return opening;
  };

  return {
    use: async (name, action) => {
      try {
        await ensureConnected();
        return await action(await get(name));
      } catch (error) {
        throw isFault(error) ? error : unavailable(error);
      }
    },
    close: async () => {
      const queues = await Promise.allSettled(open.values());
      open.clear();
      for (const result of queues) {
        if (result.status === 'fulfilled') await result.value.close();
      }
    },
  };
};
