import { chownSync, existsSync, mkdirSync, readFileSync, renameSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { prepareLaunch, type RunAs } from './child-launcher.ts';
import { endProcess } from './leftover-server.ts';
import type { PostgresBinaries } from './postgres-binaries.ts';
import { commandLineOf, identify } from './process-identity.ts';
import { startFailure } from './start-failure.ts';
import { startServerProcess, type LogLine } from './server-process.ts';

export const superuser = 'perezvon';

export interface ClusterSetup {
  /** The service's folder; the cluster itself is `cluster` in it. */
  folder: string;
  binaries: PostgresBinaries;
  password: string;
  runAs: RunAs | undefined;
  log: LogLine;
}

export const clusterFolder = (folder: string): string => join(folder, 'cluster');

const runInitdb = async (
  { folder, binaries, runAs, log }: ClusterSetup,
  target: string,
  passwordFile: string,
) => {
  const args = [
    ...['--pgdata', target, '--username', superuser, '--pwfile', passwordFile, '--auth', 'scram-sha-256'],
    // The built-in provider needs no locale of the machine and knows the upper and lower case of Cyrillic.
    ...['--encoding', 'UTF8', '--locale', 'C', '--locale-provider', 'builtin', '--builtin-locale', 'C.UTF-8'],
  ];
  const mustReach = [binaries.initdb, target];
  const launch = prepareLaunch({
    command: binaries.initdb,
    args,
    runAs,
    mustReach,
    signalAtOurDeath: 'TERM',
  });
  const initdb = await startServerProcess(launch, { cwd: folder, log });
  if ((await initdb.exited) !== 'code 0') throw startFailure('PostgreSQL (initdb)', 0, initdb.lastLines());
};

/** Makes the cluster if there is none. A crash half-way leaves nothing that looks like one. */
export const createClusterIfMissing = async (setup: ClusterSetup): Promise<void> => {
  const cluster = clusterFolder(setup.folder);
  if (existsSync(cluster)) return;
  const draft = `${cluster}.new`;
  const passwordFile = join(setup.folder, 'initdb-password');
  rmSync(draft, { recursive: true, force: true });
  mkdirSync(draft, { mode: 0o700 });
  writeFileSync(passwordFile, setup.password, { mode: 0o600 });
  if (setup.runAs)
    for (const path of [draft, passwordFile]) chownSync(path, setup.runAs.uid, setup.runAs.gid);
  try {
    await runInitdb(setup, draft, passwordFile);
  } finally {
    rmSync(passwordFile, { force: true });
  }
  renameSync(draft, cluster);
};

/**
 * PostgreSQL won't start while postmaster.pid names a living process, whoever that is. A server left over from a
 * killed run is ended; a file whose number meanwhile belongs to another program is removed.
 */
export const clearPostmasterFile = async (folder: string, log: LogLine): Promise<void> => {
  const cluster = clusterFolder(folder);
  const path = join(cluster, 'postmaster.pid');
  if (!existsSync(path)) return;
  const identity = identify(Number(readFileSync(path, 'utf8').split('\n')[0]));
  const isOurs = identity !== undefined && commandLineOf(identity.pid).includes(cluster);
  if (isOurs) {
    log(`ending PostgreSQL (process ${identity.pid}), left over from an earlier run`);
    await endProcess(identity, 'SIGINT');
  }
  rmSync(path, { force: true });
};
