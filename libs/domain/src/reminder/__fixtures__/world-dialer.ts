import { nothingKnown } from '../attempt-merge.ts';
import { decide } from '../decide.ts';
import { factsOf, phoneOf } from '../facts.ts';
import { planBooking, type NewReminderStep, type OpenReminderStep } from '../plan-booking.ts';
import { refusalBudget, retryAfterRefusal } from '../refusal.ts';
import { isReminderAnswered } from '../reminder-outcome.ts';
import { rulesFor } from '../rules.ts';
import { booking as bookingData, person, phones, viewOf, wishes } from './bookings.ts';
import {
  callsOf,
  callsToPhone,
  close,
  later,
  sameMoment,
  type Step,
  type World,
  type WorldAttempt,
  type WorldBooking,
  type WorldReminder,
} from './world.ts';

export const write = (
  { bookings }: World,
  { booking: index, version, what }: Step & { do: 'write' },
): void => {
  const booking = bookings[index];
  if (booking === undefined || version <= booking.version) return;
  const data = bookingData({
    start: what.start,
    status: what.status,
    patient: person({ phones: phones(what.phone) }),
    call: wishes({ enabled: what.enabled, max_attempts: what.maxAttempts }),
  });
  const { stopped } = booking.view;
  Object.assign(booking, { version, pending: true, view: viewOf(data, { stopped, deleted: what.deleted }) });
};

export const command = ({ bookings }: World, step: Step & { do: 'command' }): void => {
  const booking = bookings[step.booking];
  if (booking === undefined) return;
  booking.view.stopped = step.command === 'stop';
  booking.callNow = step.command === 'call_now';
  booking.pending = true;
};

const applyToOpen = (world: World, open: OpenReminderStep<WorldReminder>): void => {
  const current = world.reminders.find(({ id }) => id === open.reminder.id);
  if (current === undefined || open.kind === 'keep') return;
  Object.assign(current, open.reminder);
  if (open.kind === 'close') close(world, current, open.decision.reason);
};

const begin = (
  world: World,
  booking: WorldBooking,
  { fresh, askedNow }: { fresh: NewReminderStep; askedNow: boolean },
): void => {
  if (fresh.kind === 'none') return;
  const reminder: WorldReminder = {
    id: `reminder-${String(world.reminders.length)}`,
    booking,
    origin: 'booking',
    state: 'planned',
    startAt: booking.view.startAt,
    phone: fresh.phone,
    attempts: fresh.attempts,
    maxAttempts: fresh.maxAttempts,
    refusals: 0,
    askedNow,
    retryAt: null,
    decisionAt: null,
    decisionKey: null,
    conflict: false,
    finalAt: null,
    dueAt: fresh.kind === 'plan' ? fresh.decision.at : null,
    closesAt: (fresh.kind === 'plan' ? fresh.decision.closesAt : null) ?? booking.view.startAt ?? world.now,
  };
  world.reminders.push(reminder);
  if (fresh.kind === 'refused') close(world, reminder, fresh.decision.reason);
};

export const plan = (world: World, booking: WorldBooking): void => {
  const { now, settings } = world;
  const { view, callNow } = booking;
  const reminders = world.reminders.filter((reminder) => reminder.booking === booking);
  const { open, fresh } = planBooking({
    now,
    booking: view,
    callNow,
    reminders,
    callsMade: callsOf(world).filter((call) => call.reminder.booking === booking),
    settings,
    callsToPhone: callsToPhone(world, phoneOf(view)),
  });
  Object.assign(booking, { pending: false, callNow: false });
  if (open !== null) applyToOpen(world, open);
  begin(world, booking, { fresh, askedNow: callNow });
};

/** A reminder of a booking that waits for its planning is not looked at before it. */
export const isDue = (world: World, { booking, dueAt }: WorldReminder): boolean =>
  !booking.pending && dueAt !== null && dueAt <= world.now;

const answeredElsewhere = (world: World, { booking, startAt }: WorldReminder): boolean =>
  world.reminders.some(
    (other) =>
      other.booking === booking && sameMoment(other.startAt, startAt) && isReminderAnswered(other.state),
  );

const ring = (world: World, reminder: WorldReminder, phone: string): void => {
  Object.assign(reminder, {
    state: 'calling',
    phone,
    attempts: reminder.attempts + 1,
    dueAt: null,
    retryAt: null,
  });
  world.attempts.push({
    id: `attempt-${String(world.attempts.length)}`,
    number: reminder.attempts,
    reminder,
    startAt: reminder.startAt,
    phone,
    intendedAt: world.now,
    deadlineAt: later(world.now, 10),
    state: 'intended',
    known: nothingKnown,
  });
};

export const dial = (world: World, reminder: WorldReminder): void => {
  const { now, settings } = world;
  const { view } = reminder.booking;
  const phone = phoneOf(view);
  const decision = decide(
    factsOf({
      now,
      booking: view,
      reminder,
      callsToPhone: callsToPhone(world, phone),
      answered: answeredElsewhere(world, reminder),
    }),
    rulesFor(settings, view.data),
  );
  if (decision.verdict === 'end' || phone === null) {
    close(world, reminder, decision.verdict === 'end' ? decision.reason : 'bad_phone');
    return;
  }
  if (decision.verdict === 'wait') {
    reminder.dueAt = decision.at;
    return;
  }
  ring(world, reminder, phone);
};

export const reply = (
  world: World,
  attempt: WorldAttempt,
  result: 'placed' | 'refused' | 'unclear',
): void => {
  const { reminder, known } = attempt;
  if (attempt.state !== 'intended' || (result === 'refused' && known !== nothingKnown)) return;
  attempt.state = result;
  if (result !== 'refused' || reminder.state !== 'calling') return;
  const refusals = reminder.refusals + 1;
  const retryAt = retryAfterRefusal(refusals, null, world.now);
  const attempts = reminder.attempts - 1;
  Object.assign(reminder, {
    refusals,
    attempts,
    state: attempts > 0 ? 'waiting' : 'planned',
    dueAt: retryAt,
    retryAt,
  });
  if (refusals >= refusalBudget) close(world, reminder, 'provider_refused');
};
