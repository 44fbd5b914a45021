import { appEnvironment } from '@perezvon/bootstrap';

/** The notifier's environment: what every app needs, nothing of its own. */
export const shape = appEnvironment;
export const env = process.env;

/** Loops of the notifier. Times in ms. */
export const tuning = {
  /** Back-off that ran out, lost wake-ups, leases of a process that died. */
  sweepEveryMs: 1_000,
  pruneEveryMs: 10 * 60_000,
};
