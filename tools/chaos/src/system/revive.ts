import { setTimeout as delay } from 'node:timers/promises';
import type { RunningSystem } from '@perezvon/tools-up';

type Supervised = RunningSystem['processes'][number];

const lookEveryMs = 100;
/** The supervisor's own first restart is quicker than that. */
const deadForMs = 600;

const isAlive = ({ pid }: Supervised): boolean => {
  try {
    return process.kill(pid, 0);
  } catch {
    return false;
  }
};

const startAtOnce = async (app: Supervised, log: (line: string) => void): Promise<void> => {
  try {
    const letGo = await app.hold();
    await letGo();
  } catch (error) {
    log(`${app.name} does not start: ${String(error)}`);
  }
};

const keepAlive = async (
  app: Supervised,
  { signal, log }: { signal: AbortSignal; log: (line: string) => void },
): Promise<void> => {
  let diedAt: number | null = null;
  while (!signal.aborted) {
    if (isAlive(app)) diedAt = null;
    else diedAt ??= performance.now();
    if (diedAt !== null && performance.now() - diedAt > deadForMs) {
      await startAtOnce(app, log);
      diedAt = null;
    }
    await delay(lookEveryMs);
  }
};

/**
 * Brings apps back within a second, however often they die: the supervisor waits up to 10 s for one that keeps dying, and an app
 * that is down nearly all of the time meets no other fault. Returns what ends it.
 */
export const reviveQuickly = (
  apps: readonly Supervised[],
  log: (line: string) => void,
): (() => Promise<void>) => {
  const stopping = new AbortController();
  const watching = Promise.all(apps.map((app) => keepAlive(app, { signal: stopping.signal, log })));
  return async () => {
    stopping.abort();
    await watching;
  };
};
