import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import type { TestProject } from 'vitest/node';
import { serversFromEnvironment } from './config.ts';
import { findNeededServers } from './needed-servers.ts';

const migrationsDir = fileURLToPath(new URL('../../../prisma/migrations', import.meta.url));

interface Server {
  url: string;
  stop: () => Promise<void>;
}

const given = (url: string): Server => ({ url, stop: async () => undefined });
const log = (): void => undefined;

// The imports below are late: a run that needs no server is not to load the migration engine.

const startOwnPostgres = async (folder: string): Promise<Server> => {
  const { startPostgres } = await import('@perezvon/local-services');
  const postgres = await startPostgres({ dataDir: join(folder, 'postgres'), log, durable: false });
  return { url: postgres.url(), stop: () => postgres.stop() };
};

const startOwnRedis = async (folder: string): Promise<Server> => {
  const { startRedis } = await import('@perezvon/local-services');
  const redis = await startRedis({ dataDir: join(folder, 'redis'), log, durable: false });
  return { url: redis.url, stop: () => redis.stop() };
};

/**
 * Vitest's global set-up: once per run, starts the servers that the project's tests call for (or takes those of
 * TEST_DATABASE_URL and TEST_REDIS_URL) and makes the database template. Gives the tear-down.
 */
export const setup = async (project: TestProject): Promise<() => Promise<void>> => {
  const needed = findNeededServers(project.config.root);
  const { databaseUrl, redisUrl } = serversFromEnvironment();
  const folder = mkdtempSync(join(tmpdir(), 'perezvon-test-'));
  const started: Server[] = [];
  const tearDown = async (): Promise<void> => {
    await Promise.all(started.map((server) => server.stop()));
    rmSync(folder, { recursive: true, force: true });
  };
  const take = async (start: () => Server | Promise<Server>): Promise<string> => {
    const server = await start();
    started.push(server);
    return server.url;
  };
  const preparePostgres = async (): Promise<{ url: string; template: string }> => {
    const url = await take(() => (databaseUrl === undefined ? startOwnPostgres(folder) : given(databaseUrl)));
    const { prepareTemplate } = await import('./template-database.ts');
    return { url, template: await prepareTemplate(url, migrationsDir) };
  };
  const prepareRedis = async (): Promise<{ url: string }> => ({
    url: await take(() => (redisUrl === undefined ? startOwnRedis(folder) : given(redisUrl))),
  });
  const [postgres, redis] = await Promise.allSettled([
    needed.postgres ? preparePostgres() : null,
    needed.redis ? prepareRedis() : null,
  ]);
  for (const result of [postgres, redis]) {
    if (result.status === 'fulfilled') continue;
    await tearDown();
    throw result.reason;
  }
  if (postgres.status === 'fulfilled') project.provide('testPostgres', postgres.value);
  if (redis.status === 'fulfilled') project.provide('testRedis', redis.value);
  return tearDown;
};
