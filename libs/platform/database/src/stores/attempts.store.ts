import type { AttemptState, Outcome } from '@perezvon/contracts-events';
import { recordSet } from '../record-set.ts';
import type { Sql } from '../database.ts';
import { heldUp } from './provider-inbox.store.ts';
import { jsonOf } from '../json-of.ts';

/** One call of a reminder; see prisma/schema.prisma. */
export interface AttemptRow {
  id: string;
  infobaseId: string;
  reminderId: string;
  number: number;
  accountId: string;
  phone: string;
  state: AttemptState;
  providerCallId: string | null;
  intendedAt: Date;
  placedAt: Date | null;
  answeredAt: Date | null;
  endedAt: Date | null;
  deadlineAt: Date;
  outcome: Outcome | null;
  decisionAt: Date | null;
  decisionKey: string | null;
  hungUp: boolean;
  settledBy: 'provider' | 'watchdog' | null;
  conflict: boolean;
  providerStatus: string | null;
  detail: string | null;
}

const attempts = recordSet<AttemptRow>({
  table: 'attempt',
  columns: {
    id: ['id', 'uuid'],
    infobaseId: ['infobase_id', 'text'],
    reminderId: ['reminder_id', 'uuid'],
    number: ['number', 'int'],
    accountId: ['account_id', 'text'],
    phone: ['phone', 'text'],
    state: ['state', 'text'],
    providerCallId: ['provider_call_id', 'text'],
    intendedAt: ['intended_at', 'timestamptz'],
    placedAt: ['placed_at', 'timestamptz'],
    answeredAt: ['answered_at', 'timestamptz'],
    endedAt: ['ended_at', 'timestamptz'],
    deadlineAt: ['deadline_at', 'timestamptz'],
    outcome: ['outcome', 'text'],
    decisionAt: ['decision_at', 'timestamptz'],
    decisionKey: ['decision_key', 'text'],
    hungUp: ['hung_up', 'boolean'],
    settledBy: ['settled_by', 'text'],
    conflict: ['conflict', 'boolean'],
    providerStatus: ['provider_status', 'text'],
    detail: ['detail', 'text'],
  },
  changing: [
    'accountId',
    'phone',
    'intendedAt',
    'state',
    'providerCallId',
    'placedAt',
    'answeredAt',
    'endedAt',
    'deadlineAt',
    'outcome',
    'decisionAt',
    'decisionKey',
    'hungUp',
    'settledBy',
    'conflict',
    'providerStatus',
    'detail',
  ],
});

const inProgress = `('intended', 'placed', 'answered', 'unclear')`;

export const insertAttempts = attempts.insert;
export const updateAttempts = attempts.update;

/** Calls of an account that are not over, over all replicas. */
export const countInProgress = async (tx: Sql, accountId: string): Promise<number> => {
  const [row] = await tx.query<{ count: number }>(
    `SELECT count(*)::int AS count FROM attempt WHERE account_id = $1 AND state IN ${inProgress}`,
    [accountId],
  );
  return row?.count ?? 0;
};

/** When calls to these telephones of one infobase were begun since `since`; refused ones never rang. */
export const callsToPhones = (
  tx: Sql,
  query: { infobaseIds: readonly string[]; phones: readonly string[]; since: Date },
): Promise<{ infobaseId: string; phone: string; at: Date }[]> =>
  tx.query(
    `SELECT infobase_id AS "infobaseId", phone, intended_at AS at FROM attempt
     WHERE infobase_id = ANY($1::text[]) AND phone = ANY($2::text[]) AND intended_at >= $3 AND state <> 'refused'`,
    [query.infobaseIds, query.phones, query.since],
  );

/** What a webhook needs to find its attempt; the whole row is read under its reminder's lock. */
export type AttemptReference = Pick<AttemptRow, 'id' | 'reminderId' | 'accountId' | 'providerCallId'>;

const reference = `a.id, a.reminder_id AS "reminderId", a.account_id AS "accountId", a.provider_call_id AS "providerCallId",
  a.intended_at AS "intendedAt"`;

/** Attempts by our id or the provider's, within one account; newest first. */
export const findAttempts = (
  tx: Sql,
  query: { ids: readonly string[]; calls: readonly { accountId: string; providerCallId: string }[] },
): Promise<AttemptReference[]> =>
  tx.query(
    `SELECT ${reference} FROM attempt a WHERE a.id = ANY($1::uuid[])
     UNION
     SELECT ${reference} FROM attempt a JOIN jsonb_to_recordset($2::jsonb) AS x("accountId" text, "providerCallId" text)
       ON a.account_id = x."accountId" AND a.provider_call_id = x."providerCallId"
     ORDER BY "intendedAt" DESC`,
    [query.ids, jsonOf(query.calls)],
  );

