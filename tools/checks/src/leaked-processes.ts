import { readFileSync, readdirSync } from 'node:fs';
import { setTimeout as sleep } from 'node:timers/promises';

/** Every process of a test run inherits this variable; what still has it when the run is over was left behind. */
export const runVariable = 'PEREZVON_RUN';

const read = (pid: string, file: string): string => {
  try {
    return readFileSync(`/proc/${pid}/${file}`, 'utf8');
  } catch {
    return '';
  }
};

const isZombie = (pid: string): boolean => /^State:\s+[ZX]/m.test(read(pid, 'status'));

const processIds = (): string[] => {
  try {
    return readdirSync('/proc').filter((name) => /^\d+$/.test(name));
  } catch {
    return [];
  }
};

export interface LeakedProcess {
  pid: number;
  commandLine: string;
}

const processesOf = (run: string): LeakedProcess[] =>
  processIds()
    .filter((pid) => Number(pid) !== process.pid && !isZombie(pid))
    .filter((pid) => read(pid, 'environ').split('\0').includes(`${runVariable}=${run}`))
    .map((pid) => ({ pid: Number(pid), commandLine: read(pid, 'cmdline').replaceAll('\0', ' ').trim() }));

const end = ({ pid }: LeakedProcess): void => {
  try {
    process.kill(pid, 'SIGKILL');
  } catch {
    // It ended by itself in between.
  }
};

/**
 * Processes of this run that are still there after `graceMs`; they are ended, for the next run's sake.
 * Empty where there is no /proc.
 */
export const endLeakedProcesses = async (run: string, graceMs: number): Promise<LeakedProcess[]> => {
  const deadline = performance.now() + graceMs;
  let leaked = processesOf(run);
  while (leaked.length > 0 && performance.now() < deadline) {
    await sleep(100);
    leaked = processesOf(run);
  }
  leaked.forEach(end);
  return leaked;
};
