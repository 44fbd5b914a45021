export { eventually } from './eventually.ts';
export type { EventuallyOptions } from './eventually.ts';
export { useDatabase } from './use-database.ts';
export type { TestDatabase } from './use-database.ts';
export { useRedis } from './use-redis.ts';
export type { TestRedis } from './use-redis.ts';
