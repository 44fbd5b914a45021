import { useDatabase } from '@perezvon/testing';
import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import {
  bookingPayload,
  commandPayload,
  deletionPayload,
  orderPayload,
} from '../__fixtures__/booking-payload.ts';
import { inboxRow, openClinic, type Clinic } from '../__fixtures__/clinic.ts';

const server = useDatabase();
let clinic: Clinic;

beforeAll(() => {
  clinic = openClinic(server.url);
});
beforeEach(() => clinic.reset());
afterAll(() => clinic.close());

const postBooking = (id: string, status = 'planned') =>
  clinic.post('booking', id, bookingPayload({ id, status }, clinic.clock()));

const inbox = async (): Promise<Record<string, string | null>> => {
  const rows = await clinic.database.sql.query<{ subject: string; state: string; error: string | null }>(
    'SELECT subject, state, error FROM onec_event',
  );
  return Object.fromEntries(rows.map(({ subject, state, error }) => [subject, error ?? state]));
};

describe('filing what 1C posted', () => {
  it('gives a row its effect once, however often it is queued', async () => {
    const pointer = await postBooking('b-1');
    expect(await clinic.file([pointer, pointer])).toMatchObject({ done: 1, failed: [] });
    clinic.pass(1_000);
    const filedAt = (await clinic.stored.booking('b-1')).updatedAt;
    expect(await clinic.file([pointer])).toMatchObject({ done: 0, failed: [] });
    expect((await clinic.stored.booking('b-1')).updatedAt).toEqual(filedAt);
  });

  it('gives a row its effect once when two workers hold it at the same time', async () => {
    const pointers = await Promise.all(['b-1', 'b-2', 'b-3'].map((id) => postBooking(id)));
    const filed = await Promise.all([
      clinic.file(pointers),
      clinic.another().file(pointers.toReversed()),
      clinic.another().file(pointers),
    ]);
    expect(filed.reduce((sum, { done }) => sum + done, 0)).toBe(3);
  });

  it('files the rows that the queue carried whole, once, and not again what the inbox has already', async () => {
    const row = inboxRow(
      { type: 'booking', subject: 'b-1', payload: bookingPayload({ id: 'b-1' }, clinic.clock()) },
      clinic.clock(),
    );
    expect(await clinic.file([{ kind: 'row', row }])).toMatchObject({ done: 1 });
    expect(await clinic.file([{ kind: 'row', row }])).toMatchObject({ done: 0 });
    const repeated = { ...inboxRow(row, clinic.clock()), eventId: row.eventId };
    expect(await clinic.file([{ kind: 'row', row: repeated }])).toMatchObject({ done: 0, failed: [] });
    expect(await inbox()).toEqual({ 'b-1': 'done' });
  });

  it('lets a bad row harm only itself: it stays, says why, and works when it is replayed after the repair', async () => {
    const bad = await clinic.post('booking', 'b-bad', {
      type: 'booking',
      data: { id: 'b-bad', start: 'скоро' },
    });
    const filed = await clinic.file([await postBooking('b-1'), bad, await postBooking('b-2')]);
    expect(filed).toMatchObject({ done: 2, failed: [{ problem: expect.stringMatching(/^field_\w+/) }] });
    expect(await inbox()).toEqual({ 'b-1': 'done', 'b-2': 'done', 'b-bad': filed.failed[0]?.problem });
    await clinic.database.sql.query(
      `UPDATE onec_event SET state = 'pending', payload = $1 WHERE subject = 'b-bad'`,
      [JSON.stringify(bookingPayload({ id: 'b-bad' }, clinic.clock()))],
    );
    expect(await clinic.file([bad])).toMatchObject({ done: 1, failed: [] });
  });

  it('keeps what belongs to an infobase that is not in the configuration', async () => {
    const row = {
      ...inboxRow({ type: 'booking', subject: 'b-1', payload: {} }, clinic.clock()),
      infobaseId: 'gone',
    };
    const filed = await clinic.file([{ kind: 'row', row }, await postBooking('b-2')]);
    expect(filed).toMatchObject({
      done: 1,
      failed: [{ problem: 'infobase gone is not in the configuration' }],
    });
    expect(await inbox()).toEqual({ 'b-1': 'infobase gone is not in the configuration', 'b-2': 'done' });
  });

  it('takes the newest version of a batch by the clock of 1C, and no older one after it', async () => {
    const at = (second: number) => new Date(clinic.clock().getTime() - 60_000 + second * 1_000);
    const post = (second: number, status: string) =>
      clinic.post('booking', 'b-1', bookingPayload({ id: 'b-1', status }, at(second)));
    const older = await post(1, 'planned');
    await clinic.file([await post(3, 'cancelled'), await post(2, 'confirmed')]);
    await clinic.file([older]);
    expect(await clinic.stored.booking('b-1')).toMatchObject({ status: 'cancelled' });
    await clinic.file([await clinic.post('booking.deleted', 'b-1', deletionPayload('b-1', at(4)))]);
    expect(await clinic.stored.booking('b-1')).toMatchObject({ deleted: true, status: 'cancelled' });
  });

  it('does not take a newer version for an older one because the clock of the gateway was behind', async () => {
    await clinic.file([await postBooking('b-1')]);
    clinic.pass(8_000);
    const payload = bookingPayload({ id: 'b-1', status: 'cancelled' }, clinic.clock());
    const behind = new Date(clinic.clock().getTime() - 59_000);
    await clinic.file([{ kind: 'row', row: inboxRow({ type: 'booking', subject: 'b-1', payload }, behind) }]);
    expect(await clinic.stored.booking('b-1')).toMatchObject({ status: 'cancelled' });
  });

  it('takes a clock of 1C that runs ahead for the moment of arrival, so that what comes later still wins', async () => {
    const ahead = new Date(clinic.clock().getTime() + 3_600_000);
    await clinic.file([await clinic.post('booking', 'b-1', bookingPayload({ id: 'b-1' }, ahead))]);
    clinic.pass(1_000);
    await clinic.file([await postBooking('b-1', 'cancelled')]);
    expect(await clinic.stored.booking('b-1')).toMatchObject({ status: 'cancelled' });
  });

  it('orders two versions by their arrival when the clock of 1C runs ahead, also if the later one is filed first', async () => {
    const ahead = () => new Date(clinic.clock().getTime() + 60_000);
    const first = await clinic.post('booking', 'b-1', bookingPayload({ id: 'b-1' }, ahead()));
    clinic.pass(5_000);
    const payload = bookingPayload({ id: 'b-1', status: 'cancelled' }, ahead());
    await clinic.file([await clinic.post('booking', 'b-1', payload)]);
    clinic.pass(10_000);
    await clinic.file([first]);
    expect(await clinic.stored.booking('b-1')).toMatchObject({ status: 'cancelled' });
  });

  it('does not make two workers lock each other out when they file about the same bookings crosswise', async () => {
    const other = clinic.another();
    for (let round = 0; round < 15; round += 1) {
      const [a, b] = [`a-${round}`, `b-${round}`];
      const post = async (booking: string, commanded: string) => [
        await postBooking(booking),
        await clinic.post('booking.stop', commanded, commandPayload('booking.stop', commanded)),
      ];
      const batches = [await post(a, b), await post(b, a)] as const;
      const filed = await Promise.all([clinic.file(batches[0]), other.file(batches[1])]);
      expect(filed.map(({ done }) => done)).toEqual([2, 2]);
      expect(await clinic.stored.booking(a)).toMatchObject({ stopped: true, status: 'planned' });
    }
  });
});

