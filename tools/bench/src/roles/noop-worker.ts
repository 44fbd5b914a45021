import { createLogger } from '@perezvon/logger';
import { connectRedis } from '@perezvon/redis';
import { Queue, Worker } from 'bullmq';
import { v7 as newId } from 'uuid';
import type { Role } from './serve-role.ts';

export interface NoopSettings {
  redisUrl: string;
  concurrency: number;
}

const addAtOnce = 1_000;

/** Jobs through BullMQ with nothing done for them: what a worker of this concurrency could reach at best. */
export const noopWorker: Role = async ({ redisUrl, concurrency }: NoopSettings) => {
  const logger = createLogger({ name: 'bench', level: 'silent' });
  const queue = new Queue('noop', { connection: connectRedis({ url: redisUrl, role: 'plain', logger }) });

  const fill = async (count: number): Promise<void> => {
    for (let added = 0; added < count; added += addAtOnce) {
      const ids = Array.from({ length: Math.min(addAtOnce, count - added) }, () => newId());
      await queue.addBulk(
        ids.map((id) => ({
          name: 'event',
          data: { kind: 'pointer', id },
          opts: { jobId: id, removeOnComplete: true },
        })),
      );
    }
  };

  /** Jobs a second, from the first one's end to the last one's. */
  const drain = async (count: number): Promise<number> => {
    const connection = connectRedis({ url: redisUrl, role: 'worker', logger });
    let done = 0;
    let firstAt = 0;
    let onLast: (perSecond: number) => void = () => undefined;
    const drained = new Promise<number>((resolve) => (onLast = resolve));
    const work = async (): Promise<void> => {
      done += 1;
      if (done === 1) firstAt = performance.now();
      if (done === count) onLast((count / (performance.now() - firstAt)) * 1_000);
    };
    const worker = new Worker('noop', work, { connection, concurrency });
    worker.on('error', () => undefined);
    const perSecond = await drained;
    await worker.close(true);
    connection.disconnect();
    return perSecond;
  };

  return {
    run: async ({ count }: { count: number }) => {
      await fill(count);
      return drain(count);
    },
  };
};
