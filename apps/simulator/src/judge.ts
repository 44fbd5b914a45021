import { callChecks } from './judge-calls.ts';
import { eventChecks, isFinal } from './judge-events.ts';
import { indexLedger } from './judge-index.ts';
import type { CallRecord, LedgerSnapshot } from './ledger.ts';
import { tieCalls } from './tie-calls.ts';

export const breakKinds = [
  'double_call',
  'too_many_calls',
  'call_after_decision',
  'call_outside_window',
  'phone_called_too_often',
  'unreported_call',
  'lost_decision',
  'missing_final',
  'repeated_final',
  'out_of_order',
  'repeated_seq',
  'changed_event',
  'lost_event',
  'violation',
] as const;
export type BreakKind = (typeof breakKinds)[number];

/** What the ledger alone can't know. A check whose expectation is absent is not made. */
export interface Expectations {
  /** Per reminder: a booking with restarts may have so many more. */
  maxCallsPerBooking?: number;
  /** When 1C started a booking's reminder anew (moved it, asked for a call): earlier decisions no longer bind. */
  restarts?: ReadonlyMap<string, readonly Date[]>;
  /** Calling window and whatever else depends on the time; `bookingId` null when 1C never heard of the call. */
  isCallAllowed?: (call: { at: Date; phone: string; bookingId: string | null }) => boolean;
  /** A call may still leave so long after a decision was acknowledged, ms (2000): it was on its way already. */
  decisionGraceMs?: number;
  /** At most `calls` within `perMs`, and at least `minGapMs` between two; ms. */
  perPhone?: { calls: number; perMs: number; minGapMs: number };
  /** Bookings with their number of final events: one for a bare id. */
  finals?: readonly (string | { bookingId: string; count: number })[];
  /** Events 1C must have got, each as often as it is listed. */
  events?: readonly { subject: string; type: string }[];
  /** Whom a call is about, where the test can tell from the call itself: also those 1C never hears of are counted then. */
  bookingOf?: (call: CallRecord) => string | null;
  /** Every placed call is named by some event at 1C (true). */
  everyCallReported?: boolean;
  /** Kinds of violations that the test itself provoked. */
  ignoreViolations?: readonly string[];
}

export interface Break {
  kind: BreakKind;
  bookingId: string | null;
  guid: string | null;
  phone: string | null;
  detail: string;
}

export interface Verdict {
  ok: boolean;
  breaks: Break[];
  counts: Record<BreakKind, number>;
  facts: {
    callRequests: number;
    placedCalls: number;
    bookingsCalled: number;
    deliveredEvents: number;
    redeliveredEvents: number;
    finals: number;
    corrections: number;
  };
}

/** Counts broken promises from the ledger alone; pure. Take the ledger after the system has come to rest. */
export const judge = (recorded: LedgerSnapshot, expectations: Expectations = {}): Verdict => {
  const snapshot = tieCalls(recorded);
  const index = indexLedger(snapshot, expectations.bookingOf);
  const breaks = [
    ...callChecks.flatMap((check) => check(index, expectations)),
    ...eventChecks.flatMap((check) => check(index, expectations, snapshot)),
  ];
  const counts = Object.fromEntries(breakKinds.map((kind) => [kind, 0])) as Record<BreakKind, number>;
  for (const { kind } of breaks) counts[kind] += 1;
  return {
    ok: breaks.length === 0,
    breaks,
    counts,
    facts: {
      callRequests: snapshot.calls.length,
      placedCalls: index.placed.length,
      bookingsCalled: index.callsByBooking.size,
      deliveredEvents: index.delivered.length,
      redeliveredEvents: index.redelivered,
      finals: index.delivered.filter(isFinal).length,
      corrections: index.delivered.filter(({ data }) => data['correction'] === true).length,
    },
  };
};
