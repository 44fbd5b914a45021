import type { Readable } from 'node:stream';
import type { CallParties } from '@perezvon/contracts-events';
import type { Refused } from './results.ts';

/** One reminder call to place. `phone`: E.164 digits without `+`. Texts hold only what a synthesiser can say. */
export interface ReminderCallIntent {
  attemptId: string;
  phone: string;
  name: string;
  visit: string;
}

/** A call that an employee asked for: the employee's telephone rings first, then the client's. */
export interface StartCallIntent {
  /** Ours, UUID; given to providers that echo one. */
  requestId: string;
  extension: string;
  /** E.164 digits without `+`. */
  phone: string;
}

/** A call as we know it. */
export interface CallReference {
  providerCallId: string;
  /** The leg, as an event named it; providers that address a call as a whole ignore it. */
  legId?: string;
}

export interface TransferIntent extends CallReference {
  requestId: string;
  /** A short number or E.164 digits. */
  target: string;
  /** Extension of the employee who gives the call away; absent: it is not in anybody's hands yet. */
  initiator?: string;
}

/** What is known of an attempt whose end nobody told us. */
export interface CallQuestion {
  attemptId: string;
  providerCallId: string | null;
  phone: string;
  intendedAt: Date;
}

/** A call of the provider's list. A call still going on has `endedAt: null`. */
export interface CallRecord {
  providerCallId: string;
  /** Our attempt id, where the provider keeps it. */
  attemptId: string | null;
  parties: CallParties;
  startedAt: Date;
  answeredAt: Date | null;
  endedAt: Date | null;
  talkSeconds: number | null;
  /** What it means if it was a reminder call; null while it goes on. */
  outcome: 'informed' | 'hangup' | 'no_answer' | null;
  providerStatus: string;
  recordingId: string | null;
}

/** Calls that started in `[from, to)`. `cursor`: `next` of the page before, for the same period. */
export interface CallListQuery {
  from: Date;
  to: Date;
  cursor: string | null;
}

/** `next`: null on the last page. `waitMs`: the provider is still at work; ask for `next` not sooner than this. */
export interface CallListPage {
  calls: CallRecord[];
  next: string | null;
  waitMs?: number;
}

/** An open recording; whoever gets it reads or destroys `audio`. */
export type OpenedRecording =
  { kind: 'opened'; contentType: string; sizeBytes: number | null; audio: Readable } | Refused;

/** A sale that followed a call, for the provider's advertising statistics. */
export interface SaleTag {
  providerCallId: string;
  /** Roubles as decimal text: `1500.00`. */
  amount: string;
  paidAt: Date;
  comment: string | null;
}
