import { useDatabase } from '@perezvon/testing';
import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import {
  commandPayload,
  deletionPayload,
  moscow,
  type BookingWish,
} from '../__fixtures__/booking-payload.ts';
import { openClinic, type Clinic } from '../__fixtures__/clinic.ts';
import type { Told } from '../__fixtures__/stored.ts';

const server = useDatabase();
let clinic: Clinic;

beforeAll(() => {
  clinic = openClinic(server.url);
});
beforeEach(() => clinic.reset());
afterAll(() => clinic.close());

const states = async (bookingId: string): Promise<string[]> =>
  (await clinic.stored.reminders(bookingId)).map(({ state }) => state);

const summary = ({ type, final, data }: Told): unknown[] => [type, final, data['reason_code'] ?? null];
const told = async (bookingId: string): Promise<unknown[][]> =>
  (await clinic.stored.told(bookingId)).map(summary);

/** Promise 4, whatever happened. */
const expectOneFinalEach = async (bookingId: string): Promise<void> => {
  const events = await clinic.stored.told(bookingId);
  for (const { id, state, finalAt } of await clinic.stored.reminders(bookingId)) {
    const open = ['planned', 'calling', 'waiting'].includes(state);
    expect(events.filter(({ final, reminderId }) => final && reminderId === id)).toHaveLength(open ? 0 : 1);
    expect(finalAt === null).toBe(open);
  }
};

const command = async (name: 'booking.call_now' | 'booking.stop', bookingId: string): Promise<void> => {
  clinic.pass(1_000);
  await clinic.file([await clinic.post(name, bookingId, commandPayload(name, bookingId))]);
  await clinic.plan();
};

describe('planning a booking', () => {
  it('makes one reminder a day before the visit and tells 1C nothing yet', async () => {
    await clinic.arrange({ id: 'b-1' });
    expect(await clinic.stored.reminders('b-1')).toMatchObject([
      {
        state: 'planned',
        phone: '79991230001',
        accountId: 'robot',
        startAt: moscow('2026-06-04 11:30'),
        dueAt: moscow('2026-06-03 11:30'),
        closesAt: moscow('2026-06-04 10:30'),
        attempts: 0,
        maxAttempts: 3,
      },
    ]);
    expect(await told('b-1')).toEqual([]);
    const [reminder] = await clinic.stored.reminders('b-1');
    expect(await clinic.stored.ledger('b-1')).toMatchObject([
      { reminderId: reminder?.id, verdict: 'wait', dueAt: moscow('2026-06-03 11:30') },
    ]);
  });

  it('waits for the debounce and plans five versions of one second once', async () => {
    for (let version = 0; version < 5; version += 1) {
      await clinic.write({ id: 'b-1' });
      clinic.pass(200);
      expect(await clinic.plan()).toMatchObject({ bookings: 0 });
    }
    clinic.pass(1_000);
    expect(await clinic.plan()).toMatchObject({ bookings: 1, planned: 1 });
    expect(await clinic.plan()).toMatchObject({ bookings: 0 });
    expect(await states('b-1')).toEqual(['planned']);
  });

  it('leaves everything as it is when a booking is written again unchanged', async () => {
    await clinic.arrange({ id: 'b-1' });
    const before = await clinic.stored.reminders('b-1');
    await clinic.arrange({ id: 'b-1' });
    expect(await clinic.stored.reminders('b-1')).toEqual(before);
    expect(await clinic.stored.ledger('b-1')).toHaveLength(1);
  });

  it('withdraws the reminder of a moved visit and plans another one for the new time', async () => {
    await clinic.arrange({ id: 'b-1' });
    await clinic.arrange({ id: 'b-1', start: '2026-06-05 15:00' });
    expect(await clinic.stored.reminders('b-1')).toMatchObject([
      { state: 'withdrawn', reasonCode: 'moved', dueAt: null },
      { state: 'planned', dueAt: moscow('2026-06-04 15:00'), startAt: moscow('2026-06-05 15:00') },
    ]);
    expect(await told('b-1')).toEqual([['booking.withdrawn', true, 'moved']]);
    await expectOneFinalEach('b-1');
  });

  it.each([
    ['cancelled', 'cancelled'],
    ['rescheduled', 'cancelled'],
    ['arrived', 'finished'],
    ['no_show', 'finished'],
  ])('withdraws the reminder when the visit is %s, once', async (status, reason) => {
    await clinic.arrange({ id: 'b-1' });
    await clinic.arrange({ id: 'b-1', status });
    await clinic.arrange({ id: 'b-1', status });
    expect(await clinic.stored.reminders('b-1')).toMatchObject([{ state: 'withdrawn', reasonCode: reason }]);
    expect(await told('b-1')).toEqual([['booking.withdrawn', true, reason]]);
    await expectOneFinalEach('b-1');
  });

  it('withdraws the reminder of a deleted booking, and plans again when the booking comes back', async () => {
    await clinic.arrange({ id: 'b-1' });
    await clinic.file([await clinic.post('booking.deleted', 'b-1', deletionPayload('b-1', clinic.clock()))]);
    clinic.pass(2_000);
    await clinic.plan();
    expect(await told('b-1')).toEqual([['booking.withdrawn', true, 'deleted']]);
    await clinic.arrange({ id: 'b-1' });
    expect(await states('b-1')).toEqual(['withdrawn', 'planned']);
    await expectOneFinalEach('b-1');
  });

  it('changes the telephone of the reminder it has', async () => {
    await clinic.arrange({ id: 'b-1' });
    await clinic.arrange({ id: 'b-1', phone: '+79991230002' });
    expect(await clinic.stored.reminders('b-1')).toMatchObject([{ state: 'planned', phone: '79991230002' }]);
    expect(await told('b-1')).toEqual([]);
  });

  it.each<[string, Partial<BookingWish>, string, string]>([
    ['has no telephone', { phone: 'нет' }, 'bad_phone', 'bad_phone'],
    ['must not be called', { doNotCall: true }, 'failed', 'do_not_call'],
  ])('ends at once when the patient %s, with the reason, once', async (_, wish, state, reason) => {
    await clinic.arrange({ id: 'b-1', ...wish });
    await clinic.arrange({ id: 'b-1', ...wish });
    expect(await states('b-1')).toEqual([state]);
    expect(await told('b-1')).toEqual([['booking.failed', true, reason]]);
    await expectOneFinalEach('b-1');
  });

  it('ends at once when no calling window is left before the visit', async () => {
    clinic.setTime(moscow('2026-06-03 21:00'));
    await clinic.arrange({ id: 'b-1', start: '2026-06-04 09:30' });
    expect(await states('b-1')).toEqual(['no_window']);
    expect(await told('b-1')).toEqual([['booking.failed', true, 'no_window']]);
    await expectOneFinalEach('b-1');
  });

  it.each([
    ['is over', '2026-06-03 09:00', 'past'],
    ['is today', '2026-06-03 18:00', 'same_day'],
  ])('plans nothing for a visit that %s, and the ledger says why', async (_, start, reason) => {
    await clinic.arrange({ id: 'b-1', start });
    expect(await states('b-1')).toEqual([]);
    expect(await told('b-1')).toEqual([]);
    expect(await clinic.stored.ledger('b-1')).toMatchObject([{ verdict: 'end', reason, reminderId: null }]);
  });

  it('plans a whole clinic in pages, each booking once', async () => {
    const ids = Array.from({ length: 30 }, (_, n) => `b-${n}`);
    await clinic.write(...ids.map((id) => ({ id })));
    clinic.pass(2_000);
    const pages = [await clinic.plan(20), await clinic.plan(20), await clinic.plan(20)];
    expect(pages.map(({ bookings }) => bookings)).toEqual([20, 10, 0]);
    for (const id of ids) expect(await states(id)).toEqual(['planned']);
  });
});

