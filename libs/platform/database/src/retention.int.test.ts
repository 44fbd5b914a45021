import { randomUUID } from 'node:crypto';
import { useDatabase } from '@perezvon/testing';
import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import {
  attemptRow,
  bookingVersion,
  minutesLater,
  onecEntry,
  outboxEvent,
  reminderRow,
} from './__fixtures__/rows.ts';
import { openTestDatabase } from './__fixtures__/test-database.ts';
import type { Database } from './database.ts';
import { insertAttempts } from './stores/attempts.store.ts';
import { saveBookingVersions, type BookingVersion } from './stores/bookings.store.ts';
import { insertDecisions } from './stores/decisions.store.ts';
import { finishOnecEvents, insertOnecEvents } from './stores/onec-inbox.store.ts';
import { insertOutboxEvents } from './stores/outbox.store.ts';
import { finishProviderEvents, insertProviderEvents } from './stores/provider-inbox.store.ts';
import { insertReminders, type ReminderRow } from './stores/reminders.store.ts';
import {
  pruneOnecEvents,
  pruneOutboxPage,
  prunePersonalData,
  pruneProviderEvents,
} from './stores/retention.store.ts';

const server = useDatabase();
let database: Database;

beforeAll(() => {
  database = openTestDatabase(server.url);
});
afterAll(() => database.close());
beforeEach(() =>
  database.sql.query(
    'TRUNCATE onec_event, provider_event, booking, reminder, attempt, decision, outbox_event RESTART IDENTITY CASCADE',
  ),
);

const before = minutesLater(0);
const old = minutesLater(-1);
const young = minutesLater(1);

const left = async (table: string, column = 'id'): Promise<string[]> =>
  (await database.sql.query<{ id: string }>(`SELECT ${column} AS id FROM ${table}`))
    .map(({ id }) => id)
    .sort();

/** Worked-off events go after a minute here, those that wait for a person after an hour. */
const rawEvents = (limit: number) => ({ doneBefore: before, keptBefore: minutesLater(-60), limit });
const veryOld = minutesLater(-61);

type RawState = 'done' | 'failed' | 'pending';

/** When it came, what became of it, and whether it is to go. */
const rawCases: readonly [receivedAt: Date, state: RawState, goes: boolean][] = [
  [old, 'done', true],
  [young, 'done', false],
  [old, 'failed', false],
  [veryOld, 'failed', true],
  [veryOld, 'pending', false],
];

describe('raw events go when they are old and worked off, later when they wait for a person, never while they wait for us', () => {
  const ids = rawCases.map(() => randomUUID());
  const kept = ids.filter((_, index) => rawCases[index]?.[2] === false).sort();
  const finished = rawCases.flatMap(([, state], index) =>
    state === 'pending' ? [] : [{ id: ids[index] ?? '', state, error: null, providerCallId: null }],
  );

  it('those of 1C, a page at a time', async () => {
    await insertOnecEvents(
      database.sql,
      rawCases.map(([receivedAt], index) =>
        onecEntry({ id: ids[index] ?? '', receivedAt: receivedAt.toISOString() }),
      ),
    );
    await finishOnecEvents(database.sql, finished, young);
    expect(await pruneOnecEvents(database.sql, rawEvents(1))).toBe(1);
    expect(await pruneOnecEvents(database.sql, rawEvents(10))).toBe(1);
    expect(await pruneOnecEvents(database.sql, rawEvents(10))).toBe(0);
    expect(await left('onec_event')).toEqual(kept);
  });

  it('those of providers', async () => {
    const empty = { accountId: 'robot', method: 'POST', path: '', query: '', headers: {}, bodyBase64: '' };
    await insertProviderEvents(
      database.sql,
      rawCases.map(([receivedAt], index) => ({
        ...empty,
        id: ids[index] ?? '',
        receivedAt: receivedAt.toISOString(),
      })),
    );
    await finishProviderEvents(database.sql, finished, young);
    expect(await pruneProviderEvents(database.sql, rawEvents(10))).toBe(2);
    expect(await left('provider_event')).toEqual(kept);
  });
});

