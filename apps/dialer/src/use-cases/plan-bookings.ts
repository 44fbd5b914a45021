import {
  callsOfBookings,
  claimBookingsToPlan,
  insertDecisions,
  insertReminders,
  lockRemindersOfBookings,
  updateBookings,
  updateReminders,
  type BookingRow,
  type Database,
  type DecisionEntry,
  type ReminderRow,
  type Sql,
} from '@perezvon/database';
import {
  closedState,
  phoneOf,
  planBooking,
  type NewReminderStep,
  type OpenReminderStep,
} from '@perezvon/domain';
import {
  closeReminder,
  ledgerEntry,
  loadPhoneCalls,
  writeNews,
  type CallingInfobase,
  type Directory,
  type PhoneCalls,
  type ReminderNews,
  type WrittenEvent,
} from '@perezvon/reminders';
import { v7 as uuidv7 } from 'uuid';

export interface PlanBookingsOptions {
  database: Database;
  directory: Directory;
  clock: () => Date;
  /** Bookings of one transaction at the most. */
  batch: number;
}

/** What a planning run changes; written in one go. */
interface Changes {
  inserted: ReminderRow[];
  updated: ReminderRow[];
  news: ReminderNews[];
  ledger: DecisionEntry[];
}

interface Case {
  booking: BookingRow;
  infobase: CallingInfobase;
  now: Date;
}

const applyToOpen = (
  { booking, infobase, now }: Case,
  step: OpenReminderStep<ReminderRow> | null,
  changes: Changes,
): void => {
  if (step === null || step.kind === 'keep') return;
  changes.ledger.push(
    ledgerEntry({ bookingId: booking.id, reminderId: step.reminder.id, now }, step.decision),
  );
  if (step.kind === 'close') {
    const { reminder } = step;
    const { reason } = step.decision;
    const closed = closeReminder({ reminder, booking, infobase, reason, now });
    changes.updated.push(closed.reminder);
    changes.news.push(closed.news);
    return;
  }
  changes.updated.push({ ...step.reminder, updatedAt: now });
};

const freshReminder = (
  { booking, infobase, now }: Case,
  step: Exclude<NewReminderStep, { kind: 'none' }>,
): ReminderRow => ({
  id: uuidv7(),
  infobaseId: booking.infobaseId,
  bookingId: booking.id,
  origin: 'booking',
  accountId: infobase.reminders.account[0],
  phone: step.phone,
  startAt: booking.startAt,
  zone: booking.zone,
  state: step.kind === 'plan' ? 'planned' : closedState(step.decision.reason, 0),
  dueAt: step.kind === 'plan' ? step.decision.at : null,
  closesAt: (step.kind === 'plan' ? step.decision.closesAt : null) ?? booking.startAt ?? now,
  maxAttempts: step.maxAttempts,
  attempts: step.attempts,
  refusals: 0,
  retryAt: null,
  askedNow: booking.callNow,
  promisedId: null,
  speech: null,
  decisionAt: null,
  decisionKey: null,
  conflict: false,
  reasonCode: null,
  finalAt: null,
  createdAt: now,
  updatedAt: now,
});

const applyFresh = (about: Case, step: NewReminderStep, changes: Changes): void => {
  const { booking, infobase, now } = about;
  if (step.kind === 'none') {
    if (step.decision !== null) {
      changes.ledger.push(ledgerEntry({ bookingId: booking.id, reminderId: null, now }, step.decision));
    }
    return;
  }
  const reminder = freshReminder(about, step);
  changes.ledger.push(ledgerEntry({ bookingId: booking.id, reminderId: reminder.id, now }, step.decision));
  if (step.kind === 'plan') {
    changes.inserted.push(reminder);
    return;
  }
  const closed = closeReminder({
    reminder: { ...reminder, attempts: 0 },
    booking,
    infobase,
    reason: step.decision.reason,
    now,
  });
  changes.inserted.push(closed.reminder);
  changes.news.push(closed.news);
};

/** What there has been about a booking so far. */
interface History {
  reminders: readonly ReminderRow[];
  callsMade: readonly { startAt: Date | null; phone: string }[];
  calls: PhoneCalls;
}

