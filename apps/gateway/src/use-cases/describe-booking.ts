import type { AttemptRow, BookingRow, DecisionEntry, ReminderRow } from '@perezvon/database';
import { explain, localOf, offsetTime, type TraceEntry } from '@perezvon/domain';
import type { Infobase } from './authenticate.ts';

export interface BookingStore {
  /** An infobase's own booking; null when it has none with this id. */
  findBooking: (infobaseId: string, externalId: string) => Promise<BookingRow | null>;
  findReminders: (bookingId: string) => Promise<ReminderRow[]>;
  findAttempts: (reminderIds: readonly string[]) => Promise<AttemptRow[]>;
  findDecisions: (bookingId: string, limit: number) => Promise<DecisionEntry[]>;
}

interface BookingQuestion {
  store: BookingStore;
  infobase: Infobase;
  bookingId: string;
}

/** Times towards 1C: the infobase's offset, whole seconds. */
const timeIn =
  (zone: string) =>
  (at: Date | null): string | null =>
    at === null ? null : offsetTime(at, zone);

/** `GET /bookings/{id}`: the booking, its newest reminder, every attempt of all its reminders. Null: no such booking. */
export const describeBooking = async ({ store, infobase, bookingId }: BookingQuestion) => {
  const booking = await store.findBooking(infobase.id, bookingId);
  if (booking === null) return null;
  const reminders = await store.findReminders(booking.id);
  const attempts = await store.findAttempts(reminders.map((reminder) => reminder.id));
  const time = timeIn(infobase.timezone);
  return {
    booking: {
      id: booking.externalId,
      number: booking.number,
      status: booking.status,
      start: booking.startAt === null ? null : localOf(booking.startAt, booking.zone),
      timezone: booking.zone,
      deleted: booking.deleted,
      stopped: booking.stopped,
      updated_at: time(booking.updatedAt),
    },
    reminder: describeReminder(reminders.at(-1) ?? null, time),
    attempts: attempts.map((attempt) => describeAttempt(attempt, time)),
  };
};

type Time = ReturnType<typeof timeIn>;

const describeReminder = (reminder: ReminderRow | null, time: Time) =>
  reminder === null
    ? null
    : {
        id: reminder.id,
        state: reminder.state,
        visit_at: time(reminder.startAt),
        next_call_at: time(reminder.dueAt),
        closes_at: time(reminder.closesAt),
        attempts: reminder.attempts,
        max_attempts: reminder.maxAttempts,
        reason_code: reminder.reasonCode,
        conflict: reminder.conflict,
        final_at: time(reminder.finalAt),
      };

const describeAttempt = (attempt: AttemptRow, time: Time) => ({
  call_id: attempt.id,
  reminder_id: attempt.reminderId,
  attempt: attempt.number,
  phone: attempt.phone,
  state: attempt.state,
  outcome: attempt.outcome,
  settled_by: attempt.settledBy,
  intended_at: time(attempt.intendedAt),
  placed_at: time(attempt.placedAt),
  answered_at: time(attempt.answeredAt),
  ended_at: time(attempt.endedAt),
});

/** Verdicts shown; older ones stay in the ledger. */
const history = 20;

/** `GET /bookings/{id}/why`: the newest verdict with its rules in Russian, and the verdicts before it. */
export const explainBooking = async ({ store, infobase, bookingId }: BookingQuestion) => {
  const booking = await store.findBooking(infobase.id, bookingId);
  if (booking === null) return null;
  const verdicts = await store.findDecisions(booking.id, history);
  const time = timeIn(infobase.timezone);
  return {
    booking_id: booking.externalId,
    verdicts: verdicts.map((entry) => {
      const trace = entry.trace as TraceEntry[];
      return {
        at: time(entry.at),
        verdict: entry.verdict,
        reason: entry.reason,
        summary: summaryOf(trace, infobase.timezone),
        next_at: time(entry.dueAt),
        rules: trace.map((rule) => ({
          rule: rule.rule,
          passed: rule.pass,
          inputs: rule.inputs,
          text: explain(rule, infobase.timezone),
        })),
      };
    }),
  };
};

/** The rule that decided: the one that stopped the call, else the last one. */
export const summaryOf = (trace: readonly TraceEntry[], zone: string): string => {
  const forbidding = trace.find((rule) => !rule.pass);
  if (forbidding !== undefined) return explain(forbidding, zone);
  const when = trace.find(({ rule }) => rule === 'window');
  return when === undefined ? '' : `Звонить можно. ${explain(when, zone)}`;
};
