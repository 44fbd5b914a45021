import type { OutboxEventType } from '@perezvon/contracts-events';
import type { Sql } from '../database.ts';
import { jsonOf } from '../json-of.ts';

/** An event for 1C as it is written, in the transaction of what it tells. `time`: when it happened. */
export interface NewOutboxEvent {
  id: string;
  infobaseId: string;
  subject: string;
  type: OutboxEventType;
  time: Date;
  data: unknown;
  reminderId: string | null;
  /** The reminder's one final event: a second one is refused by the database. */
  final: boolean;
}

/** An event as it is shown to 1C: `seq` counts per infobase and never skips a late commit. */
export interface NumberedOutboxEvent {
  id: string;
  infobaseId: string;
  seq: number;
  subject: string;
  type: OutboxEventType;
  time: Date;
  data: unknown;
  tries: number;
}

/** Due at once, whatever the clocks say: `time` may be a provider's own, and hours ahead of ours. */
export const insertOutboxEvents = async (tx: Sql, events: readonly NewOutboxEvent[]): Promise<void> => {
  if (events.length === 0) return;
  await tx.query(
    `INSERT INTO outbox_event (id, infobase_id, subject, type, time, data, reminder_id, final, next_try_at)
     SELECT "id", "infobaseId", "subject", "type", "time", "data", "reminderId", "final", 'epoch'
     FROM ROWS FROM (jsonb_to_recordset($1::jsonb) AS ("id" uuid, "infobaseId" text, "subject" text, "type" text,
       "time" timestamptz, "data" jsonb, "reminderId" uuid, "final" boolean)) WITH ORDINALITY
       AS x("id", "infobaseId", "subject", "type", "time", "data", "reminderId", "final", n) ORDER BY n`,
    [jsonOf(events)],
  );
};

export interface DestinationRow {
  infobaseId: string;
  lastSeq: number;
  ackedSeq: number;
  state: 'open' | 'paused' | 'disabled';
  reason: string | null;
  failures: number;
  nextTryAt: Date;
}

const destinationColumns = `infobase_id AS "infobaseId", last_seq::float8 AS "lastSeq", acked_seq::float8 AS "ackedSeq", state, reason,
  failures, GREATEST(next_try_at, '1970-01-01'::timestamptz) AS "nextTryAt"`;

/** Makes sure that the infobases have a destination row. */
export const ensureDestinations = async (sql: Sql, infobaseIds: readonly string[]): Promise<void> => {
  await sql.query('INSERT INTO destination (infobase_id) SELECT unnest($1::text[]) ON CONFLICT DO NOTHING', [
    infobaseIds,
  ]);
};

/** The infobase's destination, locked: numbering and claiming take turns. */
export const lockDestination = async (tx: Sql, infobaseId: string): Promise<DestinationRow> => {
  const rows = await tx.query<DestinationRow>(
    `SELECT ${destinationColumns} FROM destination WHERE infobase_id = $1 FOR UPDATE`,
    [infobaseId],
  );
  const [row] = rows;
  if (row === undefined) throw new Error(`no destination row for infobase ${infobaseId}`);
  return row;
};

export const saveDestination = async (tx: Sql, row: DestinationRow): Promise<void> => {
  await tx.query(
    `UPDATE destination SET last_seq = $2, acked_seq = $3, state = $4, reason = $5, failures = $6, next_try_at = $7
     WHERE infobase_id = $1`,
    [row.infobaseId, row.lastSeq, row.ackedSeq, row.state, row.reason, row.failures, row.nextTryAt],
  );
};

/** Gives numbers to at most `limit` events that have none, in the order of writing; returns the last number given. */
export const numberEvents = async (
  tx: Sql,
  numbering: { infobaseId: string; lastSeq: number; limit: number },
): Promise<number> => {
  const rows = await tx.query<{ seq: number }>(
    `UPDATE outbox_event o SET seq = n.seq FROM (
       SELECT ord, $2::bigint + row_number() OVER (ORDER BY ord) AS seq FROM (
         SELECT ord FROM outbox_event WHERE infobase_id = $1 AND state = 'pending' AND seq IS NULL ORDER BY ord LIMIT $3) AS fresh
     ) AS n WHERE o.ord = n.ord RETURNING o.seq::float8 AS seq`,
    [numbering.infobaseId, numbering.lastSeq, numbering.limit],
  );
  return rows.reduce((last, row) => Math.max(last, row.seq), numbering.lastSeq);
};

/** Numbered events after `after`, in order; `types`: prefixes such as `booking.`, empty = all. */
export const eventsAfter = (
  sql: Sql,
  query: { infobaseId: string; after: number; limit: number; types: readonly string[] },
): Promise<NumberedOutboxEvent[]> =>
  sql.query(
    `SELECT id, infobase_id AS "infobaseId", seq::float8 AS seq, subject, type, time, data, tries FROM outbox_event
     WHERE infobase_id = $1 AND seq > $2 AND (cardinality($4::text[]) = 0 OR EXISTS (
       SELECT 1 FROM unnest($4::text[]) AS prefix WHERE starts_with(type, prefix)))
     ORDER BY seq LIMIT $3`,
    [query.infobaseId, query.after, query.limit, query.types],
  );

/** The oldest number still kept; null when nothing is. */
export const oldestSeq = async (sql: Sql, infobaseId: string): Promise<number | null> => {
  const [row] = await sql.query<{ seq: number | null }>(
    'SELECT min(seq)::float8 AS seq FROM outbox_event WHERE infobase_id = $1',
    [infobaseId],
  );
  return row?.seq ?? null;
};

/** Pull: everything up to `seq` reached 1C. */
export const acknowledgeUpTo = async (
  tx: Sql,
  acknowledgement: { infobaseId: string; seq: number; now: Date },
): Promise<void> => {
  await tx.query(
    `UPDATE outbox_event SET state = 'delivered', delivered_at = $3
     WHERE infobase_id = $1 AND state = 'pending' AND seq <= $2`,
    [acknowledgement.infobaseId, acknowledgement.seq, acknowledgement.now],
  );
};

const uuid = /^[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}$/i;

/** Pull: 1C refused these for good; they stay visible as rejected. An id that is none of ours is passed over. */
export const rejectEvents = async (
  tx: Sql,
  rejection: { infobaseId: string; rejected: readonly { id: string; error: string | null }[] },
): Promise<void> => {
  await tx.query(
    `UPDATE outbox_event o SET state = 'rejected', error = x."error"
     FROM jsonb_to_recordset($2::jsonb) AS x("id" uuid, "error" text)
     WHERE o.infobase_id = $1 AND o.id = x."id"`,
    [rejection.infobaseId, jsonOf(rejection.rejected.filter(({ id }) => uuid.test(id)))],
  );
};
