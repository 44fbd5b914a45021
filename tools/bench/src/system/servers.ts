import { join } from 'node:path';
import { startPostgres, startRedis, type LocalPostgres } from '@perezvon/local-services';

/** Private servers with the durability of production: fsync, and an append-only file synced at every write. */
export interface Servers {
  postgres: LocalPostgres;
  redisUrl: string;
  stop: () => Promise<void>;
}

export const startServers = async (folder: string): Promise<Servers> => {
  const log = (): void => undefined;
  const postgres = await startPostgres({ dataDir: join(folder, 'postgres'), log });
  const redis = await startRedis({ dataDir: join(folder, 'redis'), log });
  return {
    postgres,
    redisUrl: redis.url,
    stop: async () => {
      await Promise.all([redis.stop(), postgres.stop()]);
    },
  };
};
