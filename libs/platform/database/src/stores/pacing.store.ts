import type { Sql } from '../database.ts';

/** Pacing of an account over all replicas. */
export interface PacingRow {
  nextCallAt: Date;
  pausedUntil: Date | null;
}

/** Makes sure that the accounts have a row. */
export const ensurePacing = async (sql: Sql, accountIds: readonly string[]): Promise<void> => {
  await sql.query(
    `INSERT INTO account_pacing (account_id, next_call_at) SELECT unnest($1::text[]), '-infinity' ON CONFLICT DO NOTHING`,
    [accountIds],
  );
};

/** The account's row, locked: one claim at a time. Null while another replica claims. */
export const lockPacing = async (tx: Sql, accountId: string): Promise<PacingRow | null> => {
  const [row] = await tx.query<PacingRow>(
    `SELECT GREATEST(next_call_at, '1970-01-01'::timestamptz) AS "nextCallAt", paused_until AS "pausedUntil"
     FROM account_pacing WHERE account_id = $1 FOR UPDATE SKIP LOCKED`,
    [accountId],
  );
  return row ?? null;
};

export const saveNextCallAt = async (tx: Sql, accountId: string, nextCallAt: Date): Promise<void> => {
  await tx.query('UPDATE account_pacing SET next_call_at = $2 WHERE account_id = $1', [
    accountId,
    nextCallAt,
  ]);
};

export interface PauseRow {
  accountId: string;
  pausedUntil: Date;
  reason: string;
}

/** Pauses of the accounts, over or not; an account that takes calls has none. */
export const pausesOf = (sql: Sql, accountIds: readonly string[]): Promise<PauseRow[]> =>
  sql.query(
    `SELECT account_id AS "accountId", paused_until AS "pausedUntil", COALESCE(reason, '') AS reason
     FROM account_pacing WHERE account_id = ANY($1::text[]) AND paused_until IS NOT NULL`,
    [accountIds],
  );

/** How many pauses in a row the account has had; its row is locked. */
export const lockFailures = async (tx: Sql, accountId: string): Promise<number> => {
  const [row] = await tx.query<{ failures: number }>(
    'SELECT failures FROM account_pacing WHERE account_id = $1 FOR UPDATE',
    [accountId],
  );
  return row?.failures ?? 0;
};

/** The provider refuses everything for now: no call of this account before `until`. A longer pause stays as it is. */
export const pauseAccount = async (
  tx: Sql,
  pause: { accountId: string; until: Date; reason: string; now: Date },
): Promise<void> => {
  await tx.query(
    `UPDATE account_pacing SET paused_until = $2, reason = $3,
       failures = failures + CASE WHEN paused_until IS NULL OR paused_until <= $4 THEN 1 ELSE 0 END
     WHERE account_id = $1 AND (paused_until IS NULL OR paused_until < $2)`,
    [pause.accountId, pause.until, pause.reason, pause.now],
  );
};

/** The provider took a call after a pause that is over: nothing speaks against further ones. */
export const endPause = async (tx: Sql, accountId: string, now: Date): Promise<void> => {
  await tx.query(
    `UPDATE account_pacing SET paused_until = NULL, reason = NULL, failures = 0
     WHERE account_id = $1 AND paused_until <= $2`,
    [accountId, now],
  );
};
