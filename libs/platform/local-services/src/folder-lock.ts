import { mkdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { identify, isRunning, type ProcessIdentity } from './process-identity.ts';

export interface FolderLock {
  /** Says that the folder is about to be given free: whoever wants it next waits instead of failing. */
  announceRelease: () => void;
  /** Gives the folder free; a second call does nothing. */
  release: () => void;
}

interface Holder extends ProcessIdentity {
  isLeaving?: boolean;
}

/** Longer than anything of ours takes to stop. */
const longestWaitMs = 25_000;

const readHolder = (path: string): Holder | undefined => {
  try {
    return JSON.parse(readFileSync(path, 'utf8')) as Holder;
  } catch {
    return undefined;
  }
};

const write = (path: string, flag: 'w' | 'wx', isLeaving: boolean): void =>
  writeFileSync(path, JSON.stringify({ ...identify(process.pid), isLeaving }), { flag, mode: 0o600 });

const tryTake = (path: string): boolean => {
  try {
    write(path, 'wx', false);
    return true;
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === 'EEXIST') return false;
    throw error;
  }
};

const take = async (folder: string, path: string): Promise<void> => {
  const deadline = performance.now() + longestWaitMs;
  while (!tryTake(path)) {
    const holder = readHolder(path);
    if (!holder || !isRunning(holder)) {
      rmSync(path, { force: true });
    } else if (holder.isLeaving && performance.now() < deadline) {
      await sleep(50);
    } else {
      throw new Error(`${folder} is in use by process ${holder.pid}; stop that one first.`);
    }
  }
};

/**
 * Takes a folder for this process (created if missing). What a killed process left behind is no obstacle; one that is
 * stopping is waited for.
 * Errors: another living process, or this one, holds the folder: `<folder> is in use by process <pid>`.
 */
export const lockFolder = async (folder: string): Promise<FolderLock> => {
  mkdirSync(folder, { recursive: true });
  const path = join(folder, 'lock.json');
  await take(folder, path);
  let held = true;
  return {
    announceRelease: () => {
      if (held) write(path, 'w', true);
    },
    release: () => {
      if (held) rmSync(path, { force: true });
      held = false;
    },
  };
};
