import { openDatabase, type Database } from '@perezvon/database';
import { createLogger } from '@perezvon/logger';
import { connectRedis, type RedisConnection } from '@perezvon/redis';

/** Settings of a competitor that keeps what it is sent. */
export interface StoreSettings {
  databaseUrl: string;
  redisUrl: string;
  kind: 'webhook' | 'booking';
}

/** The pool of our own gateway has five connections for its inbox; more made no competitor faster. */
const poolSize = 10;

export const openStores = ({
  databaseUrl,
  redisUrl,
}: StoreSettings): { database: Database; redis: RedisConnection } => ({
  database: openDatabase({
    url: databaseUrl,
    poolSize,
    statementTimeoutMs: 10_000,
    connectTimeoutMs: 5_000,
    onConnectionError: () => undefined,
  }),
  redis: connectRedis({
    url: redisUrl,
    role: 'plain',
    logger: createLogger({ name: 'bench', level: 'silent' }),
  }),
});
