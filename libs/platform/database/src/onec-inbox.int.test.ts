import { useDatabase } from '@perezvon/testing';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { onecEntry } from './__fixtures__/rows.ts';
import { openTestDatabase } from './__fixtures__/test-database.ts';
import type { Database } from './database.ts';
import {
  finishOnecEvents,
  insertOnecEvents,
  lockPendingOnecEvents,
  pendingOnecEvents,
  replayOnecEvents,
  type OnecInboxEntry,
} from './stores/onec-inbox.store.ts';

const server = useDatabase();
let database: Database;

beforeAll(() => {
  database = openTestDatabase(server.url);
});
afterAll(() => database.close());

/** Results in the order of the entries. */
const insert = async (...entries: OnecInboxEntry[]) => {
  const results = await insertOnecEvents(database.sql, entries);
  return entries.map(({ id }) => results.find((result) => result.id === id));
};

const storedIds = async (eventId: string): Promise<string[]> => {
  const rows = await database.sql.query<{ id: string }>('SELECT id FROM onec_event WHERE event_id = $1', [
    eventId,
  ]);
  return rows.map(({ id }) => id);
};

describe('the inbox for 1C', () => {
  it('keeps an event that stands twice in one batch once, and says which one is the duplicate', async () => {
    const event = onecEntry();
    const again = onecEntry({ eventId: event.eventId });
    const results = await insert(event, again);
    expect(results.map((result) => result?.fresh).sort()).toEqual([false, true]);
    expect(await storedIds(event.eventId)).toEqual([results.find((result) => result?.fresh)?.id]);
  });

  it('names the row that is there already when a later batch repeats an event', async () => {
    const event = onecEntry();
    await insert(event);
    const [again, other] = await insert(onecEntry({ eventId: event.eventId }), onecEntry());
    expect(again).toMatchObject({ fresh: false, existingId: event.id, idUsedForOtherSubject: false });
    expect(other).toMatchObject({ fresh: true, existingId: null });
    expect(await storedIds(event.eventId)).toEqual([event.id]);
  });

  it('takes the same id for another subject as another event, and tells', async () => {
    const event = onecEntry();
    await insert(event);
    const other = onecEntry({ eventId: event.eventId, subject: 'booking-2' });
    expect(await insert(other)).toMatchObject([{ fresh: true, idUsedForOtherSubject: true }]);
    expect(await storedIds(event.eventId)).toHaveLength(2);
  });

  it('tells of an id used for two subjects within one batch as well', async () => {
    const event = onecEntry();
    const other = onecEntry({ eventId: event.eventId, subject: 'booking-2' });
    const results = await insert(event, other, onecEntry());
    expect(results.map((result) => result?.fresh)).toEqual([true, true, true]);
    expect(results.map((result) => result?.idUsedForOtherSubject)).toEqual([true, true, false]);
  });

  it('does not mix up infobases, and a type of its own makes an event of its own', async () => {
    const event = onecEntry();
    const { eventId } = event;
    const results = await insert(
      event,
      onecEntry({ eventId, infobaseId: 'other' }),
      onecEntry({ eventId, type: 'booking.deleted' }),
    );
    expect(results.map((result) => result?.fresh)).toEqual([true, true, true]);
    expect(results.map((result) => result?.idUsedForOtherSubject)).toEqual([false, false, false]);
  });

  it('takes batches with the same events in opposite order at the same time without a deadlock', async () => {
    for (let round = 0; round < 20; round += 1) {
      const events = Array.from({ length: 50 }, () => onecEntry());
      const repeated = events.map(({ eventId }) => onecEntry({ eventId })).reverse();
      const results = await Promise.all([
        insertOnecEvents(database.sql, events),
        insertOnecEvents(database.sql, repeated),
      ]);
      expect(results.flat().filter(({ fresh }) => fresh)).toHaveLength(50);
    }
  });

  it('does not let a character that PostgreSQL cannot store refuse the whole batch', async () => {
    const results = await insert(onecEntry({ payload: { name: 'a\u0000b\ud800' } }), onecEntry());
    expect(results.map((result) => result?.fresh)).toEqual([true, true]);
  });

  it('hands a row out for work until it is done, and again when it is replayed', async () => {
    const [good, bad] = [onecEntry(), onecEntry()];
    const ids = [good.id, bad.id];
    await insert(good, bad);
    const work = (state: 'done' | 'failed', id: string) =>
      finishOnecEvents(
        database.sql,
        [{ id, state, error: state === 'failed' ? 'no such zone' : null }],
        new Date(),
      );
    const waiting = async () => (await lockPendingOnecEvents(database.sql, ids)).map(({ id }) => id);

    expect((await waiting()).sort()).toEqual([...ids].sort());
    await work('done', good.id);
    await work('failed', bad.id);
    expect(await waiting()).toEqual([]);
    expect(await replayOnecEvents(database.sql, ids)).toEqual([bad.id]);
    expect(await waiting()).toEqual([bad.id]);
  });

  it('lists what waits between two moments, oldest first', async () => {
    const times = ['2030-01-01T00:00:03.000Z', '2030-01-01T00:00:01.000Z', '2030-01-01T00:00:02.000Z'];
    await insert(...times.map((receivedAt) => onecEntry({ receivedAt })));
    const listed = async (after: string, before: string, limit: number) =>
      (
        await pendingOnecEvents(database.sql, { after: new Date(after), before: new Date(before), limit })
      ).map(({ receivedAt }) => receivedAt.toISOString());
    const [third, first, second] = times as [string, string, string];
    expect(await listed('2030-01-01T00:00:00Z', '2030-01-01T00:00:03Z', 10)).toEqual([first, second]);
    expect(await listed(first, '2031-01-01T00:00:00Z', 10)).toEqual([second, third]);
    expect(await listed('2030-01-01T00:00:00Z', '2031-01-01T00:00:00Z', 1)).toEqual([first]);
  });
});

describe('a plan made while the inbox was as good as empty', () => {
  const rowsRead = async ({ sql }: Database): Promise<number> => {
    await sql.query('SELECT pg_stat_force_next_flush()');
    const [row] = await sql.query<{ read: number }>(
      `SELECT seq_tup_read::int AS read FROM pg_stat_user_tables WHERE relname = 'onec_event'`,
    );
    return row?.read ?? Number.NaN;
  };

  it('reads no more of it when it has grown', async () => {
    const single = openTestDatabase(server.url, 1);
    const insertBatch = () =>
      insertOnecEvents(
        single.sql,
        Array.from({ length: 60 }, () => onecEntry()),
      );
    try {
      await single.sql.query('VACUUM ANALYZE onec_event');
      // PostgreSQL keeps a plan from the sixth time on.
      for (let n = 0; n < 20; n += 1) await insertBatch();
      const before = await rowsRead(single);
      await insertBatch();
      expect((await rowsRead(single)) - before).toBe(0);
    } finally {
      await single.close();
    }
  });
});
