import type { CallRecord, Ledger } from '../ledger.ts';
import type { RobotFacts } from './robot-state.ts';

/** The telephone lines of a robot: how many calls are in progress. */
export interface Lines {
  occupy(robot: RobotFacts, call: CallRecord): void;
  free(): void;
  busy(): number;
  clear(): void;
}

export const createLines = (ledger: Ledger): Lines => {
  let count = 0;
  return {
    occupy: ({ name, setup: { concurrentCalls } }, call) => {
      count += 1;
      ledger.peak(`robots/${name}`, count);
      if (concurrentCalls !== null && count > concurrentCalls) {
        ledger.addViolation({
          party: `robots/${name}`,
          kind: 'over_concurrency',
          detail: `${count} calls at once, ${concurrentCalls} lines`,
          reference: call.guid,
        });
      }
    },
    free: () => {
      count = Math.max(0, count - 1);
    },
    busy: () => count,
    clear: () => {
      count = 0;
    },
  };
};
