/** A server whose parent was killed may run on; its folder remembers who it is, and the next start ends it first. */
import { readFileSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { identify, isRunning, type ProcessIdentity } from './process-identity.ts';
import type { LogLine } from './server-process.ts';

const fileName = 'server.json';

/** Notes in the service's folder which process serves it. */
export const rememberServer = (folder: string, pid: number): void => {
  const identity = identify(pid);
  if (identity) writeFileSync(join(folder, fileName), JSON.stringify(identity), { mode: 0o600 });
};

export const forgetServer = (folder: string): void => rmSync(join(folder, fileName), { force: true });

const remembered = (folder: string): ProcessIdentity | undefined => {
  try {
    return JSON.parse(readFileSync(join(folder, fileName), 'utf8')) as ProcessIdentity;
  } catch {
    return undefined;
  }
};

const isGoneWithin = async (identity: ProcessIdentity, waitMs: number): Promise<boolean> => {
  const deadline = performance.now() + waitMs;
  while (performance.now() < deadline) {
    if (!isRunning(identity)) return true;
    await sleep(20);
  }
  return !isRunning(identity);
};

const signal = (pid: number, name: NodeJS.Signals): void => {
  try {
    process.kill(pid, name);
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code !== 'ESRCH') throw error;
  }
};

/** Ends exactly this process: `gently` first, SIGKILL after 20 s. */
export const endProcess = async (identity: ProcessIdentity, gently: NodeJS.Signals): Promise<void> => {
  signal(identity.pid, gently);
  if (await isGoneWithin(identity, 20_000)) return;
  signal(identity.pid, 'SIGKILL');
  await isGoneWithin(identity, 5_000);
};

/** Ends the server that an earlier run left on this folder, if there is one. */
export const endLeftoverServer = async (
  folder: string,
  gently: NodeJS.Signals,
  log: LogLine,
): Promise<void> => {
  const identity = remembered(folder);
  if (identity && isRunning(identity)) {
    log(`ending process ${identity.pid}, left over from an earlier run`);
    await endProcess(identity, gently);
  }
  forgetServer(folder);
};
