import { randomBytes } from 'node:crypto';
import { createLogger } from '@perezvon/logger';
import { closeRedis, connectRedis } from '@perezvon/redis';
import { afterAll } from 'vitest';
import { providedRedis } from './provided-servers.ts';

export interface TestRedis {
  readonly url: string;
  /** Of this file's own keys; they are deleted after the file. */
  readonly prefix: string;
}

/** Keys of queues begin with `{PREFIX-QUEUE}`: the prefix is somewhere near the front. */
const deleteKeys = async (url: string, prefix: string): Promise<void> => {
  const redis = connectRedis({
    url,
    role: 'plain',
    logger: createLogger({ name: 'testing', level: 'warn' }),
  });
  try {
    const keys = await redis.keys(`*${prefix}*`);
    if (keys.length > 0) await redis.unlink(...keys);
  } finally {
    await closeRedis(redis);
  }
};

/** Call it at the top of a test file, before anything that connects. */
export const useRedis = (): TestRedis => {
  const prefix = `test-${randomBytes(6).toString('hex')}`;
  afterAll(() => deleteKeys(providedRedis().url, prefix));
  return {
    get url() {
      return providedRedis().url;
    },
    prefix,
  };
};
