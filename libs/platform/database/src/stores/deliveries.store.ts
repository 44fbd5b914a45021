import type { Sql } from '../database.ts';
import { jsonOf } from '../json-of.ts';
import type { NumberedOutboxEvent } from './outbox.store.ts';

/*
 * A lease is a batch on its way to 1C: `lease_id` and `lease_until`. A batch that 1C could not digest leaves its `lease_id`
 * behind without a `lease_until`: such an event is *set aside*, it goes alone from now on, so that the one event at which
 * 1C's handler fails holds up nobody but its own subject.
 */

const setAside = (alias: string): string =>
  `(${alias}.lease_id IS NOT NULL AND ${alias}.lease_until IS NULL)`;

/** Batches of this infobase that are on their way to 1C right now. */
export const countLeases = async (tx: Sql, infobaseId: string, now: Date): Promise<number> => {
  const [row] = await tx.query<{ count: number }>(
    `SELECT count(DISTINCT lease_id)::int AS count FROM outbox_event
     WHERE infobase_id = $1 AND state = 'pending' AND lease_id IS NOT NULL AND lease_until > $2`,
    [infobaseId, now],
  );
  return row?.count ?? 0;
};

export interface LeaseRequest {
  infobaseId: string;
  leaseId: string;
  now: Date;
  until: Date;
  /** Events at the most. */
  limit: number;
  /** The last number given in this infobase. */
  lastSeq: number;
  /** One event only, to see whether 1C is well: preferably one that nothing has happened to yet. */
  probe: boolean;
}

/** `alone`: it was set aside before. */
export type LeasedEvent = NumberedOutboxEvent & { alone: boolean };

const isDue = `e.infobase_id = $1 AND e.state = 'pending' AND e.next_try_at <= $3 AND (e.lease_until IS NULL OR e.lease_until <= $3)`;
/**
 * No earlier undelivered event of the same subject: 1C may keep the later one of a batch and not the earlier one, so they never
 * travel together. LIMIT keeps PostgreSQL from making a join of it: without fresh statistics it then reads the whole backlog
 * (200 000 events: 5 s instead of 1 ms).
 */
const noEarlier = `(SELECT true FROM outbox_event p
  WHERE p.infobase_id = e.infobase_id AND p.subject = e.subject AND p.state = 'pending' AND p.ord < e.ord LIMIT 1) IS NULL`;

/** In the order of writing. The first one decides: set aside → it alone, else those that are not set aside. */
const dueBatch = `
  candidate AS (
    SELECT e.ord, e.seq, ${setAside('e')} AS alone FROM outbox_event e
    WHERE ${isDue} AND ${noEarlier}
    ORDER BY e.ord LIMIT $5),
  ranked AS (
    SELECT *, first_value(alone) OVER (ORDER BY ord) AS lone, row_number() OVER (ORDER BY ord) AS place FROM candidate),
  due AS (SELECT ord, seq, alone FROM ranked WHERE CASE WHEN lone THEN place = 1 ELSE NOT alone END)`;

/** The oldest event that heads its subject and is not set aside, else the least tried one of the others. */
const dueProbe = `
  fresh AS (
    SELECT e.ord, e.seq, false AS alone FROM outbox_event e
    WHERE ${isDue} AND NOT ${setAside('e')} AND ${noEarlier}
    ORDER BY e.ord LIMIT $5),
  other AS (
    SELECT e.ord, e.seq, true AS alone FROM outbox_event e
    WHERE ${isDue} AND ${setAside('e')} AND NOT EXISTS (SELECT 1 FROM fresh) AND ${noEarlier}
    ORDER BY e.tries, e.ord LIMIT $5),
  due AS (SELECT * FROM fresh UNION ALL SELECT * FROM other)`;

const leaseStatement = (due: string): string =>
  `WITH ${due},
   numbered AS (
     SELECT ord, alone, COALESCE(seq, $6::bigint + row_number() OVER (PARTITION BY seq IS NULL ORDER BY ord)) AS seq FROM due),
   leased AS (
     UPDATE outbox_event o SET seq = n.seq, lease_id = $2, lease_until = $4
     FROM numbered n WHERE o.ord = n.ord AND o.state = 'pending'
     RETURNING o.ord, o.id, o.infobase_id AS "infobaseId", o.seq::float8 AS seq, o.subject, o.type, o.time, o.data, o.tries, n.alone)
   SELECT id, "infobaseId", seq, subject, type, time, data, tries, alone FROM leased ORDER BY ord`;

const batchStatement = leaseStatement(dueBatch);
const probeStatement = leaseStatement(dueProbe);

/**
 * Leases the next events of an infobase, in the order of writing, and numbers those that have no number yet. A subject
 * whose earlier event is on its way or waits for a retry is passed over. Lock the destination first.
 */
