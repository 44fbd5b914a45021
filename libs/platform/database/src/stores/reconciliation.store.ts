import type { Sql } from '../database.ts';

export interface ReconciliationRow {
  accountId: string;
  /** Calls that started before this moment were compared. */
  comparedUntil: Date;
}

/** Makes sure that the accounts have a row; a new one begins at `from`. */
export const ensureReconciliation = async (
  sql: Sql,
  accountIds: readonly string[],
  from: Date,
): Promise<void> => {
  await sql.query(
    `INSERT INTO reconciliation (account_id, compared_until, next_at) SELECT unnest($1::text[]), $2, $2 ON CONFLICT DO NOTHING`,
    [accountIds, from],
  );
};

/** One account whose comparison is due; nobody else gets it before `leaseUntil`. */
export const claimReconciliation = async (
  sql: Sql,
  claim: { accountIds: readonly string[]; now: Date; leaseUntil: Date },
): Promise<ReconciliationRow | null> => {
  const [row] = await sql.query<ReconciliationRow>(
    `UPDATE reconciliation r SET next_at = $3 FROM (
       SELECT account_id FROM reconciliation WHERE account_id = ANY($1::text[]) AND next_at <= $2
       ORDER BY next_at LIMIT 1 FOR UPDATE SKIP LOCKED) due
     WHERE r.account_id = due.account_id
     RETURNING r.account_id AS "accountId", r.compared_until AS "comparedUntil"`,
    [claim.accountIds, claim.now, claim.leaseUntil],
  );
  return row ?? null;
};

/** The comparison got as far as `comparedUntil`; it never goes back. */
export const finishReconciliation = async (
  sql: Sql,
  { accountId, comparedUntil, nextAt }: ReconciliationRow & { nextAt: Date },
): Promise<void> => {
  await sql.query(
    `UPDATE reconciliation SET compared_until = GREATEST(compared_until, $2), next_at = $3 WHERE account_id = $1`,
    [accountId, comparedUntil, nextAt],
  );
};
