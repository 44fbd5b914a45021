import { setTimeout as sleep } from 'node:timers/promises';

export interface EventuallyOptions {
  /** How long the condition may take, ms (default 10000). */
  withinMs?: number;
  /** Pause between two looks, ms (default 20). */
  everyMs?: number;
}

/**
 * Looks again and again until `check` neither throws nor gives false, and gives its value. Rejects with the last error (or a
 * remark that the condition was never met) when the time is up.
 */
export const eventually = async <Value>(
  check: () => Value | Promise<Value>,
  { withinMs = 10_000, everyMs = 20 }: EventuallyOptions = {},
): Promise<Value> => {
  const deadline = performance.now() + withinMs;
  for (;;) {
    let failure: unknown = new Error(`the condition was not met within ${withinMs} ms`);
    try {
      const value = await check();
      if (value !== false) return value;
    } catch (error) {
      failure = error;
    }
    if (performance.now() >= deadline) throw failure;
    await sleep(everyMs);
  }
};
