import { randomUUID } from 'node:crypto';
import type { Booking } from '@perezvon/contracts-events';
import { useDatabase } from '@perezvon/testing';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { at, bookingVersion, infobaseId, minutesLater } from './__fixtures__/rows.ts';
import { openTestDatabase } from './__fixtures__/test-database.ts';
import type { Database } from './database.ts';
import {
  bookingByExternalId,
  claimBookingsToPlan,
  ensureBooking,
  saveBookingCommands,
  saveBookingVersions,
  updateBookings,
  type BookingCommand,
  type BookingRow,
  type BookingVersion,
} from './stores/bookings.store.ts';

const server = useDatabase();
let database: Database;

beforeAll(() => {
  database = openTestDatabase(server.url);
});
afterAll(() => database.close());

const known = async (externalId: string): Promise<BookingRow> => {
  const row = await bookingByExternalId(database.sql, infobaseId, externalId);
  if (row === null) throw new Error('no such booking');
  return row;
};

const save = async (versions: readonly BookingVersion[]): Promise<void> => {
  for (const version of versions) await saveBookingVersions(database.sql, [version]);
};

const orders = <Item>(items: readonly Item[]): Item[][] =>
  items.length < 2
    ? [[...items]]
    : items.flatMap((item, index) => orders(items.toSpliced(index, 1)).map((rest) => [item, ...rest]));

const dataOf = (comment: string): Booking => ({ comment }) as Booking;

describe('versions of a booking', () => {
  const written = (externalId: string, minute: number): BookingVersion =>
    bookingVersion({
      externalId,
      versionAt: minutesLater(minute),
      number: `number-${minute}`,
      status: minute === 1 ? 'planned' : 'cancelled',
      startAt: minutesLater(60 + minute),
      data: dataOf(`written ${minute}`),
    });
  const deleted = (externalId: string, minute: number): BookingVersion =>
    bookingVersion({
      externalId,
      versionAt: minutesLater(minute),
      deleted: true,
      number: null,
      status: 'cancelled',
      startAt: null,
      data: null,
    });

  it('end in the newest one in every order of arrival', async () => {
    for (const order of orders([1, 2, 3])) {
      const externalId = randomUUID();
      await save(order.map((minute) => written(externalId, minute)));
      expect(await known(externalId)).toMatchObject({
        versionAt: minutesLater(3),
        number: 'number-3',
        status: 'cancelled',
        startAt: minutesLater(63),
        data: dataOf('written 3'),
        deleted: false,
      });
    }
  });

  it('end in a deletion in every order of arrival when it is the newest', async () => {
    for (const order of orders([1, 2, 3])) {
      const externalId = randomUUID();
      await save(order.map((minute) => (minute === 3 ? deleted : written)(externalId, minute)));
      expect(await known(externalId)).toMatchObject({ versionAt: minutesLater(3), deleted: true });
    }
  });

  it('end in what was written after a deletion in every order of arrival', async () => {
    for (const order of orders([1, 2, 3])) {
      const externalId = randomUUID();
      await save(order.map((minute) => (minute === 2 ? deleted : written)(externalId, minute)));
      expect(await known(externalId)).toMatchObject({
        deleted: false,
        data: dataOf('written 3'),
        status: 'cancelled',
      });
    }
  });

  it('keep in a deletion what was known before it', async () => {
    const externalId = randomUUID();
    await save([written(externalId, 1), deleted(externalId, 2)]);
    expect(await known(externalId)).toMatchObject({
      deleted: true,
      number: 'number-1',
      status: 'planned',
      startAt: minutesLater(61),
      data: dataOf('written 1'),
    });
  });

  it('of the same moment are told apart by the id of their inbox row, whichever comes first', async () => {
    const ids = ['01900000-0000-7000-8000-000000000001', '01900000-0000-7000-8000-000000000002'];
    for (const order of orders(ids)) {
      const externalId = randomUUID();
      await save(
        order.map((versionId) => bookingVersion({ externalId, versionId, number: versionId.slice(-1) })),
      );
      expect(await known(externalId)).toMatchObject({ versionId: ids[1], number: '2' });
    }
  });

  it('start the debounce once: what comes while it runs does not prolong it, what is stale starts none', async () => {
    const externalId = randomUUID();
    const versionAt = (minute: number) => ({
      ...written(externalId, minute),
      planDueAt: minutesLater(minute),
    });
    const first = [versionAt(5), versionAt(6)];
    await save(first);
    expect((await known(externalId)).planDueAt).toEqual(minutesLater(5));
    await updateBookings(database.sql, [{ ...(await known(externalId)), planDueAt: null }]);
    await save(first);
    expect((await known(externalId)).planDueAt).toBeNull();
    await save([versionAt(7)]);
    expect((await known(externalId)).planDueAt).toEqual(minutesLater(7));
  });

  it('of many bookings are saved in one statement, each by its own age', async () => {
    const [older, newer] = [randomUUID(), randomUUID()];
    await save([written(older, 2)]);
    await saveBookingVersions(database.sql, [written(older, 1), written(newer, 1)]);
    expect([(await known(older)).number, (await known(newer)).number]).toEqual(['number-2', 'number-1']);
  });
});

