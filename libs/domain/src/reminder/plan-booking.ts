import type { ReminderState } from '@perezvon/contracts-events';
import { decide } from './decide.ts';
import { withdrawnReasons, type Decision, type EndReason } from './decision.ts';
import { factsOf, factsOfNew, phoneOf } from './facts.ts';
import { isReminderAnswered, isReminderOpen } from './reminder-outcome.ts';
import { maxAttemptsFor, rulesFor, type ReminderSettings } from './rules.ts';
import type { BookingView, ReminderView } from './views.ts';

/** One call about a booking. */
export interface CallMade {
  /** The start time its reminder was about. */
  startAt: Date | null;
  phone: string;
}

export interface PlanInput<Reminder extends ReminderView> {
  now: Date;
  booking: BookingView;
  /** booking.call_now was asked since the last planning. */
  callNow: boolean;
  /** Every reminder of the booking there has been. */
  reminders: readonly Reminder[];
  /** Every call about the booking there has been, without those that surely never rang (refused). */
  callsMade: readonly CallMade[];
  settings: ReminderSettings;
  callsToPhone: readonly Date[];
}

type Ended = Decision & { verdict: 'end' };
type Going = Exclude<Decision, { verdict: 'end' }>;

/** What a new version of a booking does to its open reminder (`change`, `close`: with what the version changed in it) … */
export type OpenReminderStep<Reminder> =
  | { kind: 'keep'; reminder: Reminder }
  | { kind: 'change'; reminder: Reminder; decision: Decision }
  | { kind: 'close'; reminder: Reminder; decision: Ended };

/** … and whether a new one begins. `refused`: planned and at once ended with its final event. */
export type NewReminderStep =
  | { kind: 'none'; decision: Decision | null }
  | { kind: 'plan'; decision: Going; phone: string; attempts: number; maxAttempts: number }
  | { kind: 'refused'; decision: Ended; phone: string | null; attempts: number; maxAttempts: number };

export interface Plan<Reminder> {
  open: OpenReminderStep<Reminder> | null;
  fresh: NewReminderStep;
}

const withdraws: ReadonlySet<EndReason> = new Set(withdrawnReasons);
export const isWithdrawal = (reason: EndReason): reason is (typeof withdrawnReasons)[number] =>
  withdraws.has(reason);

/** Endings of a reminder that was never (or no more) to be called, yet 1C waits for a word about it. */
const failing: ReadonlySet<EndReason> = new Set<EndReason>([
  'bad_phone',
  'do_not_call',
  'no_window',
  'daily_cap',
]);

const sameMoment = (a: Date | null, b: Date | null): boolean => a?.getTime() === b?.getTime();

const sameReminder = (a: ReminderView, b: ReminderView): boolean =>
  a.phone === b.phone &&
  a.maxAttempts === b.maxAttempts &&
  a.attempts === b.attempts &&
  a.askedNow === b.askedNow &&
  sameMoment(a.retryAt, b.retryAt) &&
  sameMoment(a.dueAt, b.dueAt) &&
  sameMoment(a.closesAt, b.closesAt);

/** A reminder whose moment has come and that waits for a line stays due since then; one under way is not due. */
const timesOf = (reminder: ReminderView, decision: Going): Pick<ReminderView, 'dueAt' | 'closesAt'> => {
  const { state, dueAt } = reminder;
  const waitsForLine = decision.verdict === 'call' && dueAt !== null && dueAt <= decision.at;
  const at = waitsForLine ? dueAt : decision.at;
  return { dueAt: state === 'calling' ? null : at, closesAt: decision.closesAt ?? reminder.closesAt };
};

/** The open reminder as the newest version wants it, before anything is decided about it. */
const wishedFor = <Reminder extends ReminderView>(
  input: PlanInput<Reminder>,
  reminder: Reminder,
): Reminder => {
  const { booking, settings, callNow } = input;
  const phone = phoneOf(booking);
  return {
    ...reminder,
    phone,
    attempts:
      phone === reminder.phone ? reminder.attempts : Math.max(reminder.attempts, madeTo(input, phone)),
    maxAttempts: maxAttemptsFor(settings, booking.data),
    askedNow: reminder.askedNow || callNow,
    retryAt: callNow ? null : reminder.retryAt,
  };
};

