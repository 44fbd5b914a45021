import { pruneOutboxPage, type Database } from '@perezvon/database';
import { useDatabase } from '@perezvon/testing';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { createDatabases } from './__fixtures__/test-database.ts';
import { createPrune } from './use-cases/prune.ts';

const test = useDatabase();
const databases = createDatabases(() => test.url);
let database: Database;
beforeAll(() => {
  database = databases.open();
});
afterAll(() => databases.close());

const now = new Date('2026-11-21T08:00:00Z');
const prune = () =>
  createPrune({ prunePage: (request) => pruneOutboxPage(database.sql, request), clock: () => now });

const insert = (state: string, daysAgo: number, count = 1): Promise<unknown> =>
  database.sql.query(
    `INSERT INTO outbox_event (id, infobase_id, subject, type, time, data, state, next_try_at, delivered_at)
     SELECT gen_random_uuid(), 'clinic', $1, 'booking.confirmed', $2, '{}', $3, $2, CASE WHEN $3 = 'delivered' THEN $2::timestamptz END
     FROM generate_series(1, $4::int)`,
    [`${state} ${daysAgo}`, new Date(now.getTime() - daysAgo * 86_400_000), state, count],
  );
const left = async (): Promise<string[]> => {
  const rows = await database.sql.query<{ subject: string }>(
    'SELECT DISTINCT subject FROM outbox_event ORDER BY 1',
  );
  return rows.map(({ subject }) => subject);
};

describe('retention', () => {
  it('deletes delivered events after 30 days and rejected ones after 90, pending ones never', async () => {
    for (const [state, days] of [
      ['pending', 400],
      ['rejected', 91],
      ['rejected', 89],
      ['delivered', 31],
      ['delivered', 29],
    ] as const) {
      await insert(state, days);
    }
    expect(await prune()()).toEqual({ again: false });
    expect(await left()).toEqual(['delivered 29', 'pending 400', 'rejected 89']);
  });

  it('gets past a page of events that nobody fetched, and stops at what is young', async () => {
    await database.sql.query('TRUNCATE outbox_event');
    await insert('pending', 60, 1_500);
    await insert('delivered', 40, 700);
    await insert('delivered', 1, 1_000);
    await insert('delivered', 50);
    const run = prune();
    const passes: boolean[] = [];
    do passes.push((await run()).again);
    while (passes.at(-1) === true);
    expect(passes).toEqual([true, true, true, false]);
    expect(await left()).toEqual(['delivered 1', 'pending 60']);
  });
});
