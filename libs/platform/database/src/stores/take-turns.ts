import type { Sql } from '../database.ts';

/** Always in the order of their keys, so that nobody waits for somebody who waits for him. */
const takeTurns = async (tx: Sql, keys: readonly string[], kind: number): Promise<void> => {
  if (keys.length === 0) return;
  await tx.query(
    `SELECT pg_advisory_xact_lock(hashtextextended(key, $2)) FROM (SELECT DISTINCT unnest($1::text[]) AS key ORDER BY 1) AS k`,
    [keys, kind],
  );
};

/** Makes claims about the same telephones take turns until the transaction ends. `keys`: `infobase/phone`. */
export const lockPhones = (tx: Sql, keys: readonly string[]): Promise<void> => takeTurns(tx, keys, 7);

/** Makes what 1C says about the same bookings take turns, those still unknown too. `keys`: `infobase/1C id`. */
export const lockBookingKeys = (tx: Sql, keys: readonly string[]): Promise<void> => takeTurns(tx, keys, 8);
