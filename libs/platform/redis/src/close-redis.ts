import type { RedisConnection } from './connect-redis.ts';

/** Lets commands under way finish, for at most 2 s; a Redis that is out is simply left. Never rejects. */
export const closeRedis = async (connection: RedisConnection): Promise<void> => {
  let timer: NodeJS.Timeout | undefined;
  const timedOut = new Promise<void>((resolve) => {
    timer = setTimeout(resolve, 2_000);
  });
  const quit = async (): Promise<void> => {
    if (connection.status === 'ready') await connection.quit();
  };
  try {
    await Promise.race([quit(), timedOut]);
  } catch {
    // The connection broke on its way out: closed is what was wanted.
  } finally {
    clearTimeout(timer);
    connection.disconnect();
  }
};
