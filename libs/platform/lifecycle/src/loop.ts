import type { Logger } from '@perezvon/logger';
import type { Health } from './health.ts';

export interface LoopOptions {
  /** Written as `loop` in logs. */
  name: string;
  /** Pause between two runs that had nothing to do, ms. */
  everyMs: number;
  /** One pass. `{ again: true}`: there is more to do now. */
  run: () => Promise<{ again: boolean } | undefined> | Promise<void>;
  logger: Logger;
  clock: () => Date;
  /** Pause after the first failure, ms; doubles with each further one (default `everyMs`, at least 100). */
  firstBackoffMs?: number;
  /** The longest pause after failures, ms (default 5000): what we wait for may come back at any moment. */
  longestBackoffMs?: number;
  /** When given, readiness has a check `loop:NAME`, red from a failure to the next success. */
  health?: Health;
}

export interface Loop {
  start(): void;
  /** Run now, or once more right after the run that is going on. A back-off is not cut short. */
  wake(): void;
  /** No further run; waits for the current one. */
  stop(): Promise<void>;
}

interface Failures {
  succeeded(): void;
  failed(error: unknown): void;
  /** ms; 0 if the last run succeeded. */
  backoffMs(): number;
}

const countFailures = ({ name, everyMs, logger, clock, health, ...options }: LoopOptions): Failures => {
  const firstMs = options.firstBackoffMs ?? Math.max(100, everyMs);
  const longestMs = Math.max(firstMs, options.longestBackoffMs ?? 5_000);
  let failures = 0;
  let failingSince: Date | undefined;
  return {
    succeeded: () => {
      if (failures > 0) logger.info('loop.recovered', { loop: name, failures, failingSince });
      failures = 0;
      failingSince = undefined;
      health?.report(`loop:${name}`, true);
    },
    failed: (error) => {
      failures += 1;
      failingSince ??= clock();
      logger.error('loop.failed', { loop: name, failures, failingSince, error });
      health?.report(`loop:${name}`, false, `failing since ${failingSince.toISOString()}`);
    },
    backoffMs: () => (failures === 0 ? 0 : Math.min(longestMs, firstMs * 2 ** Math.min(failures - 1, 20))),
  };
};

interface Runner {
  /** One run; says whether there is more to do. Never rejects. */
  pass(): Promise<boolean>;
  failures: Failures;
}

const createRunner = (options: LoopOptions): Runner => {
  const failures = countFailures(options);
  return {
    failures,
    pass: async () => {
      try {
        const result = await options.run();
        failures.succeeded();
        return result?.again === true;
      } catch (error) {
        failures.failed(error);
        return false;
      }
    },
  };
};

/** Runs `run` for ever: every `everyMs`, at once when there is more to do. An error is logged and backed off, never thrown. */
export const createLoop = (options: LoopOptions): Loop => {
  const runner = createRunner(options);
  const { failures } = runner;
  let state: 'new' | 'running' | 'stopped' = 'new';
  let woken = false;
  let timer: NodeJS.Timeout | undefined;
  let current: Promise<void> | undefined;

  const schedule = (pauseMs: number): void => {
    if (state === 'running') timer = setTimeout(begin, pauseMs);
  };
  const begin = (): void => {
    woken = false;
    current = runner.pass().then((again) => {
      current = undefined;
      schedule(failures.backoffMs() || (again || woken ? 0 : options.everyMs));
    });
  };

  return {
    start: () => {
      if (state !== 'new') return;
      state = 'running';
      schedule(0);
    },
    wake: () => {
      woken = true;
      if (state !== 'running' || current !== undefined || failures.backoffMs() > 0) return;
      clearTimeout(timer);
      schedule(0);
    },
    stop: async () => {
      state = 'stopped';
      clearTimeout(timer);
      await current;
    },
  };
};
