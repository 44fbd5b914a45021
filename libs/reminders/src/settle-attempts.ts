import {
  attemptsById,
  bookingsById,
  insertDecisions,
  lockReminders,
  updateAttempts,
  updateReminders,
  type AttemptRow,
  type BookingRow,
  type DecisionEntry,
  type ReminderRow,
  type Sql,
} from '@perezvon/database';
import {
  applyOutcome,
  decide,
  factsOf,
  outcomeNews,
  retryAfter,
  rulesFor,
  standingOf,
  type AttemptKnowledge,
  type Decision,
} from '@perezvon/domain';
import { loadPhoneCalls, type PhoneCalls } from './calls-to-phones.ts';
import { ledgerEntry } from './close-reminder.ts';
import type { Directory } from './directory.ts';
import { subjectOf } from './subject.ts';
import { writeNews, type ReminderNews, type WrittenEvent } from './write-news.ts';

/** New knowledge about one attempt. Applied in the order given. */
export interface Knowledge {
  attemptId: string;
  reminderId: string;
  providerStatus: string | null;
  merge: (known: AttemptKnowledge) => AttemptKnowledge;
}

export interface SettleOptions {
  directory: Directory;
  now: Date;
}

interface World {
  reminders: Map<string, ReminderRow>;
  attempts: Map<string, AttemptRow>;
  bookings: Map<string, BookingRow>;
  calls: PhoneCalls;
}

const byId = <Row extends { id: string }>(rows: readonly Row[]): Map<string, Row> =>
  new Map(rows.map((row) => [row.id, row]));

const unique = (values: readonly string[]): string[] => [...new Set(values)];

/** Reminders are locked first, in the order of their ids: whoever changes attempts does so under their reminder's lock. */
const loadWorld = async (tx: Sql, knowledge: readonly Knowledge[], now: Date): Promise<World> => {
  const reminders = await lockReminders(tx, unique(knowledge.map(({ reminderId }) => reminderId)));
  const attempts = await attemptsById(tx, unique(knowledge.map(({ attemptId }) => attemptId)));
  const bookings = await bookingsById(tx, unique(reminders.map(({ bookingId }) => bookingId)));
  const calls = await loadPhoneCalls(tx, reminders, now);
  return { reminders: byId(reminders), attempts: byId(attempts), bookings: byId(bookings), calls };
};

const stateOf = (attempt: AttemptRow, known: AttemptKnowledge): AttemptRow['state'] => {
  if (known.endedAt !== null) return 'ended';
  return known.answeredAt !== null ? 'answered' : attempt.state;
};

const nextDecision = (input: {
  reminder: ReminderRow;
  booking: BookingRow;
  known: AttemptKnowledge;
  calls: PhoneCalls;
  options: SettleOptions;
}): { retryAt: Date; decision: Decision } | null => {
  const { reminder, booking, known, options } = input;
  const infobase = options.directory.calling(reminder.infobaseId);
  if (infobase === null) return null;
  const rules = rulesFor(infobase.reminders, booking.data);
  const retryAt = retryAfter(reminder.attempts, rules, known.endedAt ?? options.now);
  const callsToPhone = input.calls.of(reminder.infobaseId, reminder.phone);
  const facts = factsOf({ now: options.now, booking, reminder: { ...reminder, retryAt }, callsToPhone });
  return { retryAt, decision: decide(facts, rules) };
};

/** The configuration no longer knows the infobase: the reminder can only end. */
const nowhere = (now: Date): { retryAt: Date; decision: Decision } => ({
  retryAt: now,
  decision: {
    verdict: 'end',
    reason: 'disabled',
    trace: [{ rule: 'configured', pass: false, inputs: {} }],
  },
});

interface Settled {
  reminder: ReminderRow;
  attempt: AttemptRow;
  news: ReminderNews | null;
  ledger: DecisionEntry | null;
}

const settleOne = (world: World, item: Knowledge, options: SettleOptions): Settled | null => {
  const reminder = world.reminders.get(item.reminderId);
  const before = world.attempts.get(item.attemptId);
  const booking = reminder && world.bookings.get(reminder.bookingId);
  if (reminder === undefined || before === undefined || booking === undefined) return null;
  const { now, directory } = options;
  const known = item.merge(before);
  const attempt: AttemptRow = {
    ...before,
    ...known,
    state: stateOf(before, known),
    providerStatus: item.providerStatus ?? before.providerStatus,
  };
  let ledger: DecisionEntry | null = null;
  const next = (): { retryAt: Date; decision: Decision } => {
    const result = nextDecision({ reminder, booking, known, calls: world.calls, options }) ?? nowhere(now);
    ledger = ledgerEntry({ bookingId: booking.id, reminderId: reminder.id, now }, result.decision);
    return result;
  };
  const standing = standingOf(factsOf({ now, booking, reminder, callsToPhone: [] }));
  const result = applyOutcome({ reminder, before, after: known, now, standing, next });
  const infobase = directory.infobase(reminder.infobaseId);
  const provider = directory.account(attempt.accountId)?.provider ?? attempt.accountId;
  const subject = subjectOf(booking, reminder, infobase ?? { timezone: reminder.zone });
  return {
    reminder: { ...reminder, ...result.reminder, updatedAt: now },
    attempt,
    ledger,
    news: result.news && {
      news: outcomeNews(subject, attempt, { ...result.news, provider }),
      reminder,
      subject,
      at: now,
    },
  };
};

/**
 * Merges knowledge into attempts and reminders and writes what 1C is to hear, in the caller's transaction. The result does not
 * depend on the order or repetition of knowledge. Returns the outbox events it wrote.
 */
export const settleAttempts = async (
  tx: Sql,
  knowledge: readonly Knowledge[],
  options: SettleOptions,
): Promise<WrittenEvent[]> => {
  if (knowledge.length === 0) return [];
  const world = await loadWorld(tx, knowledge, options.now);
  const news: ReminderNews[] = [];
  const ledger: DecisionEntry[] = [];
  for (const item of knowledge) {
    const settled = settleOne(world, item, options);
    if (settled === null) continue;
    world.reminders.set(settled.reminder.id, settled.reminder);
    world.attempts.set(settled.attempt.id, settled.attempt);
    if (settled.news !== null) news.push(settled.news);
    if (settled.ledger !== null) ledger.push(settled.ledger);
  }
  await updateAttempts(tx, [...world.attempts.values()]);
  await updateReminders(tx, [...world.reminders.values()]);
  await insertDecisions(tx, ledger);
  return writeNews(tx, news);
};