const stepOfOpen = <Reminder extends ReminderView>(
  input: PlanInput<Reminder>,
  reminder: Reminder,
): OpenReminderStep<Reminder> => {
  const { booking, settings, now, callsToPhone } = input;
  const wished = wishedFor(input, reminder);
  const { answered } = earlierOf(input, wished.phone);
  const decision = decide(
    factsOf({ now, booking, reminder: wished, callsToPhone, answered }),
    rulesFor(settings, booking.data),
  );
  // A call under way is not torn down: what its end means is decided when it comes.
  const waits = reminder.state === 'calling';
  if (decision.verdict === 'end' && !(waits && !isWithdrawal(decision.reason))) {
    return { kind: 'close', reminder: wished, decision };
  }
  const changed = decision.verdict === 'end' ? wished : { ...wished, ...timesOf(wished, decision) };
  return sameReminder(changed, reminder)
    ? { kind: 'keep', reminder }
    : { kind: 'change', reminder: changed, decision };
};

/** Calls so far to this telephone about the present start. */
const madeTo = ({ booking, callsMade }: PlanInput<ReminderView>, phone: string | null): number =>
  callsMade.filter((call) => call.phone === phone && sameMoment(call.startAt, booking.startAt)).length;

/** Reminders there were for the present start: whether one of them settles the matter. */
const earlierOf = ({ reminders, booking }: PlanInput<ReminderView>, phone: string | null) => {
  const same = reminders.filter(
    (reminder) =>
      reminder.origin === 'booking' &&
      !isReminderOpen(reminder.state) &&
      sameMoment(reminder.startAt, booking.startAt),
  );
  return {
    answered: same.some((reminder) => isReminderAnswered(reminder.state)),
    settled: same.some((reminder) => reminder.state !== 'withdrawn' && reminder.phone === phone),
  };
};

const stepOfNew = <Reminder extends ReminderView>(input: PlanInput<Reminder>): NewReminderStep => {
  const { booking, settings, now, callsToPhone } = input;
  if (booking.data === null) return { kind: 'none', decision: null };
  const phone = phoneOf(booking);
  const earlier = earlierOf(input, phone);
  const maxAttempts = maxAttemptsFor(settings, booking.data);
  // Nothing new was written: start, telephone and status are as they were when the last reminder ended.
  if (earlier.settled && !earlier.answered && !input.callNow) return { kind: 'none', decision: null };
  const { answered } = earlier;
  const attempts = madeTo(input, phone);
  const decision = decide(
    factsOfNew({ now, booking, callsToPhone, attempts, maxAttempts, answered, askedNow: input.callNow }),
    rulesFor(settings, booking.data),
  );
  if (decision.verdict !== 'end') {
    return phone === null
      ? { kind: 'none', decision }
      : { kind: 'plan', decision, phone, attempts, maxAttempts };
  }
  return failing.has(decision.reason) && !earlier.settled
    ? { kind: 'refused', decision, phone, attempts, maxAttempts }
    : { kind: 'none', decision };
};

/**
 * What the newest version of a booking means for its reminders. The same version twice plans nothing twice; one reminder at
 * most is open; a start time that was answered about is never called about again.
 */
export const planBooking = <Reminder extends ReminderView>(input: PlanInput<Reminder>): Plan<Reminder> => {
  const current = input.reminders.find(
    (reminder) => reminder.origin === 'booking' && isReminderOpen(reminder.state),
  );
  if (current === undefined) return { open: null, fresh: stepOfNew(input) };
  const open = stepOfOpen(input, current);
  const moved = open.kind === 'close' && open.decision.reason === 'moved';
  return { open, fresh: moved ? stepOfNew(input) : { kind: 'none', decision: null } };
};

/**
 * The closed state a reminder gets for a reason; with attempts behind it, it was not reached. An answer that came through an
 * earlier reminder leaves this one without purpose.
 */
export const closedState = (reason: EndReason, attempts: number): ReminderState => {
  if (isWithdrawal(reason) || reason === 'answered') return 'withdrawn';
  if (attempts > 0) return 'not_reached';
  if (reason === 'bad_phone') return 'bad_phone';
  return reason === 'no_window' || reason === 'daily_cap' ? 'no_window' : 'failed';
};
