import { spawnSync } from 'node:child_process';
import { existsSync, rmSync, writeFileSync } from 'node:fs';
import { searchPathFromEnvironment } from './config.ts';
import { findProgram } from './search-path.ts';
import type { LogLine } from './server-process.ts';

const programs = ['redis-server', 'valkey-server'];

const advice =
  'No redis-server or valkey-server on PATH. Install one (Debian: apt-get install redis-server; macOS: brew install redis) ' +
  'or set REDIS_URL.';

const policyFile = '/usr/sbin/policy-rc.d';

/** While this file says 101, Debian's packages start no service of theirs: we want the program, not a system Redis. */
const withoutStartingServices = <T>(install: () => T): T => {
  const isOurs = !existsSync(policyFile);
  if (isOurs) writeFileSync(policyFile, '#!/bin/sh\nexit 101\n', { mode: 0o755 });
  try {
    return install();
  } finally {
    if (isOurs) rmSync(policyFile, { force: true });
  }
};

const aptGet = (args: string[], searchPath: string): void => {
  const env = { PATH: `${searchPath}:/usr/sbin:/sbin`, DEBIAN_FRONTEND: 'noninteractive', LC_ALL: 'C' };
  const { status, stderr, error } = spawnSync('apt-get', args, { env, encoding: 'utf8' });
  if (status !== 0)
    throw new Error(`${advice}\napt-get ${args.join(' ')} failed: ${error?.message ?? stderr}`);
};

const isRootOnDebian = (): boolean => process.getuid?.() === 0 && existsSync('/etc/debian_version');

const installRedis = (log: LogLine, searchPath: string): void => {
  log('no redis-server on this machine: installing it from the packages of the system');
  withoutStartingServices(() => {
    aptGet(['update', '-q'], searchPath);
    aptGet(['install', '-q', '-y', '--no-install-recommends', 'redis-server'], searchPath);
  });
};

/**
 * Absolute path of the Redis server program; as root on Debian it is installed when missing.
 * Errors: there is none, with what to do about it.
 */
export const findRedisProgram = (log: LogLine): string => {
  const searchPath = searchPathFromEnvironment();
  const present = findProgram(programs, searchPath);
  if (present) return present;
  if (!isRootOnDebian()) throw new Error(advice);
  installRedis(log, searchPath);
  const installed = findProgram(programs, searchPath);
  if (!installed) throw new Error(advice);
  return installed;
};
