export interface RestOptions {
  restMs: number;
  clock: () => Date;
}

type Pass = () => Promise<{ again: boolean }>;

/**
 * Keeps a loop quiet for a while after the app's start and after each failure: during an outage the provider went on talking, and
 * what it said is to be filed before anything is concluded from its silence.
 */
export const restAfterFailure = (run: Pass, { restMs, clock }: RestOptions): Pass => {
  const later = (): number => clock().getTime() + restMs;
  let restUntil = later();
  return async () => {
    if (clock().getTime() < restUntil) return { again: false };
    try {
      return await run();
    } catch (error) {
      restUntil = later();
      throw error;
    }
  };
};
