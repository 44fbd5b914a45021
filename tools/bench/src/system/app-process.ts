import { copyFileSync, mkdirSync } from 'node:fs';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { appFlags, freePorts, startGuardedProcess } from '@perezvon/local-services';
import { residentMebibytes } from './process-use.ts';

const appNames = ['gateway', 'dialer', 'status', 'notifier'] as const;

export type AppName = (typeof appNames)[number];

export interface AppOptions {
  /** Of this run: logs and process notes. */
  folder: string;
  configPath: string;
  databaseUrl: string;
  redisUrl: string;
  /** Keeps a CPU profile in this folder, written when the app stops. */
  profileDir?: string | undefined;
}

export interface AppProcess {
  name: AppName;
  pid: number;
  /** The gateway's port. */
  port: number;
  /** Resident memory now, MiB. */
  residentMebibytes: () => number;
  stop: () => Promise<void>;
}

const bundleFolder = (folder: string, name: AppName): string => join(folder, 'bundles', name);

/** Puts the bundles aside: a build during the run must not change what is measured. Errors: an app is not built. */
export const keepBundles = (folder: string): void => {
  for (const name of appNames) {
    mkdirSync(bundleFolder(folder, name), { recursive: true });
    copyFileSync(`dist/apps/${name}/main.mjs`, join(bundleFolder(folder, name), 'main.mjs'));
  }
};

const readyWithinMs = 60_000;
let started = 0;

/** Far above any load of the bench: one sender must be allowed to be as fast as it can. */
const noRates = { GATEWAY_RATE_ACCOUNT: '1000000', GATEWAY_RATE_INFOBASE: '1000000' };

const isReady = async (url: string): Promise<boolean> => {
  try {
    return (await fetch(`${url}/health/ready`, { signal: AbortSignal.timeout(2_000) })).ok;
  } catch {
    return false;
  }
};

const environmentOf = (options: AppOptions, port: number, metricsPort: number): NodeJS.ProcessEnv => ({
  PATH: process.env['PATH'],
  NODE_ENV: 'production',
  PEREZVON_CONFIG: options.configPath,
  DATABASE_URL: options.databaseUrl,
  REDIS_URL: options.redisUrl,
  PORT: String(port),
  METRICS_PORT: String(metricsPort),
  ...noRates,
});

/** Starts an app from its bundle, as in production; its log goes straight into a file, past this process. */
export const startApp = async (name: AppName, options: AppOptions): Promise<AppProcess> => {
  const [port = 0, metricsPort = 0] = await freePorts(2);
  const folder = join(options.folder, 'apps', `${name}-${(started += 1)}`);
  mkdirSync(folder, { recursive: true });
  const profiling =
    options.profileDir === undefined ? [] : ['--cpu-prof', `--cpu-prof-dir=${options.profileDir}`];
  const program = [
    process.execPath,
    ...appFlags,
    ...profiling,
    join(bundleFolder(options.folder, name), 'main.mjs'),
  ];
  const child = await startGuardedProcess({
    folder,
    command: '/bin/sh',
    args: ['-c', `exec "$@" >'${folder}/log' 2>&1`, 'sh', ...program],
    cwd: process.cwd(),
    env: environmentOf(options, port, metricsPort),
    log: () => undefined,
  });
  const deadline = performance.now() + readyWithinMs;
  while (!(await isReady(`http://127.0.0.1:${metricsPort}`))) {
    if (child.hasExited() || performance.now() > deadline)
      throw new Error(`${name} does not start; see ${folder}/log`);
    await sleep(20);
  }
  return {
    name,
    pid: child.pid,
    port,
    residentMebibytes: () => residentMebibytes(child.pid) ?? Number.NaN,
    stop: () => child.stop(['SIGTERM', 'SIGKILL'], 20_000),
  };
};
