import { openReminderStates } from '@perezvon/contracts-events';
import type { Sql } from '../database.ts';
import { jsonOf } from '../json-of.ts';

/** One rule of a trace and what it looked at (domain `TraceEntry`). */
export interface TraceLine {
  rule: string;
  pass: boolean;
  inputs: Readonly<Record<string, unknown>>;
}

/** As it lies in the table: a quarter of every row would else be the words rule, pass and inputs, fifteen times. */
type StoredLine = readonly [rule: string, pass: boolean, inputs: TraceLine['inputs']];

/** One verdict of the decision ledger. */
export interface DecisionEntry {
  bookingId: string;
  reminderId: string | null;
  at: Date;
  verdict: 'call' | 'wait' | 'end';
  reason: string;
  dueAt: Date | null;
  trace: readonly TraceLine[];
}

const toStored = ({ rule, pass, inputs }: TraceLine): StoredLine => [rule, pass, inputs];

const readTrace = (stored: unknown): TraceLine[] =>
  (stored as readonly StoredLine[]).map(([rule, pass, inputs]) => ({ rule, pass, inputs }));

export const insertDecisions = async (tx: Sql, entries: readonly DecisionEntry[]): Promise<void> => {
  if (entries.length === 0) return;
  await tx.query(
    `INSERT INTO decision (booking_id, reminder_id, at, verdict, reason, due_at, trace)
     SELECT "bookingId", "reminderId", "at", "verdict", "reason", "dueAt", "trace"
     FROM jsonb_to_recordset($1::jsonb) AS x("bookingId" uuid, "reminderId" uuid, "at" timestamptz, "verdict" text,
       "reason" text, "dueAt" timestamptz, "trace" jsonb)`,
    [jsonOf(entries.map((entry) => ({ ...entry, trace: entry.trace.map(toStored) })))],
  );
};

/** The newest verdicts about a booking, newest first. */
export const decisionsOfBooking = async (
  sql: Sql,
  bookingId: string,
  limit: number,
): Promise<DecisionEntry[]> => {
  const rows = await sql.query<DecisionEntry>(
    `SELECT booking_id AS "bookingId", reminder_id AS "reminderId", at, verdict, reason, due_at AS "dueAt", trace
     FROM decision WHERE booking_id = $1 ORDER BY id DESC LIMIT $2`,
    [bookingId, limit],
  );
  return rows.map((row) => ({ ...row, trace: readTrace(row.trace) }));
};

/** A visit nobody is or was called about, with the verdict that ended it. */
export interface SkippedVisitRow {
  externalId: string;
  reason: string;
  trace: TraceLine[];
}

const skippedStatement = `
SELECT v.external_id AS "externalId", d.reason, d.trace
FROM (
  SELECT b.id, b.external_id, b.start_at FROM booking b
  WHERE b.infobase_id = $1 AND b.start_at >= $2 AND b.start_at < $3 AND NOT EXISTS (
    SELECT 1 FROM reminder r WHERE r.booking_id = b.id AND (r.state = ANY($4::text[]) OR r.attempts > 0))
  ORDER BY b.start_at LIMIT $5
) v, LATERAL (SELECT verdict, reason, trace FROM decision WHERE booking_id = v.id ORDER BY id DESC LIMIT 1) d
WHERE d.verdict = 'end' ORDER BY v.start_at`;

/**
 * Visits of an infobase in `[from, to)`, the first `limit` of those without an open reminder and without a call, whose newest verdict
 * is that there will be none. One that is not planned yet has no such verdict.
 */
export const skippedBetween = async (
  sql: Sql,
  span: { infobaseId: string; from: Date; to: Date; limit: number },
): Promise<SkippedVisitRow[]> => {
  const { infobaseId, from, to, limit } = span;
  const rows = await sql.query<SkippedVisitRow>(skippedStatement, [
    infobaseId,
    from,
    to,
    openReminderStates,
    limit,
  ]);
  return rows.map((row) => ({ ...row, trace: readTrace(row.trace) }));
};
