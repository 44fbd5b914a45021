import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { prepareLaunch } from './child-launcher.ts';
import { freePort } from './free-port.ts';
import { endLeftoverServer, rememberServer } from './leftover-server.ts';
import { keptPassword } from './password-file.ts';
import { pingRedis } from './redis-ping.ts';
import { findRedisProgram } from './redis-program.ts';
import { startServerProcess, type LogLine, type ServerProcess, type StopOptions } from './server-process.ts';
import { onSomePort, startFailure } from './start-failure.ts';
import { startOnFolder } from './start-on-folder.ts';

export interface RedisOptions {
  /** Folder of this server, created if missing; a later start finds the same data there. */
  dataDir: string;
  /** Gets the server's own output, line by line. */
  log: LogLine;
  /** TCP port on 127.0.0.1; a free one if not given. */
  port?: number;
  /** false: no append-only file; everything is gone at the end. For tests. Default true. */
  durable?: boolean;
}

export interface LocalRedis {
  port: number;
  pid: number;
  kill: (signal: NodeJS.Signals) => void;
  /** Connection URL with password, database 0. */
  url: string;
  /** Resolves when the server is gone, wanted or not, with how it ended. */
  exited: Promise<string>;
  /** Saves and stops. Fast, and may be called again. */
  stop: (options?: StopOptions) => Promise<void>;
}

interface Setup {
  folder: string;
  program: string;
  password: string;
  durable: boolean;
  log: LogLine;
}

/** Saving takes a moment at most: the append-only file is written all along. */
const stopSignals: NodeJS.Signals[] = ['SIGTERM', 'SIGKILL'];

/** A file and not arguments: the password would be readable in the list of processes. */
const writeConfiguration = ({ folder, password, durable }: Setup, port: number): string => {
  const path = join(folder, 'redis.conf');
  const lines = [
    'bind 127.0.0.1',
    `port ${port}`,
    'protected-mode yes',
    `requirepass ${password}`,
    `dir "${folder}"`,
    'daemonize no',
    'save ""',
    `appendonly ${durable ? 'yes' : 'no'}`,
    'appendfsync always',
    'maxmemory-policy noeviction',
    'loglevel notice',
  ];
  writeFileSync(path, `${lines.join('\n')}\n`, { mode: 0o600 });
  return path;
};

const waitUntilReady = async (server: ServerProcess, port: number, password: string): Promise<void> => {
  // No deadline while it loads: a large append-only file takes its time, and every part of it matters.
  let deadline = performance.now() + 30_000;
  while (!server.hasExited() && performance.now() < deadline) {
    const answer = await Promise.race([pingRedis(port, password), server.exited]);
    if (answer === 'ready') return;
    if (answer === 'loading') deadline = performance.now() + 30_000;
    await sleep(20);
  }
  if (!server.hasExited()) throw new Error('Redis did not answer within 30 s.');
  await server.exited;
  throw startFailure('Redis', port, server.lastLines());
};

const launchOn = async (port: number, setup: Setup): Promise<ServerProcess> => {
  const { folder, program, password, log } = setup;
  const args = [writeConfiguration(setup, port)];
  const launch = prepareLaunch({ command: program, args, signalAtOurDeath: 'TERM' });
  const server = await startServerProcess(launch, { cwd: folder, log });
  rememberServer(folder, server.pid);
  try {
    await waitUntilReady(server, port, password);
  } catch (error) {
    await server.stop(stopSignals, 5_000);
    throw error;
  }
  return server;
};

const startOn = async (folder: string, options: RedisOptions, release: () => void): Promise<LocalRedis> => {
  const { log, durable = true } = options;
  const program = findRedisProgram(log);
  await endLeftoverServer(folder, 'SIGTERM', log);
  const setup: Setup = { folder, program, password: keptPassword(folder), durable, log };
  let port = 0;
  const server = await onSomePort(options.port, freePort, async (candidate) => {
    port = candidate;
    return launchOn(candidate, setup);
  });
  const end = async ({ stepMs = 5_000 }: StopOptions = {}): Promise<void> => {
    await server.stop(stopSignals, stepMs);
    release();
  };
  let stopping: Promise<void> | undefined;
  return {
    port,
    pid: server.pid,
    url: `redis://:${setup.password}@127.0.0.1:${port}`,
    exited: server.exited,
    stop: (stopOptions) => (stopping ??= end(stopOptions)),
    kill: server.kill,
  };
};

/**
 * Starts a private Redis (or Valkey) on 127.0.0.1, with password, append-only file fsynced at every write and no
 * eviction, and waits until it answers. A server that a killed run left on this folder is ended first.
 * Errors: the folder is in use by another run, the port is taken, the disk is full, there is no such program.
 */
export const startRedis = (options: RedisOptions): Promise<LocalRedis> =>
  startOnFolder(options.dataDir, (folder, release) => startOn(folder, options, release));
