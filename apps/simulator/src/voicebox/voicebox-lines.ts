import type { CallRecord, Ledger } from '../ledger.ts';
import type { VoiceboxAccount } from './voicebox.settings.ts';

/** The telephone lines of each account: how many calls are in progress. */
export interface Lines {
  occupy(account: VoiceboxAccount, call: CallRecord): void;
  free(account: VoiceboxAccount, call: CallRecord): void;
  /** Over all accounts. */
  busy(): number;
  clear(): void;
}

export const createLines = (ledger: Ledger): Lines => {
  const counts = new Map<string, number>();
  return {
    occupy: ({ username, concurrentCalls }, call) => {
      const count = (counts.get(username) ?? 0) + 1;
      counts.set(username, count);
      ledger.peak(`voicebox/${username}`, count);
      if (concurrentCalls !== null && count > concurrentCalls) {
        ledger.addViolation({
          party: 'voicebox',
          kind: 'over_concurrency',
          detail: `${username}: ${count} calls at once, ${concurrentCalls} lines`,
          reference: call.guid,
        });
      }
    },
    free: ({ username }, call) => {
      call.endedAt = ledger.now();
      counts.set(username, Math.max(0, (counts.get(username) ?? 0) - 1));
    },
    busy: () => [...counts.values()].reduce((sum, count) => sum + count, 0),
    clear: () => counts.clear(),
  };
};
