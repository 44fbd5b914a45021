/**
 * A process id alone says little: after a restart of the machine or a container the same number may belong to
 * anybody. Its start time makes it an identity.
 */
import { spawnSync } from 'node:child_process';
import { existsSync, readFileSync } from 'node:fs';

export interface ProcessIdentity {
  pid: number;
  /** Opaque: clock ticks since boot on Linux, a date elsewhere. */
  startedAt: string;
}

const hasProcFolder = existsSync('/proc/self/stat');

/** Field 22 of /proc/PID/stat (man 5 proc); a zombie counts as gone: nobody may be there to reap it. */
const fromProcFolder = (pid: number): string | undefined => {
  try {
    const stat = readFileSync(`/proc/${pid}/stat`, 'utf8');
    const fields = stat.slice(stat.lastIndexOf(')') + 2).split(' ');
    return fields[0] === 'Z' || fields[0] === 'X' ? undefined : fields[19];
  } catch {
    return undefined;
  }
};

const fromProcessStatus = (pid: number): string | undefined => {
  const { stdout, status } = spawnSync('ps', ['-o', 'lstart=', '-p', String(pid)], { encoding: 'utf8' });
  return status === 0 && stdout.trim() !== '' ? stdout.trim() : undefined;
};

/** The identity of a running process, undefined if there is none with this id. */
export const identify = (pid: number): ProcessIdentity | undefined => {
  const startedAt = hasProcFolder ? fromProcFolder(pid) : fromProcessStatus(pid);
  return startedAt === undefined ? undefined : { pid, startedAt };
};

/** Whether exactly that process still runs. */
export const isRunning = (identity: ProcessIdentity): boolean =>
  identify(identity.pid)?.startedAt === identity.startedAt;

/** The command line of a process, '' if unknown. */
export const commandLineOf = (pid: number): string => {
  if (!hasProcFolder)
    return spawnSync('ps', ['-o', 'command=', '-p', String(pid)], { encoding: 'utf8' }).stdout;
  try {
    return readFileSync(`/proc/${pid}/cmdline`, 'utf8').replaceAll('\0', ' ');
  } catch {
    return '';
  }
};
