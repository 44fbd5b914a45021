import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { appFlags, freePorts, startGuardedProcess, type ServerProcess } from '@perezvon/local-services';
import { supervise, type Supervised } from './supervise.ts';
import { appNames, type AppName, type SystemLog } from './system.ts';

export interface AppsOptions {
  workspaceRoot: string;
  dataDir: string;
  /** The environment of all apps; PORT is the gateway's alone. */
  environment: NodeJS.ProcessEnv;
  gatewayPort: number;
  /** Holds a folder with `main.mjs` for each app; relative to the workspace's root. */
  appsFolder: string;
  log: SystemLog;
  /** Aborted: give up waiting, stop what was started. */
  signal: AbortSignal;
}

export interface Apps {
  supervised: Supervised[];
  metricsUrls: Record<AppName, string>;
}

/** An app's lifecycle gives itself 15 s; then it is killed, so that all is over within 20 s. */
const stopStepMs = 15_500;
const readyWithinMs = 120_000;
/** sysexits.h EX_CONFIG: an app that refuses its configuration; no restart would help. */
const configurationError = 'code 78';
const deathsBeforeReady = 5;

interface StartingApp {
  name: AppName;
  metricsPort: number;
  options: AppsOptions;
}

const startApp = ({ name, metricsPort, options }: StartingApp): Promise<ServerProcess> => {
  const { workspaceRoot, dataDir, environment, gatewayPort, appsFolder, log } = options;
  return startGuardedProcess({
    folder: join(dataDir, 'apps', name),
    command: process.execPath,
    args: [...appFlags, join(appsFolder, name, 'main.mjs')],
    cwd: workspaceRoot,
    env: {
      ...environment,
      ...(name === 'gateway' && { PORT: String(gatewayPort) }),
      METRICS_PORT: String(metricsPort),
    },
    log: (line) => log(name, line),
  });
};

interface Attempted {
  supervised: Supervised;
  metricsUrl: string;
  /** Rejects if the app can't be brought up. */
  ready: Promise<void>;
}

const isReady = async (metricsUrl: string): Promise<boolean> => {
  try {
    const { ok } = await fetch(`${metricsUrl}/health/ready`, { signal: AbortSignal.timeout(2_000) });
    return ok;
  } catch {
    return false;
  }
};

interface Waiting {
  name: AppName;
  metricsUrl: string;
  signal: AbortSignal;
  /** Why there is nothing to wait for any more. */
  failure: () => string | undefined;
}

const pollUntilReady = async ({ name, metricsUrl, signal, failure }: Waiting): Promise<void> => {
  const deadline = performance.now() + readyWithinMs;
  while (!(await isReady(metricsUrl))) {
    signal.throwIfAborted();
    const reason = failure();
    if (reason !== undefined) throw new Error(reason);
    if (performance.now() > deadline)
      throw new Error(`${name} is not ready after ${readyWithinMs / 1000} s; see its log above.`);
    await sleep(50);
  }
};

const bringUp = async (starting: StartingApp): Promise<Attempted> => {
  const { name, metricsPort, options } = starting;
  let process: ServerProcess | undefined;
  let isUp = false;
  let deaths = 0;
  let failure: string | undefined;
  const onDeath = (how: string): boolean => {
    deaths += 1;
    const isHopeless = how === configurationError || deaths === deathsBeforeReady;
    if (isUp || !isHopeless) return true;
    failure = `${name} did not start (${how}):\n${process?.lastLines().join('\n') ?? ''}`;
    return false;
  };
  const start = async () => {
    const started = (process = await startApp(starting));
    return { ...started, stop: () => started.stop(['SIGTERM', 'SIGKILL'], stopStepMs) };
  };
  const supervised = await supervise({ name, start, onDeath, log: (line) => options.log('up', line) });
  const metricsUrl = `http://127.0.0.1:${metricsPort}`;
  const waiting = { name, metricsUrl, signal: options.signal, failure: () => failure };
  const ready = pollUntilReady(waiting).then(() => void (isUp = true));
  return { supervised, metricsUrl, ready };
};

/**
 * Starts every app as a process of its own and waits until all are ready.
 * Errors: an app refuses its configuration, dies again and again, or is not ready in time (then all are stopped).
 */
export const startApps = async (options: AppsOptions): Promise<Apps> => {
  const ports = await freePorts(appNames.length);
  const attempted = await Promise.all(
    appNames.map((name, index) => bringUp({ name, metricsPort: ports[index] ?? 0, options })),
  );
  const supervised = attempted.map((app) => app.supervised);
  try {
    await Promise.all(attempted.map((app) => app.ready));
  } catch (error) {
    await Promise.all(supervised.map((app) => app.stop()));
    throw error;
  }
  const urls = attempted.map(({ metricsUrl }, index) => [appNames[index], metricsUrl]);
  return { supervised, metricsUrls: Object.fromEntries(urls) as Record<AppName, string> };
};
