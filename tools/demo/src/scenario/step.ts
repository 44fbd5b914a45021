import type { Day } from './day.ts';

/** Something that happens at a moment of the day. Steps go on side by side: one that waits for a telephone holds up no other. */
export interface Step {
  /** Seconds after opening. */
  at: number;
  /** For the progress view, in Russian; silent without it. */
  say?: string;
  act: (day: Day) => Promise<unknown>;
}
