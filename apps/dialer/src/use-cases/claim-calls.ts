import type { AccountConfig } from '@perezvon/config';
import type { ReminderCallIntent } from '@perezvon/contracts-adapter';
import {
  answersOfBookings,
  bookingsById,
  claimDueReminders,
  countInProgress,
  areWebhooksHeldUp,
  insertAttempts,
  insertDecisions,
  lockPacing,
  lockPhones,
  saveNextCallAt,
  updateAttempts,
  updateReminders,
  type AttemptRow,
  type BookingRow,
  type Database,
  type DecisionEntry,
  type DueReminder,
  type ReminderRow,
  type Sql,
} from '@perezvon/database';
import { decide, factsOf, phoneOf, rulesFor, speechOfBooking } from '@perezvon/domain';
import {
  closeReminder,
  ledgerEntry,
  loadPhoneCalls,
  phoneKey,
  writeNews,
  type CallingInfobase,
  type Directory,
  type PhoneCalls,
  type ReminderNews,
  type WrittenEvent,
} from '@perezvon/reminders';
import { v7 as uuidv7 } from 'uuid';
import { callsAllowed, nextCallAfter } from './pacing.ts';

export interface ClaimCallsOptions {
  database: Database;
  directory: Directory;
  clock: () => Date;
}

/** An intent that is committed: the request may leave, once. */
export interface CommittedIntent {
  intent: ReminderCallIntent;
  accountId: string;
  reminderId: string;
  intendedAt: Date;
  /** The account was paused and has taken no call since. */
  isTrial: boolean;
}

export interface Claimed {
  intents: CommittedIntent[];
  written: WrittenEvent[];
  /** There may be more to claim at this moment; null = look again in the loop's own time. */
  nextAt: Date | null;
}

const nothing: Claimed = { intents: [], written: [], nextAt: null };

interface Changes {
  reminders: ReminderRow[];
  begun: AttemptRow[];
  revived: AttemptRow[];
  intents: CommittedIntent[];
  news: ReminderNews[];
  ledger: DecisionEntry[];
}

interface Case {
  reminder: ReminderRow;
  booking: BookingRow;
  /** Through an earlier reminder of the booking, about the same start: an answer may come late. */
  answered: boolean;
  infobase: CallingInfobase;
  isTrial: boolean;
  now: Date;
}

const minuteMs = 60_000;

const speechOf = ({ reminder, booking, infobase }: Case): { name: string; visit: string } => {
  if (reminder.speech !== null) return reminder.speech;
  return booking.data === null
    ? { name: '', visit: '' }
    : speechOfBooking(booking.data, infobase.reminders.speech.visit);
};

/** The telephone as the newest version of the booking has it: it may have changed since the planning. */
const newestPhone = (reminder: ReminderRow, booking: BookingRow): string | null =>
  reminder.origin === 'voicebox' ? reminder.phone : phoneOf(booking);

/** The intent: an attempt that may be sent once. An ordered call has the id already promised to 1C. */
const intended = ({ reminder, infobase, now }: Case, phone: string): AttemptRow => ({
  id: reminder.promisedId ?? uuidv7(),
  infobaseId: reminder.infobaseId,
  reminderId: reminder.id,
  number: reminder.attempts + 1,
  accountId: reminder.accountId,
  phone,
  state: 'intended',
  providerCallId: null,
  intendedAt: now,
  placedAt: null,
  answeredAt: null,
  endedAt: null,
  deadlineAt: new Date(now.getTime() + infobase.reminders.answerTimeoutMinutes * minuteMs),
  outcome: null,
  decisionAt: null,
  decisionKey: null,
  hungUp: false,
  settledBy: null,
  conflict: false,
  providerStatus: null,
  detail: null,
});

const begin = (about: Case, phone: string, changes: Changes): void => {
  const { reminder, isTrial, now } = about;
  const attempt = intended(about, phone);
  const attempts = attempt.number;
  changes.reminders.push({
    ...reminder,
    state: 'calling',
    phone,
    attempts,
    dueAt: null,
    retryAt: null,
    updatedAt: now,
  });
  // A refused ordered call keeps the id promised to 1C, and so its row.
  const rows = reminder.promisedId !== null && reminder.refusals > 0 ? changes.revived : changes.begun;
  rows.push(attempt);
  changes.intents.push({
    intent: { attemptId: attempt.id, phone, ...speechOf(about) },
    accountId: reminder.accountId,
    reminderId: reminder.id,
    intendedAt: now,
    isTrial,
  });
};

