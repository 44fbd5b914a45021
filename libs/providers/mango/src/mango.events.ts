import type { CallEvent } from '@perezvon/contracts-events';
import { countIn, idIn, textIn } from './mango.fields.ts';
import { attemptIdOf, momentIn } from './mango.notification.ts';
import type { ReadNotification } from './mango.notification.ts';
import { partiesOfLeg, partiesOfSummary } from './mango.parties.ts';

/**
 * `/events/call` (§3.1.2): one leg changed its state. Notifications go out in parallel, so a leg's `seq` makes the key and the order does
 * not matter. A leg that ends says nothing of the call: others may follow it, and `/events/summary` comes at the end.
 */
export const callEvent: ReadNotification = (fields, { settings }) => {
  const entryId = idIn(fields, 'entry_id');
  const callId = idIn(fields, 'call_id');
  const state = textIn(fields, 'call_state');
  if (entryId === null || callId === null || state === null) return null;
  const type = typeOf(state, textIn(fields, 'location'));
  if (type === null) return [];
  const correlation = {
    key: keyOf('call', entryId, callId, (textIn(fields, 'seq') ?? state).slice(0, 20)),
    providerCallId: entryId,
    attemptId: attemptIdOf(fields),
    at: momentIn(fields, 'timestamp', settings),
    providerStatus: state.slice(0, 200),
  };
  return type === 'call.unknown'
    ? [{ ...correlation, type }]
    : [{ ...correlation, type, legId: callId, parties: partiesOfLeg(fields) }];
};

type LegEventType = Extract<CallEvent['type'], 'call.ringing' | 'call.answered' | 'call.unknown'>;

/** A voice menu or a queue that takes the call is not yet somebody who picked up. */
const typeOf = (state: string, location: string | null): LegEventType | null => {
  switch (state) {
    case 'Appeared':
      return 'call.ringing';
    case 'Connected':
      return location === 'ivr' || location === 'queue' ? 'call.ringing' : 'call.answered';
    case 'OnHold':
    case 'Disconnected':
      return null;
    default:
      return 'call.unknown';
  }
};

/**
 * `/events/summary` (§3.1.6): the call is over. `talk_time` is the moment of the answer, 0 when nobody talked; `entry_result` may be 1
 * even then (a call that ended in the voice menu), so it isn't asked.
 */
export const summaryEvent: ReadNotification = (fields, { settings }) => {
  const entryId = idIn(fields, 'entry_id');
  if (entryId === null) return null;
  const answered = countIn(fields, 'talk_time') ?? 0;
  const ended = countIn(fields, 'end_time');
  return [
    {
      type: 'call.ended',
      key: keyOf('summary', entryId),
      providerCallId: entryId,
      attemptId: attemptIdOf(fields),
      at: momentIn(fields, 'end_time', settings),
      providerStatus: (textIn(fields, 'disconnect_reason') ?? '').slice(0, 200),
      parties: partiesOfSummary(fields),
      outcome: answered > 0 ? 'informed' : 'no_answer',
      talkSeconds: answered > 0 ? talkOf(answered, ended) : 0,
      // It comes later, by /events/record/added.
      recordingId: null,
    },
  ];
};

const talkOf = (answered: number, ended: number | null): number | null =>
  ended === null ? null : Math.max(0, ended - answered);

/**
 * `/events/recording` (§3.1.4): a recording begins, goes on, ends. Even a completed one is not there to be fetched before
 * `/events/record/added`, and fetching too early costs the one bad request that Mango forgives in two minutes.
 */
export const recordingEvent: ReadNotification = (fields, { settings }) => {
  const entryId = idIn(fields, 'entry_id');
  const recordingId = idIn(fields, 'recording_id');
  const state = textIn(fields, 'recording_state');
  if (entryId === null || recordingId === null || state === null) return null;
  if (['Started', 'Continued', 'Completed'].includes(state)) return [];
  return [
    {
      type: 'call.unknown',
      key: keyOf('recording', recordingId, (textIn(fields, 'seq') ?? state).slice(0, 20)),
      providerCallId: entryId,
      attemptId: attemptIdOf(fields),
      at: momentIn(fields, 'timestamp', settings),
      providerStatus: state.slice(0, 200),
    },
  ];
};

/** `/events/record/added` (§3.1.8): the recording can be fetched. */
export const recordingAddedEvent: ReadNotification = (fields, { settings }) => {
  const entryId = idIn(fields, 'entry_id');
  const recordingId = idIn(fields, 'recording_id');
  if (entryId === null || recordingId === null) return null;
  return [
    {
      type: 'recording.ready',
      key: keyOf('record-added', recordingId),
      providerCallId: entryId,
      attemptId: null,
      at: momentIn(fields, 'timestamp', settings),
      providerStatus: 'added',
      recordingId,
    },
  ];
};

/** `/events/dtmf` (§3.1.5): the keys collected at one place of the voice menu. */
export const digitsEvent: ReadNotification = (fields, { settings }) => {
  const entryId = idIn(fields, 'entry_id');
  const callId = idIn(fields, 'call_id');
  const digits = textIn(fields, 'dtmf');
  if (entryId === null || callId === null) return null;
  if (digits === null) return [];
  return [
    {
      type: 'digits.pressed',
      key: keyOf('dtmf', entryId, callId, (textIn(fields, 'seq') ?? digits).slice(0, 20)),
      providerCallId: entryId,
      attemptId: null,
      at: momentIn(fields, 'timestamp', settings),
      providerStatus: (textIn(fields, 'location') ?? '').slice(0, 200),
      digits: digits.slice(0, 50),
    },
  ];
};

/** At most 300 characters: ids have 128, the rest 20. */
const keyOf = (kind: string, ...parts: readonly string[]): string => [kind, ...parts].join('/');