export const leaseEvents = (tx: Sql, lease: LeaseRequest): Promise<LeasedEvent[]> =>
  tx.query(lease.probe ? probeStatement : batchStatement, [
    lease.infobaseId,
    lease.leaseId,
    lease.now,
    lease.until,
    lease.probe ? 1 : lease.limit,
    lease.lastSeq,
  ]);

/** How one event fared. `pending` is tried again at `nextTryAt`. */
export interface DeliveryOutcome {
  id: string;
  state: 'delivered' | 'rejected' | 'pending';
  nextTryAt: Date;
  error: string | null;
}

/** Ends the lease of these events; what another claim took over meanwhile is left to it unless it is delivered. */
export const finishEvents = async (
  tx: Sql,
  finish: { leaseId: string; outcomes: readonly DeliveryOutcome[]; now: Date },
): Promise<void> => {
  await tx.query(
    `UPDATE outbox_event o SET state = x."state", error = x."error", next_try_at = x."nextTryAt", lease_id = NULL, lease_until = NULL,
       tries = o.tries + 1, delivered_at = CASE WHEN x."state" = 'delivered' THEN $3::timestamptz END
     FROM jsonb_to_recordset($1::jsonb) AS x("id" uuid, "state" text, "nextTryAt" timestamptz, "error" text)
     WHERE o.id = x."id" AND o.state = 'pending' AND (o.lease_id = $2 OR x."state" = 'delivered')`,
    [jsonOf(finish.outcomes), finish.leaseId, finish.now],
  );
};

export interface EventReturn {
  leaseId: string;
  ids: readonly string[];
  /** Set them aside: each goes alone from now on. */
  alone: boolean;
  /** When they may be tried again; null: nothing changes, they are due whenever the destination is. */
  putOffUntil: Date | null;
  /** Null: the last error stays. */
  error: string | null;
}

/** Gives leased events back: they were not sent, or the batch failed as a whole. */
export const returnEvents = async (tx: Sql, events: EventReturn): Promise<void> => {
  await tx.query(
    `UPDATE outbox_event SET lease_until = NULL, lease_id = CASE WHEN $3::boolean THEN lease_id END, error = COALESCE($5, error),
       next_try_at = COALESCE($4::timestamptz, next_try_at), tries = tries + CASE WHEN $4::timestamptz IS NULL THEN 0 ELSE 1 END
     WHERE id = ANY($2::uuid[]) AND lease_id = $1 AND state = 'pending'`,
    [events.leaseId, events.ids, events.alone, events.putOffUntil, events.error],
  );
};

/** 1C answers again: what waited only because it did not is due now. */
export const resumeSetAside = async (tx: Sql, infobaseId: string, now: Date): Promise<void> => {
  await tx.query(
    `UPDATE outbox_event e SET next_try_at = $2
     WHERE e.infobase_id = $1 AND e.state = 'pending' AND ${setAside('e')} AND e.next_try_at > $2`,
    [infobaseId, now],
  );
};

/** Those of the infobases that have something to deliver now. */
export const infobasesWithDueEvents = async (
  sql: Sql,
  query: { infobaseIds: readonly string[]; now: Date },
): Promise<string[]> => {
  const rows = await sql.query<{ id: string }>(
    `SELECT d.infobase_id AS id FROM destination d
     WHERE d.infobase_id = ANY($1::text[]) AND d.next_try_at <= $2 AND d.state <> 'disabled' AND EXISTS (
       SELECT 1 FROM outbox_event e WHERE e.infobase_id = d.infobase_id AND e.state = 'pending' AND e.next_try_at <= $2
         AND (e.lease_until IS NULL OR e.lease_until <= $2))`,
    [query.infobaseIds, query.now],
  );
  return rows.map((row) => row.id);
};

/** A new start may mean a new configuration: what 1C refused for good (410) is probed again at the destination's next time. */
export const reopenDestinations = async (sql: Sql, infobaseIds: readonly string[]): Promise<void> => {
  await sql.query(
    `UPDATE destination SET state = 'paused' WHERE state = 'disabled' AND infobase_id = ANY($1::text[])`,
    [infobaseIds],
  );
};

export interface OldestPending {
  infobaseId: string;
  /** When the oldest event happened that 1C was not told; null: it knows everything. */
  time: Date | null;
  state: string;
}

/** How far 1C is behind, by infobase. */
export const oldestPending = (sql: Sql, infobaseIds: readonly string[]): Promise<OldestPending[]> =>
  sql.query(
    `SELECT d.infobase_id AS "infobaseId", d.state, (
       SELECT e.time FROM outbox_event e WHERE e.infobase_id = d.infobase_id AND e.state = 'pending' ORDER BY e.ord LIMIT 1) AS time
     FROM destination d WHERE d.infobase_id = ANY($1::text[])`,
    [infobaseIds],
  );
