import type { Sql } from '../database.ts';
import { jsonOf } from '../json-of.ts';

/** An event of 1C as received. `payload`: the event object, undecoded; `receivedAt`: ISO instant. */
export interface OnecInboxEntry {
  id: string;
  infobaseId: string;
  eventId: string;
  type: string;
  subject: string;
  payload: unknown;
  receivedAt: string;
}

export interface OnecInsertResult {
  id: string;
  /** False: the same event id, type and subject were there already. */
  fresh: boolean;
  /** Id of the row that was there already; null when fresh, or when it was committed this very moment. */
  existingId: string | null;
  /** The same event id was used for another subject: a badly written client. */
  idUsedForOtherSubject: boolean;
}

const entryColumns =
  '"id" uuid, "infobaseId" text, "eventId" text, "type" text, "subject" text, "payload" jsonb, "receivedAt" timestamptz';

const insertStatement = `
WITH input AS (SELECT * FROM jsonb_to_recordset($1::jsonb) AS x(${entryColumns})),
inserted AS (
  INSERT INTO onec_event (id, infobase_id, event_id, type, subject, payload, received_at)
  SELECT "id", "infobaseId", "eventId", "type", "subject", "payload", "receivedAt" FROM input
  ORDER BY "infobaseId", "eventId", "type", "subject"
  ON CONFLICT DO NOTHING RETURNING id
)
SELECT i."id", (n.id IS NOT NULL) AS fresh, e.id AS "existingId",
  EXISTS (SELECT 1 FROM onec_event o WHERE o.infobase_id = i."infobaseId" AND o.event_id = i."eventId" AND o.subject <> i."subject")
    OR EXISTS (SELECT 1 FROM input o WHERE o."infobaseId" = i."infobaseId" AND o."eventId" = i."eventId" AND o."subject" <> i."subject")
    AS "idUsedForOtherSubject"
FROM input i
LEFT JOIN inserted n ON n.id = i."id"
LEFT JOIN onec_event e ON n.id IS NULL AND e.infobase_id = i."infobaseId" AND e.event_id = i."eventId"
  AND e.type = i."type" AND e.subject = i."subject"`;

/**
 * Writes what 1C posted, many at once (in the order of their key, so that batches written at the same time don't lock each other
 * out); the same (infobase, event id, type, subject) twice is kept once. Durable when it resolves.
 */
export const insertOnecEvents = (sql: Sql, entries: readonly OnecInboxEntry[]): Promise<OnecInsertResult[]> =>
  sql.query<OnecInsertResult>(insertStatement, [jsonOf(entries)]);

const lockStatement = `
SELECT id, infobase_id AS "infobaseId", event_id AS "eventId", type, subject, payload, received_at AS "receivedAt"
FROM onec_event WHERE id = ANY($1::uuid[]) AND state = 'pending' ORDER BY id FOR UPDATE`;

/** The rows still to be worked on, locked until the transaction ends: an event takes effect once however often it is queued. */
export const lockPendingOnecEvents = (
  tx: Sql,
  ids: readonly string[],
): Promise<(Omit<OnecInboxEntry, 'receivedAt'> & { receivedAt: Date })[]> => tx.query(lockStatement, [ids]);

export interface InboxOutcome {
  id: string;
  state: 'done' | 'failed';
  error: string | null;
}

/** Marks rows as worked off, in the transaction of their effect. */
export const finishOnecEvents = async (
  tx: Sql,
  outcomes: readonly InboxOutcome[],
  now: Date,
): Promise<void> => {
  await tx.query(
    `UPDATE onec_event AS e SET state = x."state", error = x."error", processed_at = $2
     FROM jsonb_to_recordset($1::jsonb) AS x("id" uuid, "state" text, "error" text) WHERE e.id = x."id"`,
    [jsonOf(outcomes), now],
  );
};

/** Rows that came between the two moments and still wait, oldest first: their pointer was lost with Redis, or never queued. */
export const pendingOnecEvents = (
  sql: Sql,
  span: { after: Date; before: Date; limit: number },
): Promise<{ id: string; receivedAt: Date }[]> =>
  sql.query(
    `SELECT id, received_at AS "receivedAt" FROM onec_event
     WHERE state = 'pending' AND received_at > $1 AND received_at < $2 ORDER BY received_at LIMIT $3`,
    [span.after, span.before, span.limit],
  );

/** Puts failed rows back to work; returns their ids. */
export const replayOnecEvents = async (sql: Sql, ids: readonly string[]): Promise<string[]> => {
  const rows = await sql.query<{ id: string }>(
    `UPDATE onec_event SET state = 'pending', error = NULL WHERE id = ANY($1::uuid[]) AND state = 'failed' RETURNING id`,
    [ids],
  );
  return rows.map((row) => row.id);
};
