/**
 * Marked points. This file and its neighbours are built into the apps under test only (build/mark-plugin.ts); what is shipped knows
 * nothing of them. A mark is armed by a file of its name: whoever passes it next dies there, by its own kill -9.
 */
import { existsSync, readFileSync, unlinkSync } from 'node:fs';
import { join } from 'node:path';
import { marksFolder } from './config.ts';

/** Only one process may take an armed mark. */
const take = (path: string): boolean => {
  try {
    unlinkSync(path);
    return true;
  } catch {
    return false;
  }
};

/** Dies here if the mark is armed. */
export const mark = (name: string): void => {
  if (marksFolder === undefined) return;
  const path = join(marksFolder, name);
  if (existsSync(path) && take(path)) process.kill(process.pid, 'SIGKILL');
};

const rereadAfterMs = 100;

/** How far an app's clock is off, ms; looked up ten times a second at most. */
export const createClockError = (app: string): (() => number) => {
  let errorMs = 0;
  let readAt = Number.NEGATIVE_INFINITY;
  return () => {
    if (marksFolder === undefined || performance.now() - readAt < rereadAfterMs) return errorMs;
    readAt = performance.now();
    const path = join(marksFolder, `clock.${app}`);
    errorMs = existsSync(path) ? Number(readFileSync(path, 'utf8')) : 0;
    return errorMs;
  };
};
