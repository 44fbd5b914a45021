export {
  configEnvironment,
  databaseEnvironment,
  loggingEnvironment,
  metricsEnvironment,
  parseEnvironment,
  redisEnvironment,
  serverEnvironment,
} from './environment.ts';
export { formatErrors, loadConfig } from './load-config.ts';
export type { LoadOptions, LoadResult } from './load-config.ts';
export type { ConfigError } from './path.ts';
export type { AccountConfig, InfobaseConfig, PerezvonConfig, RemindersConfig } from './perezvon.schema.ts';
