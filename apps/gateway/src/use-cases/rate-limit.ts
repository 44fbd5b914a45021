import { RateLimiterMemory, RateLimiterRes } from 'rate-limiter-flexible';

/** Counts per key in this process: a limit protects this replica, so it needs no shared store. */
export interface RateLimit {
  /** 0 = go on; else whole seconds to wait. */
  take: (key: string) => Promise<number>;
}

export const createRateLimit = (points: number, seconds: number): RateLimit => {
  const limiter = new RateLimiterMemory({ points, duration: seconds });
  return {
    take: async (key) => {
      try {
        await limiter.consume(key);
        return 0;
      } catch (refusal) {
        if (refusal instanceof RateLimiterRes) return Math.max(1, Math.ceil(refusal.msBeforeNext / 1000));
        throw refusal;
      }
    },
  };
};
