import type { QueueName } from '@perezvon/contracts-queues';
import type { Metrics } from '@perezvon/metrics';
import { createQueuePool, type QueueConnection, type QueuePool } from './queue-pool.ts';

const withinMs = 1_000;

const withTimeout = async <Result>(work: Promise<Result>): Promise<Result> => {
  let timer: NodeJS.Timeout | undefined;
  const timedOut = new Promise<never>((_resolve, reject) => {
    timer = setTimeout(() => reject(new Error('Redis did not answer in time')), withinMs);
  });
  try {
    return await Promise.race([work, timedOut]);
  } finally {
    clearTimeout(timer);
  }
};

/** Sets `perezvon_queue_depth{queue,state}` whenever the metrics are read; while Redis is out it keeps its last value. */
export const measureQueues = (
  options: QueueConnection & { metrics: Metrics },
  names: readonly QueueName[],
): Pick<QueuePool, 'close'> => {
  const pool = createQueuePool(options);
  const gauge = options.metrics.gauge('perezvon_queue_depth', 'Jobs in a queue, by their state', [
    'queue',
    'state',
  ]);
  const measure = async (name: QueueName): Promise<void> => {
    const counts = await withTimeout(
      pool.use(name, (queue) => queue.getJobCounts('waiting', 'active', 'delayed', 'failed')),
    );
    for (const [state, count] of Object.entries(counts)) gauge.set({ queue: name, state }, count);
  };
  options.metrics.onRead(async () => {
    await Promise.all(names.map(measure));
  });
  return pool;
};
