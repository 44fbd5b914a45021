import type { Sql } from '@perezvon/database';

/** When this infobase's event with this id came; null if it never did. */
export const findReceivedAt = async (sql: Sql, infobaseId: string, eventId: string): Promise<Date | null> => {
  const [row] = await sql.query<{ receivedAt: Date }>(
    'SELECT received_at AS "receivedAt" FROM onec_event WHERE infobase_id = $1 AND event_id = $2 LIMIT 1',
    [infobaseId, eventId],
  );
  return row?.receivedAt ?? null;
};
