import { useDatabase } from '@perezvon/testing';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { explaining } from './__fixtures__/explain.ts';
import { fillTables } from './__fixtures__/full-tables.ts';
import { outboxQueries, retentionQueries } from './__fixtures__/hot-outbox-queries.ts';
import { callingQueries, inboxQueries, type HotQuery } from './__fixtures__/hot-queries.ts';
import { openTestDatabase } from './__fixtures__/test-database.ts';
import type { Database } from './database.ts';

const server = useDatabase();
let database: Database;

beforeAll(async () => {
  database = openTestDatabase(server.url);
  await fillTables(database.sql);
});
afterAll(() => database.close());

/** A few rows for ever: one of each infobase or account. */
const smallTables = new Set(['destination', 'account_pacing']);

const undone = new Error('undone');

const check = async ([, indexes, run]: HotQuery): Promise<void> => {
  const work = database.transaction(async (tx) => {
    const sql = explaining(tx);
    await run(sql);
    expect([...sql.scanned].filter((table) => !smallTables.has(table))).toEqual([]);
    expect(sql.indexes.size).toBeGreaterThan(0);
    expect([...sql.indexes]).toEqual(expect.arrayContaining([...indexes]));
    throw undone;
  });
  await expect(work).rejects.toBe(undone);
};

const title = '%s uses its index and reads no big table from end to end';

describe('with two months of three clinics in the tables', () => {
  it('notices a statement that reads a big table from end to end', async () => {
    const sql = explaining(database.sql);
    await sql.query(`SELECT id FROM booking WHERE zone = 'Asia/Tomsk'`);
    expect([...sql.scanned]).toEqual(['booking']);
  });

  it.each(inboxQueries)(title, async (...query) => check(query));
  it.each(callingQueries)(title, async (...query) => check(query));
  it.each(outboxQueries)(title, async (...query) => check(query));
  it.each(retentionQueries)(title, async (...query) => check(query));
});
