import type { AdapterInstance, PlaceResult } from '@perezvon/contracts-adapter';
import type { CommittedIntent } from './claim-calls.ts';

export interface PlaceCallOptions {
  /** Null when the account has no adapter that can call. */
  adapterOf: (accountId: string) => Pick<AdapterInstance, 'placeReminderCall'> | null;
  clock: () => Date;
  /** An intent older than this is not sent any more: this process was held up, and the watchdog may settle it, ms. */
  sendWithinMs: number;
}

/** What became of an intent: the provider's word, or that it was too old to be sent at all. */
export type PlaceOutcome = PlaceResult | { kind: 'held_up'; detail: string };

const refused = (detail: string): PlaceResult => ({ kind: 'refused', reason: 'unavailable', detail });

/** Sends the one request of an intent. Never throws: an adapter that does may have sent something, so that is `unclear`. */
export const placeCall = async (
  options: PlaceCallOptions,
  committed: CommittedIntent,
): Promise<PlaceOutcome> => {
  const adapter = options.adapterOf(committed.accountId);
  if (adapter?.placeReminderCall === undefined) {
    return refused(`account ${committed.accountId} can't place reminder calls`);
  }
  const age = options.clock().getTime() - committed.intendedAt.getTime();
  if (age > options.sendWithinMs) return { kind: 'held_up', detail: `held up for ${age} ms before sending` };
  try {
    return await adapter.placeReminderCall(committed.intent);
  } catch (error) {
    return { kind: 'unclear', detail: error instanceof Error ? error.message : 'the adapter failed' };
  }
};
