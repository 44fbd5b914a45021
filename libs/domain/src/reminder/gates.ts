import { localDate } from '../zone.ts';
import type { DecisionFacts, EndReason, ReminderRules, RuleName, TraceValue } from './decision.ts';

/** A rule that can only forbid. `stop` says why; null lets the call pass. */
export interface Gate {
  rule: RuleName;
  check: (
    facts: DecisionFacts,
    rules: ReminderRules,
  ) => { stop: EndReason | null; inputs: Record<string, TraceValue> };
}

/** Looks at nothing but what 1C said of the booking and which start time the reminder is about. */
interface BookingGate extends Gate {
  check: (facts: Pick<DecisionFacts, 'booking' | 'reminder'>) => ReturnType<Gate['check']>;
}

const callable = new Set(['planned', 'unconfirmed']);
const cancelled = new Set(['cancelled', 'rescheduled']);

const stopOfStatus = (status: DecisionFacts['booking']['status']): EndReason | null => {
  if (callable.has(status)) return null;
  if (cancelled.has(status)) return 'cancelled';
  return status === 'unknown' ? 'disabled' : 'finished';
};

const sameMoment = (a: Date | null, b: Date | null): boolean => a?.getTime() === b?.getTime();

const iso = (at: Date | null): string | null => at?.toISOString() ?? null;

/** What 1C did that withdraws a reminder. */
const bookingGates: readonly BookingGate[] = [
  {
    rule: 'deleted',
    check: ({ booking }) => ({
      stop: booking.deleted ? 'deleted' : null,
      inputs: { deleted: booking.deleted },
    }),
  },
  {
    rule: 'stopped',
    check: ({ booking }) => ({
      stop: booking.stopped ? 'stopped' : null,
      inputs: { stopped: booking.stopped },
    }),
  },
  {
    rule: 'status',
    check: ({ booking }) => ({ stop: stopOfStatus(booking.status), inputs: { status: booking.status } }),
  },
  {
    rule: 'moved',
    check: ({ booking, reminder }) => ({
      stop: sameMoment(booking.startAt, reminder.startAt) ? null : 'moved',
      inputs: { start: iso(booking.startAt), planned_for: iso(reminder.startAt) },
    }),
  },
  {
    rule: 'enabled',
    check: ({ booking }) => ({
      stop: booking.callEnabled ? null : 'disabled',
      inputs: { enabled: booking.callEnabled },
    }),
  },
];

/** In the order in which they are told: what 1C did first, then time and the person. */
export const gates: readonly Gate[] = [
  ...bookingGates,
  {
    rule: 'past',
    check: ({ booking, reminder, now }) => ({
      stop: reminder.isNew && booking.startAt !== null && booking.startAt <= now ? 'past' : null,
      inputs: { start: iso(booking.startAt) },
    }),
  },
  {
    rule: 'answered',
    check: ({ reminder }) => ({
      stop: reminder.answered ? 'answered' : null,
      inputs: { answered: reminder.answered },
    }),
  },
  {
    rule: 'attempts',
    check: ({ reminder }) => ({
      stop: reminder.attempts >= reminder.maxAttempts ? 'attempts_spent' : null,
      inputs: { made: reminder.attempts, most: reminder.maxAttempts },
    }),
  },
  {
    rule: 'same_day',
    check: ({ booking, reminder, now, zone }, rules) => {
      const today = booking.startAt !== null && localDate(booking.startAt, zone) === localDate(now, zone);
      const holds = reminder.isNew && !reminder.askedNow && !rules.sameDay;
      return { stop: today && holds ? 'same_day' : null, inputs: { today, allowed: !holds } };
    },
  },
  {
    rule: 'do_not_call',
    check: ({ booking }) => ({
      stop: booking.doNotCall ? 'do_not_call' : null,
      inputs: { do_not_call: booking.doNotCall },
    }),
  },
  {
    rule: 'phone',
    check: ({ booking }) => ({
      stop: booking.phone === null ? 'bad_phone' : null,
      inputs: { known: booking.phone !== null },
    }),
  },
];

/**
 * Whether 1C still waits for a word about the start time a reminder was planned for: `moved` the visit has another start by now,
 * `withdrawn` it was cancelled, finished, deleted or its call was stopped.
 */
export type Standing = 'waiting' | 'withdrawn' | 'moved';

export const standingOf = (facts: Pick<DecisionFacts, 'booking' | 'reminder'>): Standing => {
  if (!sameMoment(facts.booking.startAt, facts.reminder.startAt)) return 'moved';
  return bookingGates.some((gate) => gate.check(facts).stop !== null) ? 'withdrawn' : 'waiting';
};
