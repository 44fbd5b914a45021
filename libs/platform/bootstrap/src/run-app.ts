import { setTimeout as delay } from 'node:timers/promises';
import {
  configEnvironment,
  databaseEnvironment,
  formatErrors,
  loadConfig,
  loggingEnvironment,
  metricsEnvironment,
  parseEnvironment,
  redisEnvironment,
  type LoadOptions,
  type PerezvonConfig,
} from '@perezvon/config';
import { openDatabase, requireSchema, type Database } from '@perezvon/database';
import { createLifecycle, type Lifecycle } from '@perezvon/lifecycle';
import { createLogger, isFault, type Logger } from '@perezvon/logger';
import { createMetrics, startMetricsServer, type Metrics } from '@perezvon/metrics';
import { closeRedis, connectRedis, type RedisConnection } from '@perezvon/redis';
import { z } from 'zod';

/** Every app needs these; an app's `config.ts` adds its own. */
export const appEnvironment = {
  ...configEnvironment,
  ...databaseEnvironment,
  ...redisEnvironment,
  ...metricsEnvironment,
  ...loggingEnvironment,
  /** Connections to PostgreSQL at the most. */
  DATABASE_POOL: z.coerce.number().int().min(2).max(200).default(10),
};

export type AppShape = typeof appEnvironment;

/** What a started app works with. */
export interface AppContext<Environment> {
  environment: Environment;
  config: PerezvonConfig;
  logger: Logger;
  lifecycle: Lifecycle;
  metrics: Metrics;
  database: Database;
  /** A connection of its own; closed with the app. */
  redis: (role: 'producer' | 'worker') => RedisConnection;
  clock: () => Date;
}

export interface AppOptions<Shape extends AppShape> {
  name: string;
  shape: Shape;
  env: Readonly<Record<string, string | undefined>>;
  /** Adapters by provider id: their settings are checked with the configuration. */
  providers: LoadOptions['providers'];
  /** True: starts while PostgreSQL is out, and stops if its schema then turns out to be behind. Else it waits. */
  startsWithoutDatabase?: boolean;
  start: (context: AppContext<z.output<z.ZodObject<Shape>>>) => Promise<void>;
}

/** Of all our Redis keys. */
export const queuePrefix = 'perezvon';

/** How long an app may take to stop, ms: below the 20 s that `npm run up` promises. */
const stopWithinMs = 15_000;
/** What systemd and others know as "configuration error". */
const configurationExitCode = 78;

const refuse = (name: string, what: string): never => {
  process.stderr.write(`${name}: ${what}\n`);
  process.exit(configurationExitCode);
};

type EnvironmentOf<Shape extends AppShape> = z.output<z.ZodObject<Shape>> & z.output<z.ZodObject<AppShape>>;

/** Environment and configuration; every error at once, then exit code 78. */
const readSettings = <Shape extends AppShape>({ name, shape, env, providers }: AppOptions<Shape>) => {
  const parsed = parseEnvironment(env, shape);
  if (!parsed.ok) return refuse(name, formatErrors(parsed.errors));
  // The shape has at least these keys; generic code can't see it.
  const environment = parsed.value as EnvironmentOf<Shape>;
  const loaded = loadConfig({ path: environment.PEREZVON_CONFIG, env, providers });
  if (!loaded.ok) return refuse(name, formatErrors(loaded.errors));
  return { environment, config: loaded.config, secrets: loaded.secrets };
};

/**
 * Starts an app: environment and configuration, logger with all secrets masked, metrics and health server, database with a schema
 * that is not behind; then `start`. Whatever is opened is closed on SIGTERM.
 */
export const runApp = async <Shape extends AppShape>(options: AppOptions<Shape>): Promise<void> => {
  const { name } = options;
  const { environment, config, secrets } = readSettings(options);
  const logger = createLogger({
    name,
    level: environment.LOG_LEVEL,
    secrets: [...secrets, ...passwordsOf([environment.DATABASE_URL, environment.REDIS_URL])],
  });
  const lifecycle = createLifecycle({ logger, deadlineMs: stopWithinMs });
  const metrics = createMetrics({ app: name });
  await lifecycle.run(async () => {
    const { health } = lifecycle;
    const server = await startMetricsServer({ port: environment.METRICS_PORT, metrics, health, logger });
    lifecycle.own('metrics', () => server.close());
    const database = openAppDatabase(environment, logger);
    lifecycle.own('database', () => database.close());
    const schema = untilSchemaIsThere(database, logger);
    if (options.startsWithoutDatabase !== true) await schema;
    else schema.catch((error: unknown) => lifecycle.stop('schema', error));
    const redis = (role: 'producer' | 'worker') => openRedis({ environment, role, logger, lifecycle });
    const clock = (): Date => new Date();
    await options.start({ environment, config, logger, lifecycle, metrics, database, redis, clock });
  });
};

const passwordsOf = (urls: readonly string[]): string[] =>
  urls.map((url) => decodeURIComponent(new URL(url).password)).filter((password) => password !== '');

type BaseEnvironment = z.output<z.ZodObject<AppShape>>;

const schemaRetryMs = 1_000;

/** Waits for PostgreSQL as long as it takes; a schema that is behind is final. */
const untilSchemaIsThere = async ({ sql }: Database, logger: Logger): Promise<void> => {
  for (;;) {
    try {
      await requireSchema(sql);
      return;
    } catch (error) {
      if (isFault(error, 'schema_behind')) throw error;
      logger.warn('database.unavailable', { error });
      await delay(schemaRetryMs);
    }
  }
};

const openAppDatabase = (environment: BaseEnvironment, logger: Logger): Database =>
  openDatabase({
    url: environment.DATABASE_URL,
    poolSize: environment.DATABASE_POOL,
    statementTimeoutMs: 15_000,
    connectTimeoutMs: 3_000,
    onConnectionError: (error) => logger.warn('database.connection_lost', { error }),
  });

const openRedis = (options: {
  environment: BaseEnvironment;
  role: 'producer' | 'worker';
  logger: Logger;
  lifecycle: Lifecycle;
}): RedisConnection => {
  const { environment, role, logger, lifecycle } = options;
  const redis = connectRedis({
    url: environment.REDIS_URL,
    role,
    logger,
    clusterNodes: environment.REDIS_CLUSTER_NODES,
    sentinels: environment.REDIS_SENTINELS,
  });
  lifecycle.own(`redis:${role}`, () => closeRedis(redis));
  return redis;
};
