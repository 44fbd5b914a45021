import { setTimeout as sleep } from 'node:timers/promises';

/** A started process: an app or a server. */
export interface Running {
  pid: number;
  kill: (signal: NodeJS.Signals) => void;
  /** Resolves when it is gone, with how it ended. */
  exited: Promise<string>;
  stop: () => Promise<void>;
}

export interface SuperviseOptions {
  name: string;
  /** Starts it, also again and again. */
  start: () => Promise<Running>;
  /** Called for every end that nobody asked for, before the restart; false: it is not started again. */
  onDeath?: (how: string) => boolean;
  log: (line: string) => void;
}

export interface Supervised {
  name: string;
  /** Of the process that runs now, or ran last. */
  readonly pid: number;
  kill: (signal: NodeJS.Signals) => void;
  /** Stops it and leaves it stopped until the function in the result is called. For fault tests. */
  hold: () => Promise<() => Promise<void>>;
  /** Stops it for good. */
  stop: () => Promise<void>;
}

const firstDelayMs = 200;
const longestDelayMs = 10_000;
/** Having run so long, it counts as healthy: the next restart is quick again. */
const healthyAfterMs = 10_000;

interface State {
  options: SuperviseOptions;
  wanted: 'running' | 'held' | 'stopped';
  current: Running;
  delayMs: number;
  /** Aborted to end the wait before a restart. */
  pause: AbortController;
  /** What watches the process and brings it back; over when the process is meant to be down. */
  watching: Promise<void>;
}

/** A function, so that the compiler doesn't take it for constant between two awaits. */
const shouldRun = (state: State): boolean => state.wanted === 'running';

/** Starts it until that works. */
const startAgain = async (state: State): Promise<void> => {
  const { name, start, log } = state.options;
  while (shouldRun(state)) {
    await sleep(state.delayMs, undefined, { signal: state.pause.signal }).catch(() => undefined);
    if (!shouldRun(state)) return;
    state.delayMs = Math.min(state.delayMs * 2, longestDelayMs);
    try {
      state.current = await start();
      return;
    } catch (error) {
      log(`${name} does not start: ${error instanceof Error ? error.message : String(error)}`);
    }
  }
};

const keepRunning = async (state: State): Promise<void> => {
  const { name, onDeath = () => true, log } = state.options;
  while (shouldRun(state)) {
    const { current } = state;
    const startedAt = performance.now();
    const how = await current.exited;
    await current.stop();
    if (!shouldRun(state)) return;
    if (performance.now() - startedAt > healthyAfterMs) state.delayMs = firstDelayMs;
    const again = onDeath(how);
    log(`${name} ended (${how})${again ? `, starting it again in ${state.delayMs} ms` : ''}`);
    if (!again) return;
    await startAgain(state);
  }
};

const bringDown = async (state: State, wanted: 'held' | 'stopped'): Promise<void> => {
  state.wanted = wanted;
  state.pause.abort();
  await state.current.stop();
  await state.watching;
  // A restart may have been under way.
  await state.current.stop();
};

const hold = async (state: State): Promise<() => Promise<void>> => {
  await bringDown(state, 'held');
  return async () => {
    if (state.wanted !== 'held') return;
    state.wanted = 'running';
    state.pause = new AbortController();
    state.current = await state.options.start();
    state.watching = keepRunning(state);
  };
};

/**
 * Starts a process and keeps it running: when it dies it is started again, after 0.2 s, 0.4 s … 10 s.
 * Errors: the very first start fails (later failures are logged and retried).
 */
export const supervise = async (options: SuperviseOptions): Promise<Supervised> => {
  const state: State = {
    options,
    wanted: 'running',
    current: await options.start(),
    delayMs: firstDelayMs,
    pause: new AbortController(),
    watching: Promise.resolve(),
  };
  state.watching = keepRunning(state);
  return {
    name: options.name,
    get pid() {
      return state.current.pid;
    },
    kill: (signal) => state.current.kill(signal),
    hold: () => hold(state),
    stop: () => bringDown(state, 'stopped'),
  };
};
