import { setTimeout as delay } from 'node:timers/promises';

const everyMs = 50;

/** Resolves true as soon as the condition holds, false when it did not within `limitMs`. */
export const until = async (
  condition: () => boolean | Promise<boolean>,
  limitMs: number,
): Promise<boolean> => {
  const deadline = performance.now() + limitMs;
  while (!(await condition())) {
    if (performance.now() > deadline) return false;
    await delay(everyMs);
  }
  return true;
};
