import { setTimeout as sleep } from 'node:timers/promises';
import type { Logger } from '@perezvon/logger';
import type { Worker } from 'bullmq';
import type { RunningJobs } from './run-job.ts';

interface CloseWorkersOptions {
  workers: readonly Worker[];
  running: RunningJobs;
  /** For running jobs, ms. */
  withinMs: number;
  logger: Logger;
}

/** To tell Redis what became of the jobs, ms; with Redis out, a worker's own close would wait for it for ever. */
const farewellMs = 1_500;
const pollMs = 20;

const waitWhile = async (condition: () => boolean, withinMs: number): Promise<void> => {
  const deadline = performance.now() + withinMs;
  while (condition() && performance.now() < deadline) await sleep(pollMs);
};

/** Waits for running jobs, but not for ever: what is left unfinished stalls and goes to another worker. */
export const closeWorkers = async (options: CloseWorkersOptions): Promise<void> => {
  const { workers, running, withinMs, logger } = options;
  let open = workers.length;
  for (const worker of workers) {
    void worker
      .close()
      .catch((error: unknown) => logger.warn('worker.close_failed', { queue: worker.name, error }))
      .finally(() => (open -= 1));
  }
  await waitWhile(() => open > 0 && running.count > 0, withinMs);
  await waitWhile(() => open > 0, farewellMs);
  if (open === 0) return;
  logger.warn('workers.close_timeout', { running: running.count, queues: workers.map(({ name }) => name) });
  for (const worker of workers) worker.disconnect().catch(() => undefined);
};
