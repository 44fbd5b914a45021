import { appEnvironment } from '@perezvon/bootstrap';
import type { z } from 'zod';

/** The dialer's environment: what every app needs, nothing of its own. */
export const shape = appEnvironment;
export const env = process.env;
export type DialerEnvironment = z.output<z.ZodObject<typeof shape>>;

/** Loops and bounds of the dialer. Times in ms. */
export const tuning = {
  /** Due reminders are looked for this often; a claim that knows better wakes the loop itself. */
  dialEveryMs: 200,
  /** Due reminders that go to another account in one go, when theirs is out of order. */
  switchBatch: 500,
  planEveryMs: 100,
  planBatch: 200,
  watchdogEveryMs: 500,
  watchdogBatch: 200,
  /** A webhook that waits on the queue longer than this is held up. */
  heldUpAfterMs: 1_000,
  /** After the start and after an outage nothing is concluded from silence for so long. */
  restMs: 5_000,
  sweepEveryMs: 2_000,
  /** A pointer that has waited so long in PostgreSQL was lost by the queue, or never got there. */
  sweepAfterMs: 5_000,
  sweepBatch: 1_000,
  retentionEveryMs: 600_000,
  retentionBatch: 1_000,
  /** An intent that could not be sent within this is not sent. */
  sendWithinMs: 5_000,
  fileBatch: 200,
};
