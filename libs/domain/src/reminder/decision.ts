import type { BookingStatus } from '@perezvon/contracts-events';
import type { CallingWindow } from '../calling-window.ts';

/** Rules of an infobase; all spans in minutes, decimals allowed. */
export interface ReminderRules {
  leadMinutes: number;
  window: CallingWindow;
  retryMinutes: readonly number[];
  stopBeforeVisitMinutes: number;
  callsPerDay: number;
  minGapMinutes: number;
  /** Call about visits before the end of the day on which the reminder is planned. */
  sameDay: boolean;
}

/** Everything a verdict depends on; nothing else is looked at. */
export interface DecisionFacts {
  now: Date;
  /** IANA zone or offset in which window, days and the daily cap count. */
  zone: string;
  booking: {
    status: BookingStatus;
    deleted: boolean;
    stopped: boolean;
    startAt: Date | null;
    callEnabled: boolean;
    doNotCall: boolean;
    /** E.164 digits; null when 1C gave no telephone. */
    phone: string | null;
    notBefore: Date | null;
    notAfter: Date | null;
  };
  reminder: {
    /** True while the reminder is only being thought of. */
    isNew: boolean;
    startAt: Date | null;
    attempts: number;
    maxAttempts: number;
    /** The patient already answered about this start time. */
    answered: boolean;
    retryAt: Date | null;
    /** booking.call_now: lead time and same-day rule do not hold it. */
    askedNow: boolean;
    /** An ordered call is worth nothing after this moment. */
    expiresAt: Date | null;
  };
  /** Calls to this telephone, over all bookings of the infobase, in the last two days: when each was begun. */
  callsToPhone: readonly Date[];
}

/** What 1C itself did that ends a reminder. */
export const withdrawnReasons = ['cancelled', 'moved', 'finished', 'deleted', 'stopped', 'disabled'] as const;

/** Why a verdict is `end`. The first six withdraw a reminder, the next four fail it, the rest mean there is nothing to plan. */
export type EndReason =
  | (typeof withdrawnReasons)[number]
  | 'bad_phone'
  | 'do_not_call'
  | 'no_window'
  | 'daily_cap'
  | 'attempts_spent'
  | 'answered'
  | 'past'
  | 'same_day';

export type RuleName =
  | 'deleted'
  | 'stopped'
  | 'status'
  | 'moved'
  | 'enabled'
  | 'past'
  | 'answered'
  | 'attempts'
  | 'do_not_call'
  | 'phone'
  | 'same_day'
  | 'aim'
  | 'gap'
  | 'window'
  | 'daily_cap'
  /** Not of `decide`: the infobase left the configuration. */
  | 'configured'
  /** Not of `decide`: after a restore nobody knows whether the call was made. */
  | 'restored';

export type TraceValue = string | number | boolean | null;

/** One rule, what it looked at, and whether it let the call pass. Kept with the reminder; `explain` puts it into Russian. */
export interface TraceEntry {
  rule: RuleName;
  pass: boolean;
  inputs: Readonly<Record<string, TraceValue>>;
}

interface Explained {
  trace: TraceEntry[];
}

/** `call`: now. `wait`: look again at `at`. `end`: no further call for `reason`. */
export type Decision = Explained &
  (
    | { verdict: 'call'; at: Date; closesAt: Date | null }
    | { verdict: 'wait'; at: Date; closesAt: Date | null }
    | { verdict: 'end'; reason: EndReason }
  );