describe('a call that 1C orders like at VoiceBox', () => {
  const order = (bookingId: string, number: string) =>
    clinic.post('voicebox.call', bookingId, orderPayload(bookingId, number));

  it('becomes one reminder with the promised id and its own words, due at once', async () => {
    const pointer = await order('b-1', '+7 999 123-00-01');
    const id = pointer.kind === 'pointer' ? pointer.id : '';
    await clinic.file([pointer]);
    await clinic.file([pointer]);
    expect(await clinic.stored.reminders('b-1')).toMatchObject([
      {
        origin: 'voicebox',
        promisedId: id,
        phone: '79991230001',
        state: 'planned',
        dueAt: clinic.clock(),
        maxAttempts: 1,
        speech: { name: 'Валерия Сергеевна', visit: 'Эндоскопист четвёртого июня' },
      },
    ]);
    expect(await clinic.stored.told('b-1')).toEqual([]);
  });

  it('ends at once with its one final event when the telephone is none', async () => {
    await clinic.file([await order('b-1', 'нет телефона')]);
    expect(await clinic.stored.reminders('b-1')).toMatchObject([{ state: 'bad_phone', dueAt: null }]);
    expect(await clinic.stored.told('b-1')).toMatchObject([
      { type: 'booking.failed', final: true, data: { reason_code: 'bad_phone' } },
    ]);
  });

  it('stays visible as failed when the infobase has no account to call through', async () => {
    const row = {
      ...inboxRow(
        { type: 'voicebox.call', subject: 'b-1', payload: orderPayload('b-1', '79991230001') },
        clinic.clock(),
      ),
      infobaseId: 'shop',
    };
    expect(await clinic.file([{ kind: 'row', row }])).toMatchObject({
      done: 0,
      failed: [{ problem: 'infobase shop has no reminders section' }],
    });
  });
});
