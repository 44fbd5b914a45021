import { appEnvironment } from '@perezvon/bootstrap';
import type { z } from 'zod';

/** The status app's environment: what every app needs, nothing of its own. */
export const shape = appEnvironment;
export const env = process.env;
export type StatusEnvironment = z.output<z.ZodObject<typeof shape>>;

/** Loops and bounds of the status app. Times in ms. */
export const tuning = {
  applyBatch: 200,
  sweepEveryMs: 2_000,
  /** A pointer that has waited so long in PostgreSQL was lost by the queue, or never got there. */
  sweepAfterMs: 5_000,
  sweepBatch: 1_000,
  /** A call whose time is half over without a final word is asked about, and again after so long. */
  askEveryMs: 1_000,
  askAgainMs: 30_000,
  askBatch: 20,
  /** Lists of calls are compared this often; who is due is looked up more often. */
  compareEveryMs: 300_000,
  compareLookMs: 5_000,
  /** Providers write calls into their lists late: two minutes of each list are read again. */
  compareOverlapMs: 120_000,
  /** The webhook about a call that ended just now may still be on its way. */
  compareSettleMs: 60_000,
  compareLeaseMs: 600_000,
  comparePages: 200,
  retentionEveryMs: 600_000,
  retentionBatch: 1_000,
};
