import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { freePort, startRedis, type LocalRedis } from '@perezvon/local-services';

export interface PrivateRedis {
  /** The same before and after a restart. */
  url: string;
  start(): Promise<void>;
  stop(): Promise<void>;
  /** SIGKILL, as when the machine's memory runs out. */
  kill(): Promise<void>;
  remove(): Promise<void>;
}

/** A Redis of the test's own, which it may stop, kill and start again with the data it had. */
export const createPrivateRedis = async (): Promise<PrivateRedis> => {
  const dataDir = await mkdtemp(join(tmpdir(), 'perezvon-queue-'));
  const port = await freePort();
  const startOne = (): Promise<LocalRedis> => startRedis({ dataDir, port, log: () => undefined });
  let redis = await startOne();
  return {
    url: redis.url,
    start: async () => {
      redis = await startOne();
    },
    stop: () => redis.stop(),
    kill: async () => {
      process.kill(redis.pid, 'SIGKILL');
      await redis.exited;
      // Lets go of the data folder.
      await redis.stop();
    },
    remove: async () => {
      await redis.stop();
      await rm(dataDir, { recursive: true, force: true });
    },
  };
};
