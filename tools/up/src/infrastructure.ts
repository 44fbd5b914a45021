import { join } from 'node:path';
import { startPostgres, startRedis } from '@perezvon/local-services';
import { timed } from './stopwatch.ts';
import { supervise, type Running, type Supervised } from './supervise.ts';
import type { SystemLog } from './system.ts';

export interface InfrastructureOptions {
  dataDir: string;
  /** DATABASE_URL and REDIS_URL, where the user brings his own. */
  databaseUrl: string | undefined;
  redisUrl: string | undefined;
  log: SystemLog;
}

export interface Infrastructure {
  databaseUrl: string;
  redisUrl: string;
  /** Those of our own, in the order in which they are stopped. */
  servers: Supervised[];
}

/** Both stop within milliseconds when all is well; 20 s for the whole system leaves this much for each harder step. */
const stepMs = 1_000;

interface LocalServer extends Omit<Running, 'stop'> {
  port: number;
  stop: (options: { stepMs: number }) => Promise<void>;
}

/** The first start picks the port; every later one takes the same, for the apps know it. */
const superviseServer = async <Server extends LocalServer>(
  name: string,
  start: (port: number | undefined) => Promise<Server>,
  log: SystemLog,
): Promise<{ first: Server; supervised: Supervised }> => {
  let first: Server | undefined;
  const supervised = await supervise({
    name,
    log: (line) => log('up', line),
    start: async () => {
      const server = await start(first?.port);
      first ??= server;
      return { ...server, stop: () => server.stop({ stepMs }) };
    },
  });
  // `supervise` has started it once, else it would have thrown.
  return { first: first as unknown as Server, supervised };
};

const ownPostgres = async (dataDir: string, log: SystemLog) => {
  const { first, supervised } = await superviseServer(
    'postgres',
    (port) =>
      startPostgres({
        dataDir: join(dataDir, 'postgres'),
        log: (line) => log('postgres', line),
        ...(port !== undefined && { port }),
      }),
    log,
  );
  return { databaseUrl: await first.ensureDatabase('perezvon'), supervised };
};

const ownRedis = async (dataDir: string, log: SystemLog) => {
  const { first, supervised } = await superviseServer(
    'redis',
    (port) =>
      startRedis({
        dataDir: join(dataDir, 'redis'),
        log: (line) => log('redis', line),
        ...(port !== undefined && { port }),
      }),
    log,
  );
  return { redisUrl: first.url, supervised };
};

/** PostgreSQL and Redis: the user's own where their URLs are given, else ours under the data folder. */
export const startInfrastructure = async (options: InfrastructureOptions): Promise<Infrastructure> => {
  const { dataDir, log } = options;
  const say = (line: string): void => log('up', line);
  const postgres = options.databaseUrl
    ? { databaseUrl: options.databaseUrl, supervised: undefined }
    : await timed('PostgreSQL ready', say, () => ownPostgres(dataDir, log));
  try {
    const redis = options.redisUrl
      ? { redisUrl: options.redisUrl, supervised: undefined }
      : await timed('Redis ready', say, () => ownRedis(dataDir, log));
    const servers = [redis.supervised, postgres.supervised].filter((server) => server !== undefined);
    return { databaseUrl: postgres.databaseUrl, redisUrl: redis.redisUrl, servers };
  } catch (error) {
    await postgres.supervised?.stop();
    throw error;
  }
};
