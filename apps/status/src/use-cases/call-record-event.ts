import type { Capabilities, CallRecord } from '@perezvon/contracts-adapter';
import type { CallEvent } from '@perezvon/contracts-events';

/** So long after the end of a call the webhook with the patient's answer may still be on its way, ms. */
const answerOnItsWayMs = 60_000;

/**
 * What the provider's own list says of the end of a call, as the webhook should have said it. Null while nothing can be concluded:
 * the call goes on, or a robot that asks has just been talked to, of which the list knows no more than that somebody hung up.
 */
export const endOfRecord = (
  record: CallRecord,
  { robot, now }: { robot: Capabilities['reminderCall']; now: Date },
): CallEvent | null => {
  const { outcome, endedAt } = record;
  if (outcome === null) return null;
  const isFresh = endedAt === null || now.getTime() - endedAt.getTime() < answerOnItsWayMs;
  if (robot === 'asks' && outcome !== 'no_answer' && isFresh) return null;
  return {
    type: 'call.ended',
    key: `list:${record.providerCallId}`,
    providerCallId: record.providerCallId,
    attemptId: record.attemptId,
    at: endedAt,
    providerStatus: record.providerStatus,
    parties: record.parties,
    outcome,
    talkSeconds: record.talkSeconds,
    recordingId: record.recordingId,
  };
};
