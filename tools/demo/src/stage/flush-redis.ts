import { createLogger } from '@perezvon/logger';
import { connectRedis } from '@perezvon/redis';

/** Redis forgets everything at once. */
export const flushRedis = async (url: string): Promise<void> => {
  const redis = connectRedis({
    url,
    role: 'plain',
    logger: createLogger({ name: 'flush', level: 'silent' }),
  });
  try {
    await redis.flushall();
  } finally {
    redis.disconnect();
  }
};
