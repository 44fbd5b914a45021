/**
 * Starts a server so that it dies with us (even by kill -9) and, where we are root, as an unprivileged user.
 * Both are done by `setpriv` of util-linux where it exists; elsewhere the next start finds what was left running.
 */
import { spawnSync } from 'node:child_process';
import { statSync } from 'node:fs';
import { dirname } from 'node:path';
import { searchPathFromEnvironment } from './config.ts';
import { findProgram } from './search-path.ts';

export interface RunAs {
  uid: number;
  gid: number;
}

export interface Launch {
  command: string;
  args: string[];
  /** The user to become; only where we are root. */
  runAs?: RunAs | undefined;
  /** What that user has to reach; if its own rights don't do (a project under /root, say), it gets the right to pass. */
  mustReach?: string[];
  /** Sent by the kernel when our process dies. */
  signalAtOurDeath: 'INT' | 'TERM';
}

export interface PreparedLaunch {
  command: string;
  args: string[];
  options: { uid?: number; gid?: number };
}

const mayEnter = (folder: string, user: RunAs): boolean => {
  const { uid, gid, mode } = statSync(folder);
  if (uid === user.uid) return (mode & 0o100) !== 0;
  return gid === user.gid ? (mode & 0o010) !== 0 : (mode & 0o001) !== 0;
};

const canReach = (path: string, user: RunAs): boolean => {
  const parent = dirname(path);
  return parent === path || (mayEnter(parent, user) && canReach(parent, user));
};

const findSetpriv = (): string | undefined => {
  const path =
    process.platform === 'linux' ? findProgram(['setpriv'], searchPathFromEnvironment()) : undefined;
  // Busybox has a setpriv too, without this option.
  return path && spawnSync(path, ['--pdeathsig', 'keep', 'true']).status === 0 ? path : undefined;
};

/**
 * The right to pass folders closed to the user, kept through the change of user, also for access(2), which initdb asks
 * before it runs its neighbour. After exec this one right is all that is left of root's.
 */
const passClosedFolders = [
  '--securebits=+no_setuid_fixup',
  '--inh-caps=+dac_override',
  '--ambient-caps=+dac_override',
];

const becomeUser = ({ uid, gid }: RunAs, bypassPermissions: boolean): string[] => [
  ...['--reuid', String(uid), '--regid', String(gid), '--clear-groups'],
  ...(bypassPermissions ? passClosedFolders : []),
];

/**
 * The command to spawn.
 * Errors: the user can't reach its files and `setpriv` is not there to help.
 */
export const prepareLaunch = ({
  command,
  args,
  runAs,
  mustReach = [],
  signalAtOurDeath,
}: Launch): PreparedLaunch => {
  const unreachable = runAs && mustReach.find((path) => !canReach(path, runAs));
  const setpriv = findSetpriv();
  if (!setpriv) {
    if (unreachable) {
      throw new Error(
        `PostgreSQL can't run as root, and user ${runAs.uid} may not enter the folders above ${unreachable}. ` +
          'Run as an ordinary user, from another folder, or set DATABASE_URL.',
      );
    }
    return { command, args, options: runAs ? { ...runAs } : {} };
  }
  const user = runAs ? becomeUser(runAs, unreachable !== undefined) : [];
  return {
    command: setpriv,
    args: [...user, '--pdeathsig', signalAtOurDeath, '--', command, ...args],
    options: {},
  };
};
