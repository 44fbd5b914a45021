import type { Logger } from '@perezvon/logger';
import { createHealth, type Health } from './health.ts';
import { closeInReverse, type OwnedResource } from './owned-resources.ts';

/** What the lifecycle needs of the process; tests bring their own. */
export interface ProcessPort {
  on(event: string, listener: (value: unknown) => void): unknown;
  exit(code: number): void;
}

export interface LifecycleOptions {
  logger: Logger;
  /** Everything must be closed within this, ms; then the process ends anyway, with exit code 1. */
  deadlineMs: number;
  process?: ProcessPort;
}

export interface Lifecycle {
  /** Readiness; `start` is red until `run`'s start has returned, `stop` from the moment stopping begins. */
  health: Health;
  /** Names a resource; resources are closed in reverse order, once. One that comes while stopping is closed at once. */
  own(name: string, close: () => Promise<void> | void): void;
  /** Called once, after the start has succeeded. */
  onReady(listener: () => void): void;
  /**
   * Starts the app: signals and uncaught errors are handled from now on. A start that throws stops what was opened and
   * ends the process with exit code 1. Never rejects.
   */
  run(start: () => Promise<void> | void): Promise<void>;
  /** Closes everything and ends the process. `failure`: exit code 1. Later calls wait for the first. */
  stop(reason: string, failure?: unknown): Promise<void>;
}

interface Stopper {
  stop: Lifecycle['stop'];
  isStopping: () => boolean;
}

const createStopper = (
  owned: OwnedResource[],
  health: Health,
  { logger, deadlineMs, process: processPort = process }: LifecycleOptions,
): Stopper => {
  let stopping: Promise<void> | undefined;
  const stopNow = async (reason: string, failure: unknown): Promise<void> => {
    health.report('stop', false, 'stopping');
    const failed = failure !== undefined;
    if (failed) logger.error('app.failed', { reason, error: failure });
    else logger.info('app.stopping', { reason });
    const clean = await closeInReverse({ resources: owned, deadlineMs, logger });
    logger.info('app.stopped', { reason, clean });
    processPort.exit(failed || !clean ? 1 : 0);
  };
  return {
    stop: (reason, failure) => (stopping ??= stopNow(reason, failure)),
    isStopping: () => stopping !== undefined,
  };
};

const listenToProcess = (stopper: Stopper, options: LifecycleOptions): void => {
  const processPort: ProcessPort = options.process ?? process;
  for (const signal of ['SIGTERM', 'SIGINT']) {
    processPort.on(signal, () => {
      if (stopper.isStopping()) {
        options.logger.warn('app.forced_exit', { reason: signal });
        processPort.exit(1);
      } else void stopper.stop(signal);
    });
  }
  for (const event of ['uncaughtException', 'unhandledRejection']) {
    processPort.on(event, (error) => void stopper.stop(event, error ?? new Error('nothing was thrown')));
  }
};

/** SIGTERM or SIGINT stops in order, a second one ends the process at once; an uncaught error stops with exit code 1. */
export const createLifecycle = (options: LifecycleOptions): Lifecycle => {
  const { logger, deadlineMs } = options;
  const health = createHealth();
  const owned: OwnedResource[] = [];
  const readyListeners: (() => void)[] = [];
  const stopper = createStopper(owned, health, options);
  health.report('start', false, 'starting');

  return {
    health,
    stop: stopper.stop,
    own: (name, close) => {
      if (stopper.isStopping()) void closeInReverse({ resources: [{ name, close }], deadlineMs, logger });
      else owned.push({ name, close });
    },
    onReady: (listener) => {
      readyListeners.push(listener);
    },
    run: async (start) => {
      listenToProcess(stopper, options);
      try {
        await start();
      } catch (error) {
        await stopper.stop('start', error);
        return;
      }
      if (stopper.isStopping()) return;
      health.report('start', true);
      logger.info('app.ready');
      for (const listener of readyListeners) listener();
    },
  };
};
