import type { ReminderState } from '@perezvon/contracts-events';
import { recordSet } from '../record-set.ts';
import type { Sql } from '../database.ts';

/** What is to be said in an ordered call. */
export interface OrderedSpeech {
  name: string;
  visit: string;
}

/** The plan to call about one booking at one start time; see prisma/schema.prisma. */
export interface ReminderRow {
  id: string;
  infobaseId: string;
  bookingId: string;
  origin: 'booking' | 'voicebox';
  accountId: string;
  phone: string | null;
  startAt: Date | null;
  zone: string;
  state: ReminderState;
  dueAt: Date | null;
  closesAt: Date;
  maxAttempts: number;
  attempts: number;
  refusals: number;
  retryAt: Date | null;
  askedNow: boolean;
  promisedId: string | null;
  speech: OrderedSpeech | null;
  decisionAt: Date | null;
  decisionKey: string | null;
  conflict: boolean;
  reasonCode: string | null;
  finalAt: Date | null;
  createdAt: Date;
  updatedAt: Date;
}

const reminders = recordSet<ReminderRow>({
  table: 'reminder',
  columns: {
    id: ['id', 'uuid'],
    infobaseId: ['infobase_id', 'text'],
    bookingId: ['booking_id', 'uuid'],
    origin: ['origin', 'text'],
    accountId: ['account_id', 'text'],
    phone: ['phone', 'text'],
    startAt: ['start_at', 'timestamptz'],
    zone: ['zone', 'text'],
    state: ['state', 'text'],
    dueAt: ['due_at', 'timestamptz'],
    closesAt: ['closes_at', 'timestamptz'],
    maxAttempts: ['max_attempts', 'int'],
    attempts: ['attempts', 'int'],
    refusals: ['refusals', 'int'],
    retryAt: ['retry_at', 'timestamptz'],
    askedNow: ['asked_now', 'boolean'],
    promisedId: ['promised_id', 'uuid'],
    speech: ['speech', 'jsonb'],
    decisionAt: ['decision_at', 'timestamptz'],
    decisionKey: ['decision_key', 'text'],
    conflict: ['conflict', 'boolean'],
    reasonCode: ['reason_code', 'text'],
    finalAt: ['final_at', 'timestamptz'],
    createdAt: ['created_at', 'timestamptz'],
    updatedAt: ['updated_at', 'timestamptz'],
  },
  changing: [
    'phone',
    'state',
    'dueAt',
    'closesAt',
    'maxAttempts',
    'attempts',
    'refusals',
    'retryAt',
    'askedNow',
    'decisionAt',
    'decisionKey',
    'conflict',
    'reasonCode',
    'finalAt',
    'updatedAt',
  ],
});

export const insertReminders = reminders.insert;
export const updateReminders = reminders.update;

/** Every reminder of these bookings, oldest first, locked until the transaction ends. Lock bookings first. */
export const lockRemindersOfBookings = (tx: Sql, bookingIds: readonly string[]): Promise<ReminderRow[]> =>
  tx.query(
    `SELECT ${reminders.select('r')} FROM reminder r WHERE r.booking_id = ANY($1::uuid[]) ORDER BY r.id FOR UPDATE`,
    [bookingIds],
  );

/** These reminders, locked in the order of their ids. */
export const lockReminders = (tx: Sql, ids: readonly string[]): Promise<ReminderRow[]> =>
  tx.query(
    `SELECT ${reminders.select('r')} FROM reminder r WHERE r.id = ANY($1::uuid[]) ORDER BY r.id FOR UPDATE`,
    [ids],
  );

/** A due reminder, and whether 1C has said something about its booking that is not filed or not planned yet. */
export type DueReminder = ReminderRow & { newsWaits: boolean };

/** What can't be filed at all must not hold up its booking for ever, ms. */
const newsWaitsAtMostMs = 3_600_000;

/**
 * Due reminders of an account, the one whose window closes first in front. They and their bookings are locked for this
 * transaction (the bookings shared: a new version has to wait for the intent); what another transaction holds is skipped.
 */
export const claimDueReminders = (
  tx: Sql,
  { accountId, now, limit }: { accountId: string; now: Date; limit: number },
): Promise<DueReminder[]> =>
  tx.query(
    `WITH due AS (
       SELECT r.* FROM reminder r WHERE r.account_id = $1 AND r.due_at <= $2
       ORDER BY r.closes_at, r.id LIMIT $3 FOR UPDATE SKIP LOCKED)
     SELECT ${reminders.select('due')}, (b.plan_due_at IS NOT NULL OR EXISTS (
         SELECT 1 FROM onec_event e WHERE e.state = 'pending' AND e.infobase_id = b.infobase_id AND e.subject = b.external_id
           AND e.received_at > $4)) AS "newsWaits"
     FROM due JOIN booking b ON b.id = due.booking_id
     ORDER BY due.closes_at, due.id FOR SHARE OF b SKIP LOCKED`,
    [accountId, now, limit, new Date(now.getTime() - newsWaitsAtMostMs)],
  );

/** Every reminder of one booking, oldest first. */
export const remindersOfBooking = (sql: Sql, bookingId: string): Promise<ReminderRow[]> =>
  sql.query(
    `SELECT ${reminders.select('r')} FROM reminder r WHERE r.booking_id = $1 ORDER BY r.created_at, r.id`,
    [bookingId],
  );

/** About which start times of these bookings the patient has answered. */
export const answersOfBookings = (
  sql: Sql,
  bookingIds: readonly string[],
): Promise<{ bookingId: string; startAt: Date | null }[]> =>
  sql.query(
    `SELECT r.booking_id AS "bookingId", r.start_at AS "startAt" FROM reminder r
     WHERE r.booking_id = ANY($1::uuid[]) AND r.origin = 'booking' AND r.state IN ('confirmed', 'declined', 'operator', 'informed')`,
    [bookingIds],
  );

/** What is planned for an infobase between two moments, with the booking's id in 1C. */
export const plannedBetween = (
  sql: Sql,
  span: { infobaseId: string; from: Date; to: Date; limit: number },
): Promise<{ externalId: string; accountId: string; dueAt: Date; closesAt: Date }[]> =>
  sql.query(
    `SELECT b.external_id AS "externalId", r.account_id AS "accountId", r.due_at AS "dueAt", r.closes_at AS "closesAt"
     FROM reminder r JOIN booking b ON b.id = r.booking_id
     WHERE r.infobase_id = $1 AND r.due_at >= $2 AND r.due_at < $3 ORDER BY r.due_at, r.id LIMIT $4`,
    [span.infobaseId, span.from, span.to, span.limit],
  );

/** Those of the accounts that have a reminder to look at now. */
export const accountsWithDueReminders = async (
  sql: Sql,
  accountIds: readonly string[],
  now: Date,
): Promise<string[]> => {
  const rows = await sql.query<{ id: string }>(
    `SELECT a.id FROM unnest($1::text[]) AS a(id) WHERE EXISTS (
       SELECT 1 FROM reminder r WHERE r.account_id = a.id AND r.due_at <= $2)`,
    [accountIds, now],
  );
  return rows.map((row) => row.id);
};
