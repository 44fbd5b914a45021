import type { Sql } from '../database.ts';

/** Which account the infobase calls through; null when it was never switched. */
export const callingAccount = async (sql: Sql, infobaseId: string): Promise<string | null> => {
  const [row] = await sql.query<{ accountId: string }>(
    'SELECT account_id AS "accountId" FROM calling_account WHERE infobase_id = $1',
    [infobaseId],
  );
  return row?.accountId ?? null;
};

/** Which account the infobase calls through, its row locked; `first` when it was never switched. Null while another replica switches. */
export const lockCallingAccount = async (
  tx: Sql,
  { infobaseId, first, now }: { infobaseId: string; first: string; now: Date },
): Promise<string | null> => {
  await tx.query(
    'INSERT INTO calling_account (infobase_id, account_id, since) VALUES ($1, $2, $3) ON CONFLICT DO NOTHING',
    [infobaseId, first, now],
  );
  const [row] = await tx.query<{ accountId: string }>(
    'SELECT account_id AS "accountId" FROM calling_account WHERE infobase_id = $1 FOR UPDATE SKIP LOCKED',
    [infobaseId],
  );
  return row?.accountId ?? null;
};

export const saveCallingAccount = async (
  tx: Sql,
  { infobaseId, accountId, now }: { infobaseId: string; accountId: string; now: Date },
): Promise<void> => {
  await tx.query('UPDATE calling_account SET account_id = $2, since = $3 WHERE infobase_id = $1', [
    infobaseId,
    accountId,
    now,
  ]);
};

export interface MoveDueReminders {
  infobaseId: string;
  from: string;
  to: string;
  now: Date;
  limit: number;
  /** How many of them, those whose window closes first, stay where they are. */
  keep: number;
}

/** Gives due reminders to another account; those that a claim holds are left to it. Returns how many. */
export const moveDueReminders = async (tx: Sql, move: MoveDueReminders): Promise<number> => {
  const rows = await tx.query(
    `WITH due AS (
       SELECT id FROM reminder WHERE account_id = $1 AND due_at <= $2 AND infobase_id = $3
       ORDER BY closes_at, id OFFSET $4 LIMIT $5 FOR UPDATE SKIP LOCKED)
     UPDATE reminder r SET account_id = $6 FROM due WHERE r.id = due.id RETURNING r.id`,
    [move.from, move.now, move.infobaseId, move.keep, move.limit, move.to],
  );
  return rows.length;
};
