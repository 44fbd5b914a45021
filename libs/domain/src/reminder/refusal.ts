/** How many times the provider may refuse a reminder's call before the reminder fails: refusals don't count as attempts. */
export const refusalBudget = 8;

const refusalWaitMinutes = [0.25, 1, 5, 15, 30];

/** The next try after the n-th refusal (1-based): the provider's own wish, else 15 s, 1, 5, 15, 30 minutes. */
export const retryAfterRefusal = (refusals: number, retryAfterMs: number | null, now: Date): Date => {
  const step = refusalWaitMinutes[Math.min(refusals, refusalWaitMinutes.length) - 1] ?? 30;
  return new Date(now.getTime() + (retryAfterMs ?? step * 60_000));
};
