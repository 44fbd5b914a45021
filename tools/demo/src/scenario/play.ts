import { setTimeout as delay } from 'node:timers/promises';
import type { Day } from './day.ts';
import type { Step } from './step.ts';

/** Plays the steps by the clock; resolves when the last one is done. Errors: the first step that failed, after all are done. */
export const play = async (day: Day, steps: readonly Step[]): Promise<void> => {
  const opened = performance.now();
  const results = await Promise.allSettled(
    steps.map(async (step) => {
      await delay(Math.max(0, step.at * 1_000 - (performance.now() - opened)));
      if (step.say) day.say(step.say);
      await step.act(day);
    }),
  );
  for (const result of results) if (result.status === 'rejected') throw result.reason;
};
