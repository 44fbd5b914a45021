import type { CallRecord } from '@perezvon/contracts-adapter';
import type { CallEvent } from '@perezvon/contracts-events';

/** What the provider's own list says of the end of a call, as the webhook should have said it; null while the call goes on. */
export const endOfRecord = (record: CallRecord): CallEvent | null =>
  record.outcome === null
    ? null
    : {
        type: 'call.ended',
        key: `list:${record.providerCallId}`,
        providerCallId: record.providerCallId,
        attemptId: record.attemptId,
        at: record.endedAt,
        providerStatus: record.providerStatus,
        parties: record.parties,
        outcome: record.outcome,
        talkSeconds: record.talkSeconds,
        recordingId: record.recordingId,
      };