/** These attempts as they stand now; lock their reminders first. */
export const attemptsById = (tx: Sql, ids: readonly string[]): Promise<AttemptRow[]> =>
  tx.query(`SELECT ${attempts.select('a')} FROM attempt a WHERE a.id = ANY($1::uuid[])`, [ids]);

const overdueStatement = `
SELECT a.id, a.reminder_id AS "reminderId" FROM attempt a
WHERE a.state IN ${inProgress} AND a.deadline_at <= $1 AND NOT EXISTS (
  SELECT 1 FROM provider_event e WHERE e.state = 'pending' AND e.account_id = a.account_id
    AND e.received_at >= a.intended_at AND e.received_at BETWEEN $2 AND $3)
ORDER BY a.deadline_at LIMIT $4`;

/**
 * Attempts about which nobody gave a final word in time. While webhooks of their account are held up in the inbox nobody knows that:
 * one of them may hold the answer we have already acknowledged.
 */
export const overdueAttempts = (
  sql: Sql,
  now: Date,
  limit: number,
): Promise<{ id: string; reminderId: string }[]> => {
  const before = (ms: number): Date => new Date(now.getTime() - ms);
  return sql.query(overdueStatement, [now, before(heldUp.atMostMs), before(heldUp.afterMs), limit]);
};

/** What there is to ask a provider about an attempt with. */
export type SilentAttempt = AttemptReference & Pick<AttemptRow, 'phone' | 'intendedAt'>;

/**
 * Attempts of an account whose time is half over without a final word, each at most once in `againAfterMs`; marked as asked about.
 * Beyond the deadline they are the watchdog's.
 */
export const claimSilentAttempts = (
  sql: Sql,
  {
    accountId,
    now,
    againAfterMs,
    limit,
  }: { accountId: string; now: Date; againAfterMs: number; limit: number },
): Promise<SilentAttempt[]> =>
  sql.query(
    `UPDATE attempt a SET asked_at = $2 FROM (
       SELECT id FROM attempt WHERE account_id = $1 AND state IN ${inProgress} AND deadline_at > $2
         AND COALESCE(placed_at, intended_at) + (deadline_at - COALESCE(placed_at, intended_at)) / 2 <= $2
         AND (asked_at IS NULL OR asked_at <= $3)
       ORDER BY deadline_at LIMIT $4 FOR UPDATE SKIP LOCKED) due
     WHERE a.id = due.id RETURNING ${reference}, a.phone`,
    [accountId, now, new Date(now.getTime() - againAfterMs), limit],
  );

/** Attempts of an account that were begun in a stretch of time and of whose end the provider has not told. */
export const untoldAttempts = (
  sql: Sql,
  { accountId, from, to, limit }: { accountId: string; from: Date; to: Date; limit: number },
): Promise<SilentAttempt[]> =>
  sql.query(
    `SELECT ${reference}, a.phone FROM attempt a WHERE a.account_id = $1 AND a.intended_at >= $2 AND a.intended_at < $3
       AND a.state <> 'refused' AND a.settled_by IS DISTINCT FROM 'provider' ORDER BY a.intended_at LIMIT $4`,
    [accountId, from, to, limit],
  );

/** Every attempt of these reminders, oldest first. */
export const attemptsOfReminders = (sql: Sql, reminderIds: readonly string[]): Promise<AttemptRow[]> =>
  sql.query(
    `SELECT ${attempts.select('a')} FROM attempt a WHERE a.reminder_id = ANY($1::uuid[]) ORDER BY a.intended_at, a.number`,
    [reminderIds],
  );

/** Every call about these bookings that may have rung: which start it was about, and to which telephone. */
export const callsOfBookings = (
  tx: Sql,
  bookingIds: readonly string[],
): Promise<{ bookingId: string; startAt: Date | null; phone: string }[]> =>
  tx.query(
    `SELECT r.booking_id AS "bookingId", r.start_at AS "startAt", a.phone FROM attempt a JOIN reminder r ON r.id = a.reminder_id
     WHERE r.booking_id = ANY($1::uuid[]) AND r.origin = 'booking' AND a.state <> 'refused'`,
    [bookingIds],
  );
