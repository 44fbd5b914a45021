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

/** The provider refuses everything for now: no call of this account before `until`. A longer pause stays as it is. */
export const pauseAccount = async (
  tx: Sql,
  pause: { accountId: string; until: Date; reason: string },
): Promise<void> => {
  await tx.query(
    `UPDATE account_pacing SET paused_until = $2, reason = $3
     WHERE account_id = $1 AND (paused_until IS NULL OR paused_until < $2)`,
    [pause.accountId, pause.until, pause.reason],
  );
};
