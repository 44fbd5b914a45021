export { closeRedis } from './close-redis.ts';
export { connectRedis } from './connect-redis.ts';
export type { RedisConnection, RedisConnectionOptions, RedisRole, RedisTarget } from './connect-redis.ts';