describe('events for 1C', () => {
  it('go when they were delivered or refused long enough ago; what 1C was not told stays, however old', async () => {
    const events = Array.from({ length: 6 }, (_, index) => outboxEvent({ time: index < 4 ? old : young }));
    const ids = events.map(({ id }) => id);
    await insertOutboxEvents(database.sql, events);
    const set = (index: number, state: string, deliveredAt: Date | null) =>
      database.sql.query('UPDATE outbox_event SET state = $2, delivered_at = $3 WHERE id = $1', [
        ids[index],
        state,
        deliveredAt,
      ]);
    await set(0, 'delivered', old);
    await set(1, 'rejected', null);
    await set(2, 'delivered', young);
    await set(4, 'delivered', young);
    await set(5, 'rejected', null);

    const page = (after: number, limit: number) =>
      pruneOutboxPage(database.sql, { after, limit, deliveredBefore: before, rejectedBefore: before });
    expect(await page(0, 1)).toEqual({ deleted: 1, next: 1 });
    expect(await page(1, 10)).toEqual({ deleted: 1, next: null });
    expect(await left('outbox_event')).toEqual([ids[2], ids[3], ids[4], ids[5]].sort());
  });

  it('hold exactly one final event of a reminder: the database refuses a second one', async () => {
    const reminderId = randomUUID();
    const final = () => outboxEvent({ reminderId, final: true });
    await insertOutboxEvents(database.sql, [
      final(),
      outboxEvent({ reminderId }),
      outboxEvent({ reminderId }),
    ]);
    await expect(insertOutboxEvents(database.sql, [final()])).rejects.toMatchObject({
      code: '23505',
      constraint: 'outbox_event_final_key',
    });
  });
});

describe('personal data', () => {
  const book = async (
    changed: Partial<BookingVersion>,
    reminder: Partial<ReminderRow> | null = { state: 'confirmed', dueAt: null, finalAt: old },
  ): Promise<string> => {
    const version = bookingVersion({ startAt: old, now: old, ...changed });
    await saveBookingVersions(database.sql, [version]);
    if (changed.planDueAt === undefined) {
      await database.sql.query('UPDATE booking SET plan_due_at = NULL WHERE id = $1', [version.id]);
    }
    if (reminder !== null) {
      const row = reminderRow(version.id, { updatedAt: old, ...reminder });
      await insertReminders(database.sql, [row]);
      await insertAttempts(database.sql, [
        attemptRow(row.id, { state: 'ended' }),
        attemptRow(row.id, { number: 2, state: 'ended' }),
      ]);
      const entry = {
        bookingId: version.id,
        reminderId: row.id,
        at: old,
        verdict: 'end' as const,
        reason: 'answered',
      };
      await insertDecisions(database.sql, [{ ...entry, dueAt: null, trace: [] }]);
    }
    return version.id;
  };

  it('goes with everything about a booking that nobody has touched for so long', async () => {
    await book({});
    await book({}, null);
    expect(await prunePersonalData(database.sql, before, 10)).toBe(2);
    for (const table of ['booking', 'reminder', 'attempt', 'decision']) expect(await left(table)).toEqual([]);
  });

  it('stays while something is open, planned, recent or still to come', async () => {
    const kept = [
      await book({}, { state: 'waiting' }),
      await book({ planDueAt: young }),
      await book({ now: young }),
      await book({ startAt: young }),
      await book({}, { state: 'confirmed', dueAt: null, updatedAt: young }),
    ];
    await book({});
    expect(await prunePersonalData(database.sql, before, 10)).toBe(1);
    expect(await left('booking')).toEqual(kept.sort());
    expect(await left('reminder', 'booking_id')).toEqual(kept);
    expect(await left('attempt')).toHaveLength(10);
    expect(await left('decision')).toHaveLength(5);
  });

  it('goes a page at a time and leaves alone what somebody works on', async () => {
    const ids = [await book({}), await book({}), await book({})];
    await database.transaction(async (tx) => {
      await tx.query('SELECT 1 FROM booking WHERE id = $1 FOR UPDATE', [ids[0]]);
      expect(await prunePersonalData(database.sql, before, 1)).toBe(1);
      expect(await prunePersonalData(database.sql, before, 10)).toBe(1);
    });
    expect(await left('booking')).toEqual([ids[0]]);
  });
});
