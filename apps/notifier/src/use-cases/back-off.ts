/** Waits after the 1st, 2nd … failure, ms; the last one repeats. */
export type Ladder = readonly number[];

/**
 * The wait after the `failures`th failure in a row (1 = the first), ms: the ladder's step, up to a fifth longer so that what
 * failed together doesn't come back together. `random`: 0 ≤ x < 1.
 */
export const backOffMs = (ladder: Ladder, failures: number, random: () => number): number => {
  const step = Math.min(Math.max(failures, 1), ladder.length) - 1;
  return Math.round((ladder[step] ?? 0) * (1 + random() / 5));
};
