import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import { startPostgres, startRedis } from '@perezvon/local-services';
import { deployMigrations } from '@perezvon/migrations';

export interface Stores {
  databaseUrl: string;
  redisUrl: string;
  /** Both keep their data and port. */
  postgres: { stop: () => Promise<void>; start: () => Promise<void>; signal: (name: NodeJS.Signals) => void };
  redis: { stop: () => Promise<void>; start: () => Promise<void>; signal: (name: NodeJS.Signals) => void };
  close: () => Promise<void>;
}

interface Server {
  port: number;
  kill: (signal: NodeJS.Signals) => void;
  stop: () => Promise<void>;
}

/** Something that can be stopped and started again on the same port. */
const restartable = <Kind extends Server>(first: Kind, startAgain: (port: number) => Promise<Kind>) => {
  let current: Kind | null = first;
  return {
    stop: async () => {
      await current?.stop();
      current = null;
    },
    start: async () => {
      current ??= await startAgain(first.port);
    },
    signal: (name: NodeJS.Signals) => current?.kill(name),
  };
};

/** A PostgreSQL with the schema and a Redis of this test alone, because it stops them. */
export const startStores = async (): Promise<Stores> => {
  const folder = mkdtempSync(join(tmpdir(), 'perezvon-gateway-'));
  const log = (): void => undefined;
  const openPostgres = (port?: number) =>
    startPostgres({ dataDir: join(folder, 'postgres'), log, durable: false, ...(port ? { port } : {}) });
  const openRedis = (port?: number) =>
    startRedis({ dataDir: join(folder, 'redis'), log, ...(port ? { port } : {}) });
  const [firstPostgres, firstRedis] = await Promise.all([openPostgres(), openRedis()]);
  const databaseUrl = await firstPostgres.ensureDatabase('perezvon');
  await deployMigrations({
    databaseUrl,
    migrationsDir: resolve(import.meta.dirname, '../../../../prisma/migrations'),
  });
  const postgres = restartable(firstPostgres, openPostgres);
  const redis = restartable(firstRedis, openRedis);
  return {
    databaseUrl,
    redisUrl: firstRedis.url,
    postgres,
    redis,
    close: async () => {
      await Promise.all([postgres.stop(), redis.stop()]);
      rmSync(folder, { recursive: true, force: true });
    },
  };
};
