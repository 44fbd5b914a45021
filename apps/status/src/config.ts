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
  retentionEveryMs: 600_000,
  retentionBatch: 1_000,
};
