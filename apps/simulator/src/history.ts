import { textOf } from './judge-index.ts';
import type { CallRecord, LedgerSnapshot } from './ledger.ts';
import { tieCalls } from './tie-calls.ts';

export interface HistoryLine {
  sequence: number;
  at: string;
  what: string;
}

const callLines = (call: CallRecord): HistoryLine[] => [
  {
    sequence: call.sequence,
    at: call.requestedAt,
    what: `call ${call.id} guid ${call.guid} ${call.placed ? 'placed' : 'not placed'}, replied ${call.replied}, answer ${call.scenario.answer}`,
  },
  ...call.webhooks.map(({ sequence, at, stage, body, status, error }) => ({
    sequence,
    at,
    what: `webhook ${stage} ${body} → ${status ?? error ?? 'under way'}`,
  })),
];

/** Everything the far side saw about one booking, in order: the calls, their webhooks, the events at 1C. */
export const historyOf = (snapshot: LedgerSnapshot, bookingId: string): HistoryLine[] => {
  const events = snapshot.events.filter(
    ({ data, subject }) => subject === bookingId || textOf(data, 'booking_id') === bookingId,
  );
  const guids = new Set(events.map(({ data }) => textOf(data, 'call_id')));
  const calls = tieCalls(snapshot).calls.filter(({ guid }) => guid !== null && guids.has(guid));
  const eventLines = events.map(({ sequence, at, type, id, seq, status, data }) => ({
    sequence,
    at,
    what: `1C got ${type} ${id} seq ${seq} attempt ${JSON.stringify(data['attempt'])} final ${JSON.stringify(data['final'])} → ${status}`,
  }));
  return [...calls.flatMap(callLines), ...eventLines].sort((left, right) => left.sequence - right.sequence);
};