describe('commands about a booking', () => {
  const command = (externalId: string, minute: number, asked: 'stop' | 'call'): BookingCommand => ({
    id: randomUUID(),
    infobaseId,
    externalId,
    zone: 'Europe/Moscow',
    commandAt: minutesLater(minute),
    commandId: randomUUID(),
    stopped: asked === 'stop',
    callNow: asked === 'call',
    now: minutesLater(minute),
  });

  it('end in the newest one in every order of arrival, before or after the booking itself', async () => {
    for (const order of orders([1, 2, 3, 'booking'] as const)) {
      const externalId = randomUUID();
      for (const step of order) {
        if (step === 'booking') await save([bookingVersion({ externalId, data: dataOf('known') })]);
        else
          await saveBookingCommands(database.sql, [command(externalId, step, step === 3 ? 'stop' : 'call')]);
      }
      expect(await known(externalId)).toMatchObject({ stopped: true, callNow: false, data: dataOf('known') });
    }
  });

  it('have the booking planned at once, whatever its debounce says', async () => {
    const externalId = randomUUID();
    await save([bookingVersion({ externalId, planDueAt: minutesLater(60) })]);
    await saveBookingCommands(database.sql, [command(externalId, 1, 'call')]);
    expect(await known(externalId)).toMatchObject({ callNow: true, planDueAt: minutesLater(1) });
  });

  it('do not come back when an old one is repeated after the planning', async () => {
    const externalId = randomUUID();
    const asked = command(externalId, 1, 'call');
    await save([bookingVersion({ externalId })]);
    await saveBookingCommands(database.sql, [asked]);
    await updateBookings(database.sql, [{ ...(await known(externalId)), callNow: false, planDueAt: null }]);
    await saveBookingCommands(database.sql, [asked]);
    expect(await known(externalId)).toMatchObject({ callNow: false, planDueAt: null });
  });
});

describe('a booking', () => {
  it('that only an ordered call knows is made once and gives way to what 1C writes, however old', async () => {
    const externalId = randomUUID();
    const order = { infobaseId, externalId, zone: 'Europe/Moscow', now: at };
    const id = await ensureBooking(database.sql, { ...order, id: randomUUID() });
    expect(await ensureBooking(database.sql, { ...order, id: randomUUID() })).toBe(id);
    expect((await known(externalId)).planDueAt).toBeNull();
    await save([bookingVersion({ externalId, versionAt: new Date(0), data: dataOf('old') })]);
    expect(await known(externalId)).toMatchObject({ id, versionAt: new Date(0), data: dataOf('old') });
  });

  it('is claimed for planning by one replica at a time, when its debounce is over', async () => {
    const [due, later] = [randomUUID(), randomUUID()];
    await save([
      bookingVersion({ externalId: due, planDueAt: new Date('2020-01-01T00:00:00Z') }),
      bookingVersion({ externalId: later, planDueAt: new Date('2020-01-01T00:00:02Z') }),
    ]);
    const now = new Date('2020-01-01T00:00:01Z');
    const claim = () => database.transaction((tx) => claimBookingsToPlan(tx, now, 10));
    await database.transaction(async (tx) => {
      expect((await claimBookingsToPlan(tx, now, 10)).map(({ externalId }) => externalId)).toEqual([due]);
      expect(await claim()).toEqual([]);
    });
    expect(await claim()).toHaveLength(1);
  });
});
