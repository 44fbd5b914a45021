import type { Sql } from '../database.ts';

/** A raw event that took no effect and waits for a person. No body: it may hold names and telephones. */
export interface KeptEvent {
  kind: 'onec' | 'provider' | 'outbox';
  id: string;
  /** Infobase or account. */
  owner: string;
  state: string;
  at: Date;
  /** Event type, or the webhook's method and path. */
  what: string;
  error: string | null;
}

/** Raw events that failed, could not be parsed or matched, and outbox events 1C refused; newest first. */
export const keptEvents = (sql: Sql, limit: number): Promise<KeptEvent[]> =>
  sql.query(
    `(SELECT 'onec' AS kind, id, infobase_id AS owner, state, received_at AS at, type AS what, error
        FROM onec_event WHERE state = 'failed' ORDER BY received_at DESC LIMIT $1)
     UNION ALL
     (SELECT 'provider', id, account_id, state, received_at, method || ' ' || path, error
        FROM provider_event WHERE state IN ('unparsed', 'failed', 'unmatched') ORDER BY received_at DESC LIMIT $1)
     UNION ALL
     (SELECT 'outbox', id, infobase_id, state, time, type, error
        FROM outbox_event WHERE state = 'rejected' ORDER BY ord DESC LIMIT $1)
     ORDER BY at DESC LIMIT $1`,
    [limit],
  );

/** Puts refused outbox events back into delivery; returns their ids. */
export const replayOutboxEvents = async (sql: Sql, ids: readonly string[], now: Date): Promise<string[]> => {
  const rows = await sql.query<{ id: string }>(
    `UPDATE outbox_event SET state = 'pending', error = NULL, next_try_at = $2
     WHERE id = ANY($1::uuid[]) AND state = 'rejected' RETURNING id`,
    [ids, now],
  );
  return rows.map((row) => row.id);
};
