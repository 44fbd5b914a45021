import type { OnecJob, ProviderJob } from '@perezvon/contracts-queues';
import { createHealth } from '@perezvon/lifecycle';
import { createLogger } from '@perezvon/logger';
import { createMetrics } from '@perezvon/metrics';
import { startWorkers } from '@perezvon/queue';
import { closeRedis, connectRedis } from '@perezvon/redis';

export interface TakenJobs {
  onec: OnecJob[];
  provider: ProviderJob[];
  stop: () => Promise<void>;
}

/** Takes what the gateway queued off the queues, as the dialer and the status app would. */
export const takeJobs = async (redisUrl: string, prefix: string): Promise<TakenJobs> => {
  const logger = createLogger({ name: 'test', level: 'silent' });
  const connection = connectRedis({ url: redisUrl, role: 'worker', logger });
  const onec: OnecJob[] = [];
  const provider: ProviderJob[] = [];
  const shared = {
    connection,
    prefix,
    logger,
    metrics: createMetrics({ app: 'test' }),
    health: createHealth(),
  };
  const dialer = startWorkers({
    ...shared,
    app: 'dialer',
    handlers: {
      'onec-events': async (job: OnecJob) => {
        onec.push(job);
      },
    },
  });
  const status = startWorkers({
    ...shared,
    app: 'status',
    handlers: {
      'provider-events': async (job: ProviderJob) => {
        provider.push(job);
      },
    },
  });
  return {
    onec,
    provider,
    stop: async () => {
      await Promise.all([dialer.close(), status.close()]);
      await closeRedis(connection);
    },
  };
};