describe('commands of 1C', () => {
  it('stop withdraws the reminder, and nothing is planned again by itself', async () => {
    await clinic.arrange({ id: 'b-1' });
    await command('booking.stop', 'b-1');
    await clinic.arrange({ id: 'b-1' });
    await clinic.arrange({ id: 'b-1', start: '2026-06-06 12:00' });
    expect(await states('b-1')).toEqual(['withdrawn']);
    expect(await told('b-1')).toEqual([['booking.withdrawn', true, 'stopped']]);
  });

  it('call_now makes the reminder due at once, also after a stop', async () => {
    await clinic.arrange({ id: 'b-1' });
    await command('booking.call_now', 'b-1');
    expect(await clinic.stored.reminders('b-1')).toMatchObject([{ dueAt: clinic.clock(), askedNow: true }]);
    await command('booking.stop', 'b-1');
    await command('booking.call_now', 'b-1');
    expect(await clinic.stored.reminders('b-1')).toMatchObject([
      { state: 'withdrawn' },
      { state: 'planned', dueAt: clinic.clock(), askedNow: true },
    ]);
    await expectOneFinalEach('b-1');
  });

  it('call_now that outran its booking waits for it', async () => {
    await command('booking.call_now', 'b-1');
    expect(await states('b-1')).toEqual([]);
    await clinic.arrange({ id: 'b-1', start: '2026-06-10 12:00' });
    expect(await clinic.stored.reminders('b-1')).toMatchObject([{ state: 'planned', dueAt: clinic.clock() }]);
  });
});

describe('several planners at once', () => {
  it('never plan a booking twice', async () => {
    const planners = [clinic, clinic.another(), clinic.another()];
    const ids = Array.from({ length: 40 }, (_, n) => `b-${n}`);
    await clinic.write(...ids.map((id) => ({ id })));
    clinic.pass(2_000);
    const runs = Array.from({ length: 6 }, () => planners.map((planner) => planner.plan(7))).flat();
    const planned = await Promise.all(runs);
    await clinic.plan();
    expect(planned.reduce((sum, { bookings }) => sum + bookings, 0)).toBeLessThanOrEqual(40);
    for (const id of ids) {
      expect(await states(id)).toEqual(['planned']);
      expect(await clinic.stored.ledger(id)).toHaveLength(1);
    }
  });

  it('withdraw each reminder with one final event while others claim and file', async () => {
    const ids = Array.from({ length: 20 }, (_, n) => `b-${n}`);
    await clinic.arrange(...ids.map((id, n) => ({ id, phone: `+7999123${1000 + n}` })));
    clinic.setTime(moscow('2026-06-03 12:00'));
    await clinic.write(...ids.map((id) => ({ id, status: 'cancelled' })));
    clinic.pass(2_000);
    const [other, third] = [clinic.another(), clinic.another()];
    const [, , ...claims] = await Promise.all([clinic.plan(), other.plan(), third.claim(), other.claim()]);
    await clinic.plan();
    expect(claims.flatMap(({ intents }) => intents)).toEqual([]);
    for (const id of ids) {
      expect(await states(id)).toEqual(['withdrawn']);
      await expectOneFinalEach(id);
    }
  });
});
