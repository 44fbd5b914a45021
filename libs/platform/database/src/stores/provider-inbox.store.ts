import type { Sql } from '../database.ts';
import { jsonOf } from '../json-of.ts';

/** A webhook as received. `receivedAt`: ISO instant. */
export interface ProviderInboxEntry {
  id: string;
  accountId: string;
  method: string;
  path: string;
  query: string;
  headers: Readonly<Record<string, string>>;
  bodyBase64: string;
  receivedAt: string;
}

export interface ProviderInboxRow {
  id: string;
  accountId: string;
  method: string;
  path: string;
  query: string;
  headers: Record<string, string>;
  body: Uint8Array;
  receivedAt: Date;
}

const insertStatement = `
INSERT INTO provider_event (id, account_id, method, path, query, headers, body, received_at)
SELECT "id", "accountId", "method", "path", "query", "headers", decode("bodyBase64", 'base64'), "receivedAt"
FROM jsonb_to_recordset($1::jsonb) AS x("id" uuid, "accountId" text, "method" text, "path" text, "query" text,
  "headers" jsonb, "bodyBase64" text, "receivedAt" timestamptz) ORDER BY "id"
ON CONFLICT DO NOTHING`;

/** Writes webhooks, many at once; a row with a known id is left alone. Durable when it resolves. */
export const insertProviderEvents = async (
  sql: Sql,
  entries: readonly ProviderInboxEntry[],
): Promise<void> => {
  await sql.query(insertStatement, [jsonOf(entries)]);
};

const lockStatement = `
SELECT id, account_id AS "accountId", method, path, query, headers, body, received_at AS "receivedAt"
FROM provider_event WHERE id = ANY($1::uuid[]) AND state IN ('pending', 'unmatched') ORDER BY id FOR UPDATE`;

/** The rows still to be worked on, locked until the transaction ends. */
export const lockPendingProviderEvents = (tx: Sql, ids: readonly string[]): Promise<ProviderInboxRow[]> =>
  tx.query(lockStatement, [ids]);

export interface ProviderEventOutcome {
  id: string;
  /** `unmatched` waits for an attempt with this call id; `unparsed` and `failed` wait for a person. */
  state: 'done' | 'unmatched' | 'unparsed' | 'failed';
  error: string | null;
  providerCallId: string | null;
}

/** Marks rows as worked off (or why not), in the transaction of their effect. */
export const finishProviderEvents = async (
  tx: Sql,
  outcomes: readonly ProviderEventOutcome[],
  now: Date,
): Promise<void> => {
  await tx.query(
    `UPDATE provider_event AS e SET state = x."state", error = x."error", provider_call_id = x."providerCallId", processed_at = $2
     FROM jsonb_to_recordset($1::jsonb) AS x("id" uuid, "state" text, "error" text, "providerCallId" text) WHERE e.id = x."id"`,
    [jsonOf(outcomes), now],
  );
};

/** Rows that came between the two moments and still wait, oldest first: their pointer was lost with Redis, or never queued. */
export const pendingProviderEvents = (
  sql: Sql,
  span: { after: Date; before: Date; limit: number },
): Promise<{ id: string; receivedAt: Date }[]> =>
  sql.query(
    `SELECT id, received_at AS "receivedAt" FROM provider_event
     WHERE state = 'pending' AND received_at > $1 AND received_at < $2 ORDER BY received_at LIMIT $3`,
    [span.after, span.before, span.limit],
  );

/** Events of one call that outran the reply to our request. */
export const unmatchedProviderEventIds = async (
  sql: Sql,
  call: { accountId: string; providerCallId: string },
): Promise<string[]> => {
  const rows = await sql.query<{ id: string }>(
    `SELECT id FROM provider_event WHERE state = 'unmatched' AND account_id = $1 AND provider_call_id = $2`,
    [call.accountId, call.providerCallId],
  );
  return rows.map((row) => row.id);
};

/** Events that outran the reply to our own request and whose call is known by now. */
export const matchableProviderEventIds = async (sql: Sql, limit: number): Promise<string[]> => {
  const rows = await sql.query<{ id: string }>(
    `SELECT e.id FROM provider_event e WHERE e.state = 'unmatched' AND EXISTS (
       SELECT 1 FROM attempt a WHERE a.account_id = e.account_id AND a.provider_call_id = e.provider_call_id)
     LIMIT $1`,
    [limit],
  );
  return rows.map((row) => row.id);
};

/** Puts kept rows (`unparsed`, `failed`) back to work, after the adapter or its settings were mended; returns their ids. */
export const replayProviderEvents = async (sql: Sql, ids: readonly string[]): Promise<string[]> => {
  const rows = await sql.query<{ id: string }>(
    `UPDATE provider_event SET state = 'pending', error = NULL
     WHERE id = ANY($1::uuid[]) AND state IN ('unparsed', 'failed') RETURNING id`,
    [ids],
  );
  return rows.map((row) => row.id);
};

/**
 * A webhook that waits longer than `afterMs` is held up (Redis out, its worker dead); one that can't be worked off at all must not
 * hold up its account for ever.
 */
export const heldUp = { afterMs: 1_000, atMostMs: 3_600_000 };

/** Are webhooks of the account held up? Then an answer we have already acknowledged may be among them. */
export const areWebhooksHeldUp = async (
  sql: Sql,
  accountIds: readonly string[],
  now: Date,
): Promise<boolean> => {
  const before = (ms: number): Date => new Date(now.getTime() - ms);
  const [row] = await sql.query<{ waits: boolean }>(
    `SELECT EXISTS (SELECT 1 FROM provider_event WHERE state = 'pending' AND account_id = ANY($1::text[])
       AND received_at BETWEEN $2 AND $3) AS waits`,
    [accountIds, before(heldUp.atMostMs), before(heldUp.afterMs)],
  );
  return row?.waits ?? false;
};