/** The newest known version of the booking decides, right before the intent is written. */
const judge = (about: Case, calls: PhoneCalls, changes: Changes): void => {
  const { booking, answered, infobase, now } = about;
  const phone = newestPhone(about.reminder, booking);
  const reminder = { ...about.reminder, phone };
  const decision = decide(
    factsOf({ now, booking, reminder, answered, callsToPhone: calls.of(reminder.infobaseId, phone) }),
    rulesFor(infobase.reminders, booking.data),
  );
  changes.ledger.push(ledgerEntry({ bookingId: booking.id, reminderId: reminder.id, now }, decision));
  if (decision.verdict === 'wait') {
    changes.reminders.push({ ...reminder, dueAt: decision.at, updatedAt: now });
  } else if (decision.verdict === 'end' || phone === null) {
    const reason = decision.verdict === 'end' ? decision.reason : 'bad_phone';
    const closed = closeReminder({ reminder, booking, infobase, reason, now });
    changes.reminders.push(closed.reminder);
    changes.news.push(closed.news);
  } else {
    begin({ ...about, reminder }, phone, changes);
    calls.add(reminder.infobaseId, phone, now);
  }
};

const casesOf = async (
  tx: Sql,
  reminders: readonly ReminderRow[],
  { directory, isTrial, now }: { directory: Directory; isTrial: boolean; now: Date },
): Promise<Case[]> => {
  const ids = [...new Set(reminders.map(({ bookingId }) => bookingId))];
  const bookings = new Map((await bookingsById(tx, ids)).map((booking) => [booking.id, booking]));
  const answers = await answersOfBookings(tx, ids);
  const isAnswered = ({ origin, bookingId, startAt }: ReminderRow): boolean =>
    origin === 'booking' &&
    answers.some(
      (answer) => answer.bookingId === bookingId && answer.startAt?.getTime() === startAt?.getTime(),
    );
  return reminders.flatMap((reminder) => {
    const booking = bookings.get(reminder.bookingId);
    const infobase = directory.calling(reminder.infobaseId);
    return booking === undefined || infobase === null
      ? []
      : [{ reminder, booking, answered: isAnswered(reminder), infobase, isTrial, now }];
  });
};

const judgeAll = async (tx: Sql, cases: readonly Case[], now: Date): Promise<Changes> => {
  const people = cases.map(({ reminder, booking }) => ({
    infobaseId: reminder.infobaseId,
    phone: newestPhone(reminder, booking),
  }));
  const keys = people.flatMap(({ infobaseId, phone }) =>
    phone === null ? [] : [phoneKey(infobaseId, phone)],
  );
  await lockPhones(tx, [...new Set(keys)]);
  const calls = await loadPhoneCalls(tx, people, now);
  const changes: Changes = { reminders: [], begun: [], revived: [], intents: [], news: [], ledger: [] };
  for (const about of cases) judge(about, calls, changes);
  return changes;
};

/** Until what 1C said about the booking is filed and planned. */
const newsWaitMs = 1_000;

/**
 * Reminders that can't be judged now wait, out of the way: 1C has said something that is not planned yet (it may be a
 * cancellation), or their infobase left the configuration.
 */
const setAside = (reminders: readonly DueReminder[], cases: readonly Case[], now: Date): ReminderRow[] => {
  const judged = new Set(cases.map(({ reminder }) => reminder.id));
  return reminders
    .filter((reminder) => !judged.has(reminder.id))
    .map((reminder) => {
      const wait = reminder.newsWaits ? newsWaitMs : 10 * minuteMs;
      return { ...reminder, dueAt: new Date(now.getTime() + wait), updatedAt: now };
    });
};

/**
 * Takes as many due reminders of an account as its lines and rate allow, the one whose window closes first in front, and
 * writes an attempt for each: the intent, committed before any request leaves. Replicas take turns by the account's row lock.
 */
export const claimCalls = (
  { database, directory, clock }: ClaimCallsOptions,
  account: Pick<AccountConfig, 'id' | 'limits'>,
): Promise<Claimed> =>
  database.transaction(async (tx) => {
    const pacing = await lockPacing(tx, account.id);
    if (pacing === null) return nothing;
    const now = clock();
    // A reminder may have come here from another account, whose word about it counts as much.
    if (await areWebhooksHeldUp(tx, directory.companions(account.id), now)) return nothing;
    const inProgress = await countInProgress(tx, account.id);
    const limit = callsAllowed(account.limits, { now, inProgress, ...pacing });
    if (limit === 0) return { ...nothing, nextAt: pacing.nextCallAt > now ? pacing.nextCallAt : null };
    const reminders = await claimDueReminders(tx, { accountId: account.id, now, limit });
    if (reminders.length === 0) return nothing;
    const ready = reminders.filter(({ newsWaits }) => !newsWaits);
    const cases = await casesOf(tx, ready, { directory, isTrial: pacing.pausedUntil !== null, now });
    const changes = await judgeAll(tx, cases, now);
    await updateReminders(tx, [...changes.reminders, ...setAside(reminders, cases, now)]);
    await insertAttempts(tx, changes.begun);
    await updateAttempts(tx, changes.revived);
    await insertDecisions(tx, changes.ledger);
    const written = await writeNews(tx, changes.news);
    const nextAt = nextCallAfter(account.limits, changes.intents.length, now);
    if (changes.intents.length > 0) await saveNextCallAt(tx, account.id, nextAt);
    return { intents: changes.intents, written, nextAt };
  });
