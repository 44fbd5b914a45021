import type { PlaceResult } from '@perezvon/contracts-adapter';
import { useDatabase } from '@perezvon/testing';
import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { moscow, orderPayload } from '../__fixtures__/booking-payload.ts';
import { openClinic, type Clinic, type Dialer } from '../__fixtures__/clinic.ts';
import type { Claimed } from './claim-calls.ts';
import { placeCall } from './place-call.ts';

const server = useDatabase();
let clinic: Clinic;
let dialers: Dialer[];

beforeAll(() => {
  clinic = openClinic(server.url);
  dialers = [clinic, clinic.another(), clinic.another()];
});
beforeEach(() => clinic.reset());
afterAll(() => clinic.close());

const noon = moscow('2026-06-03 12:00');

/** Bookings of tomorrow, each with a telephone of its own, whose calls are due at noon. */
const arrangeDue = async (count: number): Promise<void> => {
  const wishes = Array.from({ length: count }, (_, n) => ({ id: `b-${n}`, phone: `+7999123${1000 + n}` }));
  await clinic.arrange(...wishes);
  clinic.setTime(noon);
};

const phonesOf = (claims: readonly Claimed[]): string[] =>
  claims.flatMap(({ intents }) => intents.map(({ intent }) => intent.phone));

/** Every replica at once, several times over. */
const claimTogether = (limits: Parameters<Dialer['claim']>[0], times = 4): Promise<Claimed[]> =>
  Promise.all(Array.from({ length: times }, () => dialers.map((dialer) => dialer.claim(limits))).flat());

const finals = async (bookingId: string) =>
  (await clinic.stored.told(bookingId)).filter(({ final }) => final);

describe('claiming calls', () => {
  it('commits the intent before the request leaves', async () => {
    await arrangeDue(1);
    const { intents } = await clinic.claim();
    const seen: unknown[] = [];
    const placeReminderCall = async (): Promise<PlaceResult> => {
      seen.push(...(await dialers[1]!.database.sql.query('SELECT id, state, phone FROM attempt')));
      return { kind: 'placed', providerCallId: 'call-1' };
    };
    const [committed] = intents;
    await placeCall(
      { adapterOf: () => ({ placeReminderCall }), clock: clinic.clock, sendWithinMs: 5_000 },
      committed!,
    );
    expect(seen).toEqual([{ id: committed!.intent.attemptId, state: 'intended', phone: '79991231000' }]);
    expect(committed!.intent).toMatchObject({
      name: expect.stringMatching(/Валерия Сергеевна/),
      visit: expect.stringMatching(/четвёртого июня/),
    });
  });

  it('takes the reminder to calling and leaves it alone until the call is over', async () => {
    await arrangeDue(1);
    expect((await clinic.claim()).intents).toHaveLength(1);
    expect(await clinic.stored.reminders('b-0')).toMatchObject([
      { state: 'calling', attempts: 1, dueAt: null },
    ]);
    clinic.pass(8 * 3_600_000);
    expect((await clinic.claim()).intents).toEqual([]);
  });

  it('claims nothing before it is due, nor while the account rests', async () => {
    await arrangeDue(1);
    clinic.setTime(moscow('2026-06-03 11:29'));
    expect((await clinic.claim()).intents).toEqual([]);
    clinic.setTime(noon);
    await clinic.database.sql.query(
      `UPDATE account_pacing SET paused_until = $1 WHERE account_id = 'robot'`,
      [new Date(noon.getTime() + 1)],
    );
    expect((await clinic.claim()).intents).toEqual([]);
    clinic.pass(1);
    expect((await clinic.claim()).intents).toHaveLength(1);
  });

  it('never has more calls in progress than the account has lines, over all replicas', async () => {
    await arrangeDue(30);
    const limits = { concurrentCalls: 5 };
    const first = await claimTogether(limits);
    expect(phonesOf(first)).toHaveLength(5);
    expect(phonesOf(await claimTogether(limits))).toEqual([]);
    await clinic.database.sql.query(
      `UPDATE attempt SET state = 'ended' WHERE id IN (SELECT id FROM attempt LIMIT 2)`,
    );
    clinic.pass(1_000);
    const second = await claimTogether(limits);
    expect(phonesOf(second)).toHaveLength(2);
    expect(new Set(phonesOf([...first, ...second])).size).toBe(7);
  });

  it('counts a call whose reply is unclear as one in progress', async () => {
    await arrangeDue(2);
    const { intents } = await clinic.claim({ concurrentCalls: 1 });
    await clinic.record(intents[0]!, { kind: 'unclear', detail: 'no reply' });
    expect(phonesOf(await claimTogether({ concurrentCalls: 1 }))).toEqual([]);
  });

  it('never begins more calls in a second than the account may, over all replicas', async () => {
    await arrangeDue(30);
    const begun: number[] = [];
    for (let tick = 0; tick < 60; tick += 1) {
      const claims = await claimTogether({ callsPerSecond: 3 }, 1);
      begun.push(...phonesOf(claims).map(() => tick * 50));
      clinic.pass(50);
    }
    for (const from of begun) {
      expect(begun.filter((at) => at >= from && at < from + 1_000).length).toBeLessThanOrEqual(3);
    }
    expect(begun.length, 'and not far fewer').toBeGreaterThanOrEqual(8);
  });

  it('prefers the one whose window closes first', async () => {
    await clinic.arrange(
      { id: 'late', start: '2026-06-04 11:50', phone: '+79991230003' },
      { id: 'early', start: '2026-06-04 11:10', phone: '+79991230001' },
      { id: 'middle', start: '2026-06-04 11:30', phone: '+79991230002' },
    );
    clinic.setTime(noon);
    const order: string[] = [];
    for (let n = 0; n < 3; n += 1) {
      order.push(...phonesOf([await clinic.claim({ callsPerSecond: 1 })]));
      clinic.pass(1_000);
    }
    expect(order).toEqual(['79991230001', '79991230002', '79991230003']);
  });
});

