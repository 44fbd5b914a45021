import { setTimeout as sleep } from 'node:timers/promises';
import { Client, escapeIdentifier } from 'pg';
import { prepareLaunch } from './child-launcher.ts';
import { freePort } from './free-port.ts';
import { endLeftoverServer, rememberServer } from './leftover-server.ts';
import { keptPassword } from './password-file.ts';
import { findPostgresBinaries } from './postgres-binaries.ts';
import {
  clearPostmasterFile,
  clusterFolder,
  createClusterIfMissing,
  superuser,
  type ClusterSetup,
} from './postgres-cluster.ts';
import { chooseUser } from './postgres-user.ts';
import { startServerProcess, type LogLine, type ServerProcess, type StopOptions } from './server-process.ts';
import { onSomePort, startFailure } from './start-failure.ts';
import { startOnFolder } from './start-on-folder.ts';

export interface PostgresOptions {
  /** Folder of this server, created if missing; a later start finds the same data there. */
  dataDir: string;
  /** Gets the server's own output, line by line. */
  log: LogLine;
  /** TCP port on 127.0.0.1; a free one if not given. */
  port?: number;
  /** false: no fsync; faster, and a crash of the machine may cost the data. For tests. Default true. */
  durable?: boolean;
}

export interface LocalPostgres {
  port: number;
  pid: number;
  kill: (signal: NodeJS.Signals) => void;
  /** Connection URL with user and password; database `postgres` if none is named. */
  url: (database?: string) => string;
  /** Creates the database if it is missing and gives its URL. */
  ensureDatabase: (name: string) => Promise<string>;
  /** Resolves when the server is gone, wanted or not, with how it ended. */
  exited: Promise<string>;
  /** Ends sessions and stops; data stays. Fast, and may be called again. */
  stop: (options?: StopOptions) => Promise<void>;
}

/** "Fast" (sessions are ended), then "immediate" (recovery at the next start), then what always works. */
const stopSignals: NodeJS.Signals[] = ['SIGINT', 'SIGQUIT', 'SIGKILL'];

const settings = (durable: boolean): string[] => {
  const lasting = durable
    ? []
    : ['fsync=off', 'synchronous_commit=off', 'full_page_writes=off', 'max_wal_size=256MB'];
  return [
    'listen_addresses=127.0.0.1',
    'unix_socket_directories=',
    'max_connections=200',
    'timezone=UTC',
    'log_timezone=UTC',
    'log_checkpoints=off',
    // Containers give /dev/shm only 64 MB; files in the cluster's folder have no such limit.
    'dynamic_shared_memory_type=mmap',
    ...lasting,
  ].flatMap((setting) => ['-c', setting]);
};

const urlOf = (port: number, password: string, database = 'postgres'): string =>
  `postgresql://${superuser}:${password}@127.0.0.1:${port}/${encodeURIComponent(database)}`;

const wrongPassword = '28P01';

/** Errors: the server has another password than we kept. */
const canConnect = async (connectionString: string): Promise<boolean> => {
  const client = new Client({ connectionString, connectionTimeoutMillis: 5_000 });
  // A server that is still starting ends the connection; that is an answer, not a fault.
  client.on('error', () => undefined);
  try {
    await client.connect();
    return true;
  } catch (error) {
    if ((error as { code?: string }).code !== wrongPassword) return false;
    throw new Error('PostgreSQL refuses our password: was the file "password" beside its data changed?', {
      cause: error,
    });
  } finally {
    await client.end().catch(() => undefined);
  }
};

const waitUntilReady = async (server: ServerProcess, port: number, url: string): Promise<void> => {
  const deadline = performance.now() + 60_000;
  while (!server.hasExited() && performance.now() < deadline) {
    // Whoever else holds the port may never answer: our server's end ends the wait.
    const isReady = await Promise.race([canConnect(url), server.exited.then(() => false)]);
    if (isReady) return;
    await sleep(25);
  }
  if (!server.hasExited()) throw new Error('PostgreSQL did not answer within 60 s.');
  await server.exited;
  throw startFailure('PostgreSQL', port, server.lastLines());
};

const launchOn = async (port: number, setup: ClusterSetup, durable: boolean): Promise<ServerProcess> => {
  const { binaries, runAs, folder, log } = setup;
  const cluster = clusterFolder(folder);
  const launch = prepareLaunch({
    command: binaries.postgres,
    args: ['-D', cluster, '-p', String(port), ...settings(durable)],
    runAs,
    mustReach: [binaries.postgres, cluster],
    signalAtOurDeath: 'INT',
  });
  const server = await startServerProcess(launch, { cwd: folder, log });
  rememberServer(folder, server.pid);
  try {
    await waitUntilReady(server, port, urlOf(port, setup.password));
  } catch (error) {
    await server.stop(stopSignals, 8_000);
    throw error;
  }
  return server;
};

const ensureDatabase = async (adminUrl: string, name: string): Promise<void> => {
  const client = new Client({ connectionString: adminUrl });
  await client.connect();
  try {
    const { rowCount } = await client.query('select 1 from pg_database where datname = $1', [name]);
    if (rowCount === 0) await client.query(`create database ${escapeIdentifier(name)}`);
  } finally {
    await client.end();
  }
};

const startOn = async (
  folder: string,
  options: PostgresOptions,
  release: () => void,
): Promise<LocalPostgres> => {
  const { log, durable = true } = options;
  await endLeftoverServer(folder, 'SIGINT', log);
  const password = keptPassword(folder);
  const binaries = await findPostgresBinaries();
  const runAs = chooseUser(clusterFolder(folder));
  const setup: ClusterSetup = { folder, binaries, password, runAs, log };
  await createClusterIfMissing(setup);
  await clearPostmasterFile(folder, log);
  let port = 0;
  const server = await onSomePort(options.port, freePort, async (candidate) => {
    port = candidate;
    return launchOn(candidate, setup, durable);
  });
  const url = (database?: string): string => urlOf(port, password, database);
  const end = async ({ stepMs = 5_000 }: StopOptions = {}): Promise<void> => {
    await server.stop(stopSignals, stepMs);
    release();
  };
  let stopping: Promise<void> | undefined;
  return {
    port,
    pid: server.pid,
    url,
    ensureDatabase: async (name) => {
      await ensureDatabase(url(), name);
      return url(name);
    },
    exited: server.exited,
    stop: (stopOptions) => (stopping ??= end(stopOptions)),
    kill: server.kill,
  };
};

/**
 * Starts a real PostgreSQL 18 of our own on 127.0.0.1 and waits until it answers. Works as root (the server then runs
 * as `postgres` or `nobody`) and as anybody else; a server that a killed run left on this folder is ended first.
 * Errors: the folder is in use by another run, the port is taken, the disk is full, no binaries for this machine.
 */
export const startPostgres = (options: PostgresOptions): Promise<LocalPostgres> =>
  startOnFolder(options.dataDir, (folder, release) => startOn(folder, options, release));
