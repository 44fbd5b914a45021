import type { Logger } from '@perezvon/logger';
import type { RedisConnection } from './connect-redis.ts';

const quietMs = 5_000;

/** A Redis that is out makes an error for every attempt to reconnect; one line in 5 s says as much. */
export const logConnection = (connection: RedisConnection, logger: Logger): void => {
  let lastMs = -Infinity;
  let unlogged = 0;
  let broken = false;
  connection.on('error', (error: Error) => {
    broken = true;
    // Monotonic: a jump of the wall clock must not silence the log.
    if (performance.now() - lastMs < quietMs) {
      unlogged += 1;
      return;
    }
    logger.warn('redis.error', { error, unlogged });
    lastMs = performance.now();
    unlogged = 0;
  });
  connection.on('ready', () => {
    if (broken) logger.info('redis.recovered');
    broken = false;
    lastMs = -Infinity;
  });
};
