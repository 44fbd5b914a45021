/** How many times the provider may refuse a reminder's call before the reminder fails: refusals don't count as attempts. */
export const refusalBudget = 8;

const refusalWaitMinutes = [0.25, 1, 5, 15, 30];

/** The next try after the n-th refusal (1-based): the provider's own wish, else 15 s, 1, 5, 15, 30 minutes. */
export const retryAfterRefusal = (refusals: number, retryAfterMs: number | null, now: Date): Date => {
  const step = refusalWaitMinutes[Math.min(refusals, refusalWaitMinutes.length) - 1] ?? 30;
  return new Date(now.getTime() + (retryAfterMs ?? step * 60_000));
};

/** Pauses that a moment may end without anybody's help are tried again soon: one call a minute costs nothing. */
const passing: ReadonlySet<string> = new Set(['unavailable', 'rate_limited']);

/**
 * Until when an account rests that refuses every call, the longer the more often in a row: the provider's own wish, else 15 s and
 * then 1 minute; where people have to act (money, a lock, a password) up to 30 minutes. `failures`: pauses in a row before this one.
 */
export const restAfterRefusal = (
  refusal: { reason: string; failures: number; retryAfterMs: number | null },
  now: Date,
): Date => {
  const step = refusal.failures + 1;
  return retryAfterRefusal(passing.has(refusal.reason) ? Math.min(step, 2) : step, refusal.retryAfterMs, now);
};
