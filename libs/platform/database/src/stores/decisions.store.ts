import type { Sql } from '../database.ts';
import { jsonOf } from '../json-of.ts';

/** One verdict of the decision ledger. `trace`: the rules with their inputs (domain `TraceEntry[]`). */
export interface DecisionEntry {
  bookingId: string;
  reminderId: string | null;
  at: Date;
  verdict: 'call' | 'wait' | 'end';
  reason: string;
  dueAt: Date | null;
  trace: unknown;
}

export const insertDecisions = async (tx: Sql, entries: readonly DecisionEntry[]): Promise<void> => {
  if (entries.length === 0) return;
  await tx.query(
    `INSERT INTO decision (booking_id, reminder_id, at, verdict, reason, due_at, trace)
     SELECT "bookingId", "reminderId", "at", "verdict", "reason", "dueAt", "trace"
     FROM jsonb_to_recordset($1::jsonb) AS x("bookingId" uuid, "reminderId" uuid, "at" timestamptz, "verdict" text,
       "reason" text, "dueAt" timestamptz, "trace" jsonb)`,
    [jsonOf(entries)],
  );
};

/** The newest verdicts about a booking, newest first. */
export const decisionsOfBooking = (sql: Sql, bookingId: string, limit: number): Promise<DecisionEntry[]> =>
  sql.query(
    `SELECT booking_id AS "bookingId", reminder_id AS "reminderId", at, verdict, reason, due_at AS "dueAt", trace
     FROM decision WHERE booking_id = $1 ORDER BY id DESC LIMIT $2`,
    [bookingId, limit],
  );
