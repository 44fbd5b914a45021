import type { Sql } from '../database.ts';

export interface PruneRequest {
  /** Where the last page ended; 0 at the beginning. */
  after: number;
  /** Rows looked at. */
  limit: number;
  deliveredBefore: Date;
  rejectedBefore: Date;
}

export interface PrunedPage {
  deleted: number;
  /** The next page begins after this; null: everything old enough to matter has been looked at. */
  next: number | null;
}

/**
 * Looks at one page of the outbox in the order of writing and deletes what is done and old: constant work, however many old
 * events wait for an infobase that does not fetch them. Pending events are never deleted.
 */
export const pruneOutboxPage = async (sql: Sql, request: PruneRequest): Promise<PrunedPage> => {
  const [row] = await sql.query<{
    deleted: number;
    looked: number;
    last: number | null;
    anyOld: boolean | null;
  }>(
    `WITH page AS (SELECT ord, state, time, delivered_at FROM outbox_event WHERE ord > $1 ORDER BY ord LIMIT $2),
     gone AS (
       DELETE FROM outbox_event o USING page p WHERE o.ord = p.ord AND o.state = p.state
         AND ((p.state = 'delivered' AND p.delivered_at < $3) OR (p.state = 'rejected' AND p.time < $4)) RETURNING 1)
     SELECT (SELECT count(*) FROM gone)::int AS deleted, count(*)::int AS looked, max(ord)::float8 AS last,
       bool_or(time < $3) AS "anyOld" FROM page`,
    [request.after, request.limit, request.deliveredBefore, request.rejectedBefore],
  );
  const more = row !== undefined && row.looked === request.limit && row.anyOld === true;
  return { deleted: row?.deleted ?? 0, next: more ? row.last : null };
};

/** Raw events worked off before `doneBefore` go; those that wait for a person stay until `keptBefore`. */
export interface RawEventPrune {
  doneBefore: Date;
  keptBefore: Date;
  limit: number;
}

/** Deletes old raw events of 1C, at most `limit`; returns how many went. */
export const pruneOnecEvents = async (sql: Sql, prune: RawEventPrune): Promise<number> => {
  const rows = await sql.query<{ id: string }>(
    `DELETE FROM onec_event WHERE id = ANY(ARRAY(
       SELECT id FROM onec_event WHERE received_at < $1 AND (state = 'done' OR (state <> 'pending' AND received_at < $2))
       LIMIT $3)) RETURNING id`,
    [prune.doneBefore, prune.keptBefore, prune.limit],
  );
  return rows.length;
};

/** Deletes old raw webhooks, at most `limit`; returns how many went. */
export const pruneProviderEvents = async (sql: Sql, prune: RawEventPrune): Promise<number> => {
  const rows = await sql.query<{ id: string }>(
    `DELETE FROM provider_event WHERE id = ANY(ARRAY(
       SELECT id FROM provider_event WHERE received_at < $1 AND (state = 'done' OR (state <> 'pending' AND received_at < $2))
       LIMIT $3)) RETURNING id`,
    [prune.doneBefore, prune.keptBefore, prune.limit],
  );
  return rows.length;
};

/**
 * Deletes bookings nobody wrote or called about since `before`, with their reminders, attempts and decisions: the personal data.
 * A booking with an open reminder stays. At most `limit`; returns how many went.
 */
export const prunePersonalData = async (sql: Sql, before: Date, limit: number): Promise<number> => {
  const rows = await sql.query<{ id: string }>(
    `WITH old AS (
       SELECT b.id FROM booking b WHERE b.updated_at < $1 AND b.plan_due_at IS NULL AND (b.start_at IS NULL OR b.start_at < $1)
         AND NOT EXISTS (SELECT 1 FROM reminder r WHERE r.booking_id = b.id
           AND (r.state IN ('planned', 'calling', 'waiting') OR r.updated_at >= $1))
       LIMIT $2 FOR UPDATE SKIP LOCKED),
     gone_decisions AS (DELETE FROM decision d USING old WHERE d.booking_id = old.id),
     gone_attempts AS (DELETE FROM attempt a USING reminder r, old WHERE a.reminder_id = r.id AND r.booking_id = old.id),
     gone_reminders AS (DELETE FROM reminder r USING old WHERE r.booking_id = old.id)
     DELETE FROM booking b USING old WHERE b.id = old.id RETURNING b.id`,
    [before, limit],
  );
  return rows.length;
};
