import type { Database, Sql } from '@perezvon/database';
import { accountId, infobaseId } from './config-file.ts';

/** External id of the one booking per database that went through the real apps; every other is a copy of its rows. */
export const templateName = 'template';

/**
 * `planned`: due in 9 to 23 days. `due`: to be called now. `calling`: an attempt is placed, the provider's call id is the copy's
 * name.
 */
export type CopyState = 'planned' | 'due' | 'calling';

export interface CopyOptions {
  state: CopyState;
  /** Names are `PREFIX` + number. */
  prefix: string;
  count: number;
  /** The copies' telephones are 79000000000 + this + number: one for each. */
  phonesFrom: number;
}

const numbered = `
CREATE TEMP TABLE copy ON COMMIT DROP AS
SELECT n, $1 || n AS name, uuidv7() AS booking, uuidv7() AS reminder, uuidv7() AS event, (79000000000 + $3::bigint + n)::text AS phone,
  CASE WHEN $4 = 'planned' THEN now() + interval '10 days' + make_interval(mins => (n % 20000)::int)
    ELSE now() + interval '20 hours' END AS start,
  CASE $4 WHEN 'planned' THEN now() + interval '9 days' + make_interval(mins => (n % 20000)::int) WHEN 'due' THEN now() END AS due,
  CASE WHEN $4 = 'calling' THEN 'calling' ELSE 'planned' END AS state, CASE WHEN $4 = 'calling' THEN 1 ELSE 0 END AS attempts
FROM generate_series(1, $2::bigint) n`;

/** Rows of the template with a few columns changed: the form is always the one the apps write today. */
const copyRows = (table: string, changes: string, condition: string): string =>
  `INSERT INTO ${table} SELECT r.* FROM copy c, ${table} t, LATERAL jsonb_populate_record(t, jsonb_build_object(${changes})) r
   WHERE ${condition}`;

const templateBooking = `(SELECT id FROM booking WHERE external_id = '${templateName}')`;

const statements = [
  copyRows(
    'onec_event',
    `'id', c.event, 'event_id', c.name, 'subject', c.name`,
    `t.event_id = '${templateName}'`,
  ),
  copyRows(
    'booking',
    `'id', c.booking, 'external_id', c.name, 'version_id', c.event, 'start_at', c.start,
     'data', jsonb_set(jsonb_set(t.data, '{id}', to_jsonb(c.name)), '{patient,phones,0,number}', to_jsonb(c.phone))`,
    `t.external_id = '${templateName}'`,
  ),
  copyRows(
    'reminder',
    `'id', c.reminder, 'booking_id', c.booking, 'phone', c.phone, 'start_at', c.start, 'closes_at', c.start, 'due_at', c.due,
     'state', c.state, 'attempts', c.attempts`,
    `t.booking_id = ${templateBooking}`,
  ),
  copyRows(
    'decision',
    `'id', nextval('decision_id_seq'), 'booking_id', c.booking, 'reminder_id', c.reminder`,
    `t.booking_id = ${templateBooking}`,
  ),
];

const attempts = `
INSERT INTO attempt (id, infobase_id, reminder_id, number, account_id, phone, state, provider_call_id, intended_at, placed_at, deadline_at)
SELECT uuidv7(), '${infobaseId}', reminder, 1, '${accountId}', phone, 'placed', name, now(), now(), now() + interval '1 hour' FROM copy`;

const webhooks = `
INSERT INTO provider_event (id, account_id, method, path, query, headers, body, received_at)
SELECT uuidv7(), '${accountId}', 'POST', '', '', '{"content-type": "application/json"}',
  convert_to(jsonb_build_object('call_id', $1 || n, 'number_b', '79161234567', 'response', 'Успешно', 'comment', repeat('x', 410))::text,
    'UTF8'), now()
FROM generate_series(1, $2::bigint) n RETURNING id`;

/** Bulk-inserts bookings with their inbox row, reminder and decision, as if the apps had planned them. */
export const insertCopies = (database: Database, options: CopyOptions): Promise<void> =>
  database.transaction(async (tx) => {
    await tx.query(numbered, [options.prefix, options.count, options.phonesFrom, options.state]);
    for (const statement of statements) await tx.query(statement);
    if (options.state === 'calling') await tx.query(attempts);
  });

/** Webhooks about the calls of these copies, not worked off yet; returns the rows' ids. */
export const insertWebhooks = async (sql: Sql, prefix: string, count: number): Promise<string[]> => {
  const rows = await sql.query<{ id: string }>(webhooks, [prefix, count]);
  return rows.map(({ id }) => id);
};

/** Every name that a measurement makes begins with this, so that only the planned ones stay. */
export const benchPrefix = 'bench-';

const leaveOnlyPlanned = [
  'TRUNCATE provider_event, outbox_event, attempt',
  `DELETE FROM decision WHERE booking_id IN (SELECT id FROM booking WHERE external_id LIKE '${benchPrefix}%')`,
  `DELETE FROM reminder WHERE booking_id IN (SELECT id FROM booking WHERE external_id LIKE '${benchPrefix}%')`,
  `DELETE FROM booking WHERE external_id LIKE '${benchPrefix}%'`,
  `DELETE FROM onec_event WHERE event_id LIKE '${benchPrefix}%'`,
  `UPDATE account_pacing SET next_call_at = '-infinity', paused_until = NULL`,
  'VACUUM ANALYZE onec_event, booking, reminder, decision',
];

/** Takes away what a measurement left behind. */
export const clearMeasurement = async (sql: Sql): Promise<void> => {
  for (const statement of leaveOnlyPlanned) await sql.query(statement);
};
