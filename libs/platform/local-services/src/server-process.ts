import { spawn, type ChildProcess } from 'node:child_process';
import { createInterface } from 'node:readline';
import type { PreparedLaunch } from './child-launcher.ts';
import { runMark } from './config.ts';

export type LogLine = (line: string) => void;

export interface StopOptions {
  /** How long a signal is given before a harder one follows, ms. */
  stepMs?: number;
}

export interface ServerProcess {
  pid: number;
  /** Resolves when the process is gone, with how it ended (`code 1`, `SIGKILL`). */
  exited: Promise<string>;
  hasExited: () => boolean;
  kill: (signal: NodeJS.Signals) => void;
  /** The last lines it printed. */
  lastLines: () => string[];
  /** Sends the signals one after the other, each `waitMs` after the one before, until the process is gone. */
  stop: (signals: readonly NodeJS.Signals[], waitMs: number) => Promise<void>;
}

const keptLines = 50;

const collectLines = (child: ChildProcess, log: LogLine): string[] => {
  const lines: string[] = [];
  for (const stream of [child.stdout, child.stderr]) {
    if (!stream) continue;
    createInterface({ input: stream }).on('line', (line) => {
      lines.push(line);
      if (lines.length > keptLines) lines.shift();
      log(line);
    });
  }
  return lines;
};

const within = async (promise: Promise<unknown>, waitMs: number): Promise<void> => {
  let timer: NodeJS.Timeout | undefined;
  const timeout = new Promise((resolve) => (timer = setTimeout(resolve, waitMs)));
  await Promise.race([promise, timeout]);
  clearTimeout(timer);
};

/** PostgreSQL and Redis need nothing of ours, and their messages are looked at: they're to be English. */
const serverEnvironment = { LC_ALL: 'C', TZ: 'UTC', ...runMark() };

/** Spawns a server with its output going line by line to `log`. Errors: the program can't be started. */
export const startServerProcess = async (
  { command, args, options }: PreparedLaunch,
  { cwd, log, env = serverEnvironment }: { cwd: string; log: LogLine; env?: NodeJS.ProcessEnv },
): Promise<ServerProcess> => {
  // A group of its own: Ctrl-C in a terminal goes to us alone, and we stop things in the right order.
  const child = spawn(command, args, {
    ...options,
    cwd,
    env,
    detached: true,
    stdio: ['ignore', 'pipe', 'pipe'],
  });
  await new Promise<void>((resolve, reject) => child.once('spawn', resolve).once('error', reject));
  const lines = collectLines(child, log);
  const { pid = 0 } = child;
  const exited = new Promise<string>((resolve) => {
    child.once('close', (code, signal) => resolve(signal ?? `code ${code ?? '?'}`));
  });
  const hasExited = (): boolean => child.exitCode !== null || child.signalCode !== null;
  return {
    pid,
    exited,
    hasExited,
    kill: (signal) => void child.kill(signal),
    lastLines: () => [...lines],
    stop: async (signals, waitMs) => {
      for (const signal of signals) {
        if (hasExited()) break;
        child.kill(signal);
        await within(exited, waitMs);
      }
      await exited;
    },
  };
};