describe('the last look before a call', () => {
  it('is not held up by a booking in front that is still to be planned', async () => {
    await clinic.arrange(
      { id: 'first', start: '2026-06-04 11:10', phone: '+79991230001' },
      { id: 'second', start: '2026-06-04 11:30', phone: '+79991230002' },
    );
    clinic.setTime(noon);
    await clinic.write({ id: 'first', start: '2026-06-04 11:10', phone: '+79991230001' });
    const claims = [await clinic.claim({ callsPerSecond: 1 }), await clinic.claim({ callsPerSecond: 1 })];
    expect(phonesOf(claims)).toEqual(['79991230002']);
    clinic.pass(2_000);
    await clinic.plan();
    expect(phonesOf([await clinic.claim({ callsPerSecond: 1 })])).toEqual(['79991230001']);
  });

  it.each([
    ['cancelled', { status: 'cancelled' }, 'cancelled'],
    ['finished', { status: 'arrived' }, 'finished'],
    ['moved', { start: '2026-06-05 15:00' }, 'moved'],
  ])('sees a booking %s after the planning: no call, and one final event', async (_, change, reason) => {
    await arrangeDue(1);
    await clinic.write({ id: 'b-0', phone: '+79991231000', ...change });
    expect(phonesOf(await claimTogether({}))).toEqual([]);
    clinic.pass(2_000);
    await clinic.plan();
    expect(phonesOf(await claimTogether({}))).toEqual([]);
    expect(await finals('b-0')).toMatchObject([{ type: 'booking.withdrawn', data: { reason_code: reason } }]);
    expect(await clinic.stored.attempts('b-0')).toEqual([]);
  });

  it('calls the telephone of the newest version', async () => {
    await arrangeDue(1);
    await clinic.write({ id: 'b-0', phone: '+79991239999' });
    expect(phonesOf([await clinic.claim()]), 'not planned yet').toEqual([]);
    clinic.pass(2_000);
    await clinic.plan();
    expect(phonesOf([await clinic.claim()])).toEqual(['79991239999']);
    expect(await clinic.stored.reminders('b-0')).toMatchObject([{ phone: '79991239999' }]);
  });

  it('sees that the window closed while the lines were short', async () => {
    await arrangeDue(1);
    clinic.setTime(moscow('2026-06-04 10:31'));
    expect(phonesOf([await clinic.claim()])).toEqual([]);
    expect(await finals('b-0')).toMatchObject([
      { type: 'booking.failed', data: { reason_code: 'no_window' } },
    ]);
  });

  it('waits until the window opens again', async () => {
    await arrangeDue(1);
    clinic.setTime(moscow('2026-06-03 20:01'));
    expect(phonesOf([await clinic.claim()])).toEqual([]);
    expect(await clinic.stored.reminders('b-0')).toMatchObject([
      { state: 'planned', dueAt: moscow('2026-06-04 09:00') },
    ]);
  });

  it('does not call when the patient answered an earlier call about this visit late', async () => {
    await arrangeDue(1);
    await clinic.claim();
    await clinic.database.sql.query(`UPDATE reminder SET state = 'not_reached', final_at = $1`, [noon]);
    await clinic.arrange({ id: 'b-0', phone: '+79991239999' });
    clinic.setTime(moscow('2026-06-03 16:00'));
    await clinic.database.sql.query(`UPDATE reminder SET state = 'confirmed' WHERE state = 'not_reached'`);
    expect(phonesOf([await clinic.claim()])).toEqual([]);
    expect((await clinic.stored.reminders('b-0')).map(({ state }) => state)).toEqual([
      'confirmed',
      'withdrawn',
    ]);
  });

  it('puts reminders of an infobase that left the configuration out of the way of others', async () => {
    await arrangeDue(2);
    await clinic.database.sql.query(
      `UPDATE reminder SET infobase_id = 'gone', closes_at = closes_at - interval '1 hour' WHERE phone = '79991231000'`,
    );
    const claims = [await clinic.claim({ callsPerSecond: 1 }), await clinic.claim({ callsPerSecond: 1 })];
    expect(phonesOf(claims)).toEqual(['79991231001']);
  });
});

