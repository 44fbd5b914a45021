export { lockFolder } from './folder-lock.ts';
export type { FolderLock } from './folder-lock.ts';
export { freePort, freePorts, isPortFree } from './free-port.ts';
export { startGuardedProcess } from './guarded-process.ts';
export { startPostgres } from './postgres.ts';
export type { LocalPostgres } from './postgres.ts';
export { startRedis } from './redis.ts';
export type { LocalRedis } from './redis.ts';
export type { ServerProcess } from './server-process.ts';