const planOne = (about: Case, { reminders, callsMade, calls }: History, changes: Changes): void => {
  const { booking, infobase, now } = about;
  const plan = planBooking({
    now,
    booking,
    callNow: booking.callNow,
    reminders,
    callsMade,
    settings: infobase.reminders,
    callsToPhone: calls.of(booking.infobaseId, phoneOf(booking)),
  });
  applyToOpen(about, plan.open, changes);
  applyFresh(about, plan.fresh, changes);
};

const groupBy = <Item>(items: readonly Item[], keyOf: (item: Item) => string): Map<string, Item[]> => {
  const groups = new Map<string, Item[]>();
  for (const item of items) {
    const key = keyOf(item);
    const group = groups.get(key);
    if (group === undefined) groups.set(key, [item]);
    else group.push(item);
  }
  return groups;
};

export interface Planned {
  bookings: number;
  planned: number;
  /** Bookings that could not be planned: put off, so that they harm only themselves. */
  failed: { bookingId: string; error: unknown }[];
  written: WrittenEvent[];
}

const loadHistories = async (tx: Sql, bookings: readonly BookingRow[], now: Date) => {
  const ids = bookings.map(({ id }) => id);
  const reminders = groupBy(await lockRemindersOfBookings(tx, ids), ({ bookingId }) => bookingId);
  const callsMade = groupBy(await callsOfBookings(tx, ids), ({ bookingId }) => bookingId);
  const people = bookings.map((booking) => ({ infobaseId: booking.infobaseId, phone: phoneOf(booking) }));
  const calls = await loadPhoneCalls(tx, people, now);
  return (bookingId: string): History => ({
    reminders: reminders.get(bookingId) ?? [],
    callsMade: callsMade.get(bookingId) ?? [],
    calls,
  });
};

const writeChanges = async (tx: Sql, changes: Changes): Promise<WrittenEvent[]> => {
  await updateReminders(tx, changes.updated);
  await insertReminders(tx, changes.inserted);
  await insertDecisions(tx, changes.ledger);
  return writeNews(tx, changes.news);
};

const merge = (all: Changes, one: Changes): void => {
  all.inserted.push(...one.inserted);
  all.updated.push(...one.updated);
  all.news.push(...one.news);
  all.ledger.push(...one.ledger);
};

const noChanges = (): Changes => ({ inserted: [], updated: [], news: [], ledger: [] });

/** A booking that can't be planned is looked at again after so long. */
const putOffMs = 600_000;

/** The booking's row after its planning. A command may outrun its booking: it waits for it. */
const plannedRow = (booking: BookingRow, now: Date): BookingRow => ({
  ...booking,
  callNow: booking.callNow && booking.data === null,
  planDueAt: null,
  updatedAt: now,
});

/**
 * Plans the bookings whose debounce ran out: reminders are made, moved, withdrawn or left alone. A booking row is locked
 * before its reminders, always.
 */
export const planBookings = ({ database, directory, clock, batch }: PlanBookingsOptions): Promise<Planned> =>
  database.transaction(async (tx) => {
    const now = clock();
    const bookings = await claimBookingsToPlan(tx, now, batch);
    if (bookings.length === 0) return { bookings: 0, planned: 0, failed: [], written: [] };
    const historyOf = await loadHistories(tx, bookings, now);
    const changes = noChanges();
    const failed: Planned['failed'] = [];
    const rows = bookings.map((booking): BookingRow => {
      const infobase = directory.calling(booking.infobaseId);
      const own = noChanges();
      try {
        if (infobase !== null) planOne({ booking, infobase, now }, historyOf(booking.id), own);
        merge(changes, own);
        return plannedRow(booking, now);
      } catch (error) {
        failed.push({ bookingId: booking.id, error });
        return { ...booking, planDueAt: new Date(now.getTime() + putOffMs) };
      }
    });
    const written = await writeChanges(tx, changes);
    await updateBookings(tx, rows);
    return { bookings: bookings.length, planned: changes.inserted.length, failed, written };
  });
