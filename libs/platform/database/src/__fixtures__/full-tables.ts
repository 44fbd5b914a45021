import type { Sql } from '../database.ts';

/** The moment at which the tables are full: most of what is in them happened before, and is over. */
export const now = new Date('2026-06-04T12:00:00Z');

export const daysAgo = (days: number): Date => new Date(now.getTime() - days * 86_400_000);

export const some = <Item>(count: number, make: (n: number) => Item): Item[] =>
  Array.from({ length: count }, (_, n) => make(n));

/** A uuid for a number: `uuidOf('b', 1)` is what `uuid_of('b', 1)` is in SQL. */
export const uuidOf = (kind: 'a' | 'b' | 'e' | 'r' | 'o', n: number): string =>
  `0190000${kindDigits[kind]}-0000-7000-8000-${String(n).padStart(12, '0')}`;

const kindDigits = { a: '1', b: '2', e: '3', r: '4', o: '5' } as const;

const sqlUuid = (kind: keyof typeof kindDigits, n: string): string =>
  `('0190000${kindDigits[kind]}-0000-7000-8000-' || lpad((${n})::text, 12, '0'))::uuid`;

/** `n` counts up to 60 000 rows over 60 days: a row for every 86 seconds, the last ones of today. */
const at = `'2026-04-05T12:00:00Z'::timestamptz + n * interval '86.4 seconds'`;

const statements = [
  `INSERT INTO onec_event (id, infobase_id, event_id, type, subject, payload, received_at, state, processed_at)
   SELECT ${sqlUuid('e', 'n')}, 'clinic-' || n % 3, 'event-' || n, 'booking', 'booking-' || n / 2, '{"id": 1}', ${at},
     CASE WHEN n > 59800 THEN 'pending' WHEN n % 1000 = 0 THEN 'failed' ELSE 'done' END, ${at}
   FROM generate_series(1, 60000) AS n`,
  `INSERT INTO provider_event (id, account_id, method, path, query, headers, body, received_at, state, provider_call_id, processed_at)
   SELECT ${sqlUuid('e', 'n')}, 'robot-' || n % 2, 'POST', '', '', '{}', '\\x7b7d', ${at},
     CASE WHEN n > 59800 THEN 'pending' WHEN n % 500 = 0 THEN 'unmatched' WHEN n % 1000 = 1 THEN 'unparsed' ELSE 'done' END,
     CASE WHEN n % 500 = 0 THEN 'unknown-' || n END, ${at}
   FROM generate_series(1, 60000) AS n`,
  `INSERT INTO booking (id, infobase_id, external_id, version_at, version_id, status, start_at, zone, data, plan_due_at, created_at, updated_at)
   SELECT ${sqlUuid('b', 'n')}, 'clinic-' || n % 3, 'booking-' || n, ${at}, ${sqlUuid('e', 'n')}, 'planned', ${at} + interval '1 day',
     'Europe/Moscow', jsonb_build_object('id', 'booking-' || n, 'comment', repeat('x', 500)),
     CASE WHEN n > 59900 THEN ${at} END, ${at}, ${at}
   FROM (SELECT 2 * k AS n FROM generate_series(1, 30000) AS k) AS numbers`,
  `INSERT INTO reminder (id, infobase_id, booking_id, origin, account_id, phone, start_at, zone, state, due_at, closes_at, max_attempts,
     attempts, final_at, created_at, updated_at)
   SELECT ${sqlUuid('r', 'n')}, 'clinic-' || n % 3, ${sqlUuid('b', 'n')}, 'booking', 'robot-' || n % 2, '7999' || lpad(n::text, 7, '0'),
     ${at}, 'Europe/Moscow', CASE WHEN n > 58000 THEN 'planned' ELSE 'not_reached' END, CASE WHEN n > 58000 THEN ${at} + interval '1 day' END,
     ${at} + interval '1 day', 3, 2, CASE WHEN n > 58000 THEN NULL ELSE ${at} END, ${at}, ${at}
   FROM (SELECT 2 * k AS n FROM generate_series(1, 30000) AS k) AS numbers`,
  `INSERT INTO attempt (id, infobase_id, reminder_id, number, account_id, phone, state, provider_call_id, intended_at, deadline_at, ended_at, outcome)
   SELECT ${sqlUuid('a', 'n')}, 'clinic-' || n % 3, ${sqlUuid('r', 'n / 2 * 2')}, n % 2 + 1, 'robot-' || n % 2, '7999' || lpad(n::text, 7, '0'),
     CASE WHEN n > 59960 THEN 'placed' ELSE 'ended' END, 'call-' || n, ${at}, ${at} + interval '10 minutes', ${at}, 'no_answer'
   FROM generate_series(2, 60000) AS n`,
  `INSERT INTO decision (booking_id, reminder_id, at, verdict, reason, trace)
   SELECT ${sqlUuid('b', 'n / 2 * 2')}, ${sqlUuid('r', 'n / 2 * 2')}, ${at}, 'wait', 'wait', '[]' FROM generate_series(2, 60000) AS n`,
  // clinic-0 and clinic-1 are told at once; clinic-2 has fetched nothing for weeks.
  `INSERT INTO outbox_event (id, infobase_id, seq, subject, type, time, data, reminder_id, final, state, next_try_at, delivered_at)
   SELECT ${sqlUuid('o', 'n')}, 'clinic-' || n % 3, CASE WHEN n <= 59900 THEN n END, 'booking-' || n / 2, 'booking.no_answer', ${at}, '{}',
     ${sqlUuid('r', 'n')}, n % 2 = 0, CASE WHEN n > 59900 OR (n % 3 = 2 AND n > 30000) THEN 'pending' ELSE 'delivered' END, 'epoch', ${at}
   FROM generate_series(1, 60000) AS n`,
  `INSERT INTO destination (infobase_id, last_seq) SELECT 'clinic-' || n, 59900 FROM generate_series(0, 2) AS n`,
  `INSERT INTO account_pacing (account_id, next_call_at) SELECT 'robot-' || n, '-infinity' FROM generate_series(0, 1) AS n`,
  'ANALYZE',
];

/** Two months of three clinics: some ten thousand rows a table, the last few of which are still to be worked on. */
export const fillTables = async (sql: Sql): Promise<void> => {
  for (const statement of statements) await sql.query(statement);
};