describe('one person', () => {
  const family = ['b-1', 'b-2', 'b-3'];
  const arrangeFamily = async (): Promise<void> => {
    await clinic.arrange(...family.map((id) => ({ id })));
    clinic.setTime(noon);
  };

  it('is not called about another booking within the hour, and at most twice a day', async () => {
    await arrangeFamily();
    expect(phonesOf([await clinic.claim(), await clinic.claim()])).toHaveLength(1);
    clinic.setTime(moscow('2026-06-03 12:59'));
    expect(phonesOf([await clinic.claim()])).toEqual([]);
    clinic.setTime(moscow('2026-06-03 13:00'));
    expect(phonesOf([await clinic.claim(), await clinic.claim()])).toHaveLength(1);
    clinic.setTime(moscow('2026-06-03 14:00'));
    expect(phonesOf([await clinic.claim()])).toEqual([]);
    const told = (await Promise.all(family.map((id) => finals(id)))).flat();
    expect(told).toMatchObject([{ type: 'booking.failed', data: { reason_code: 'no_window' } }]);
  });

  it('is called once when two accounts claim the same telephone at the same moment', async () => {
    for (let round = 0; round < 8; round += 1) {
      await clinic.reset();
      await arrangeFamily();
      await clinic.database.sql.query(
        `UPDATE reminder SET account_id = 'spare-robot' WHERE id = (SELECT id FROM reminder LIMIT 1)`,
      );
      const claims = await Promise.all([
        dialers[1]!.claim({}, 'robot'),
        dialers[2]!.claim({}, 'spare-robot'),
      ]);
      expect(phonesOf(claims)).toHaveLength(1);
    }
  });

  it('is called about an ordered call with the promised id, and the gap counts that call too', async () => {
    await arrangeFamily();
    const pointer = await clinic.post('voicebox.call', 'b-9', orderPayload('b-9', '79991230001'));
    await clinic.file([pointer]);
    clinic.pass(1);
    await clinic.database.sql.query(`UPDATE reminder SET closes_at = $1 WHERE origin = 'voicebox'`, [
      moscow('2026-06-03 20:00'),
    ]);
    const claims = [await clinic.claim(), await clinic.claim()];
    expect(claims.flatMap(({ intents }) => intents)).toMatchObject([
      {
        intent: {
          attemptId: pointer.kind === 'pointer' ? pointer.id : '',
          name: 'Валерия Сергеевна',
          visit: 'Эндоскопист четвёртого июня',
        },
      },
    ]);
  });
});
