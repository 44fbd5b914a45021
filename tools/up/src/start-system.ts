import { mkdirSync } from 'node:fs';
import { join, resolve } from 'node:path';
import { formatErrors, loadConfig } from '@perezvon/config';
import { freePort, isPortFree, lockFolder, type FolderLock } from '@perezvon/local-services';
import { deployMigrations } from '@perezvon/migrations';
import { adapters } from '@perezvon/provider-registry';
import { startApps, type Apps } from './apps.ts';
import { startInfrastructure, type Infrastructure } from './infrastructure.ts';
import { timed } from './stopwatch.ts';
import type { Supervised } from './supervise.ts';
import type { AppName, SystemLog } from './system.ts';
import { findWorkspaceRoot } from './workspace-root.ts';

export interface SystemOptions {
  /** `perezvon.yaml`. */
  configPath: string;
  /** Everything that is kept lies here; created if missing. */
  dataDir: string;
  /** TCP port of the gateway; 0: a free one. */
  port: number;
  /** What the apps inherit; DATABASE_URL and REDIS_URL, where set, are used instead of our own servers. */
  environment: NodeJS.ProcessEnv;
  /** Where the built apps lie: `dist/apps`, unless a test brings builds of its own. */
  appsFolder?: string;
  log: SystemLog;
  /** Aborted before the system is up: what was started is stopped and the start fails. */
  signal?: AbortSignal;
}

export interface RunningSystem {
  gatewayUrl: string;
  metricsUrls: Record<AppName, string>;
  /** Apps first, then our own redis and postgres, if any. */
  processes: Supervised[];
  databaseUrl: string;
  redisUrl: string;
  /** Apps, then Redis, then PostgreSQL; within 20 s, and may be called again. */
  stop: () => Promise<void>;
  /** Kills everything at once; what was acknowledged is on disk. */
  kill: () => void;
}

const checkConfiguration = ({ configPath, environment }: SystemOptions): void => {
  const result = loadConfig({ path: configPath, env: environment, providers: adapters });
  if (!result.ok) throw new Error(`${configPath}:\n${formatErrors(result.errors)}`);
};

const choosePort = async (port: number): Promise<number> => {
  if (port === 0) return freePort();
  if (!(await isPortFree(port))) throw new Error(`Port ${port} is taken; choose another one with --port.`);
  return port;
};

const stopAll = async (apps: readonly Supervised[], servers: readonly Supervised[]): Promise<void> => {
  await Promise.all(apps.map((app) => app.stop()));
  for (const server of servers) await server.stop();
};

const startAllApps = async (
  options: SystemOptions,
  infrastructure: Infrastructure,
  gatewayPort: number,
): Promise<Apps> => {
  const { databaseUrl, redisUrl } = infrastructure;
  const workspaceRoot = findWorkspaceRoot();
  const { log, appsFolder = 'dist/apps', signal = new AbortController().signal } = options;
  const say = (line: string): void => log('up', line);
  const migrationsDir = join(workspaceRoot, 'prisma/migrations');
  await timed('database schema up to date', say, () => deployMigrations({ databaseUrl, migrationsDir }));
  signal.throwIfAborted();
  const environment = {
    ...options.environment,
    PEREZVON_CONFIG: resolve(options.configPath),
    DATABASE_URL: databaseUrl,
    REDIS_URL: redisUrl,
  };
  const dataDir = resolve(options.dataDir);
  const appsOptions = { workspaceRoot, dataDir, environment, gatewayPort, appsFolder, log, signal };
  return timed('apps ready', say, () => startApps(appsOptions));
};

const startLocked = async (options: SystemOptions, lock: FolderLock): Promise<RunningSystem> => {
  const { environment, log } = options;
  const gatewayPort = await choosePort(options.port);
  const infrastructure = await startInfrastructure({
    dataDir: resolve(options.dataDir),
    databaseUrl: environment['DATABASE_URL'] || undefined,
    redisUrl: environment['REDIS_URL'] || undefined,
    log,
  });
  const { servers, databaseUrl, redisUrl } = infrastructure;
  let apps: Apps;
  try {
    apps = await startAllApps(options, infrastructure, gatewayPort);
  } catch (error) {
    await stopAll([], servers);
    throw error;
  }
  const processes = [...apps.supervised, ...servers];
  let stopping: Promise<void> | undefined;
  return {
    gatewayUrl: `http://127.0.0.1:${gatewayPort}`,
    metricsUrls: apps.metricsUrls,
    processes,
    databaseUrl,
    redisUrl,
    stop: () => {
      lock.announceRelease();
      return (stopping ??= stopAll(apps.supervised, servers).finally(lock.release));
    },
    kill: () => {
      for (const { kill } of processes) kill('SIGKILL');
    },
  };
};

/**
 * Starts the whole system on this machine (the apps from dist, so they have to be built) and waits until it takes requests.
 * Errors: the configuration is wrong (all its errors), the port is taken, the data folder is in use, a server or an app
 * does not start.
 */
export const startSystem = async (options: SystemOptions): Promise<RunningSystem> => {
  checkConfiguration(options);
  mkdirSync(options.dataDir, { recursive: true });
  const lock = await lockFolder(resolve(options.dataDir));
  options.signal?.addEventListener('abort', lock.announceRelease);
  try {
    return await startLocked(options, lock);
  } catch (error) {
    lock.release();
    throw error;
  }
};
