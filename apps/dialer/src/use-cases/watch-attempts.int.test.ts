import { insertProviderEvents } from '@perezvon/database';
import { useDatabase } from '@perezvon/testing';
import { v7 as uuidv7 } from 'uuid';
import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { moscow } from '../__fixtures__/booking-payload.ts';
import { openClinic, webhookRow, type Clinic } from '../__fixtures__/clinic.ts';

const server = useDatabase();
let clinic: Clinic;

beforeAll(() => {
  clinic = openClinic(server.url);
});
beforeEach(() => clinic.reset());
afterAll(() => clinic.close());

const minuteMs = 60_000;

const callOnce = async (): Promise<void> => {
  const { intents } = await clinic.claim();
  expect(intents).toHaveLength(1);
  await clinic.record(intents[0]!, { kind: 'placed', providerCallId: uuidv7() });
};

/** A booking that is being called about at noon. */
const arrangeCalling = async (): Promise<void> => {
  await clinic.arrange({ id: 'b-1' });
  clinic.setTime(moscow('2026-06-03 12:00'));
  await callOnce();
};

const outcomes = async (): Promise<unknown[][]> =>
  (await clinic.stored.told('b-1'))
    .filter(({ type }) => type !== 'booking.call_started')
    .map(({ type, final, data }) => [type, final, data['next_attempt_at'] ?? null]);

describe('the watchdog', () => {
  it('leaves a call alone while the provider still has time to say how it ended', async () => {
    await arrangeCalling();
    clinic.pass(10 * minuteMs - 1);
    expect(await clinic.watch()).toMatchObject({ overdue: 0 });
    expect(await clinic.stored.attempts('b-1')).toMatchObject([{ state: 'placed' }]);
  });

  it('takes silence for no answer and calls again after the first pause', async () => {
    await arrangeCalling();
    clinic.pass(10 * minuteMs);
    expect(await clinic.watch()).toMatchObject({ overdue: 1 });
    expect(await clinic.stored.attempts('b-1')).toMatchObject([
      { state: 'ended', outcome: 'no_answer', settledBy: 'watchdog', endedAt: clinic.clock() },
    ]);
    // The pause of 30 minutes would do, but one person is left alone for an hour after a call.
    expect(await outcomes()).toEqual([['booking.no_answer', false, '2026-06-03T13:00:00+03:00']]);
    expect(await clinic.stored.reminders('b-1')).toMatchObject([
      { state: 'waiting', dueAt: moscow('2026-06-03 13:00'), attempts: 1 },
    ]);
    expect(await clinic.watch()).toMatchObject({ overdue: 0, written: [] });
  });

  it('takes silence after somebody picked up for a hang-up', async () => {
    await arrangeCalling();
    await clinic.database.sql.query(`UPDATE attempt SET state = 'answered', answered_at = $1`, [
      clinic.clock(),
    ]);
    clinic.pass(10 * minuteMs);
    await clinic.watch();
    expect(await clinic.stored.attempts('b-1')).toMatchObject([{ state: 'ended', outcome: 'hangup' }]);
    expect(await outcomes()).toMatchObject([['booking.hangup', false, expect.any(String)]]);
  });

  it.each(['intended', 'unclear'])(
    'settles a call that is only %s, as after a crash, so that no soul stays dead',
    async (state) => {
      await arrangeCalling();
      await clinic.database.sql.query('UPDATE attempt SET state = $1', [state]);
      clinic.pass(10 * minuteMs);
      await clinic.watch();
      expect(await clinic.stored.attempts('b-1')).toMatchObject([{ state: 'ended', outcome: 'no_answer' }]);
      expect(await clinic.stored.reminders('b-1')).toMatchObject([{ state: 'waiting' }]);
    },
  );

  it('ends the reminder with its one final event after the last attempt', async () => {
    await arrangeCalling();
    await clinic.database.sql.query('UPDATE reminder SET max_attempts = 1');
    clinic.pass(10 * minuteMs);
    await clinic.watch();
    expect(await outcomes()).toEqual([['booking.no_answer', true, null]]);
    expect(await clinic.stored.reminders('b-1')).toMatchObject([{ state: 'not_reached', dueAt: null }]);
  });

  it('ends the reminder when the person has been called as often as a day allows', async () => {
    await arrangeCalling();
    clinic.pass(10 * minuteMs);
    await clinic.watch();
    clinic.setTime(moscow('2026-06-03 13:00'));
    await callOnce();
    clinic.pass(10 * minuteMs);
    await clinic.watch();
    expect(await outcomes()).toEqual([
      ['booking.no_answer', false, '2026-06-03T13:00:00+03:00'],
      ['booking.no_answer', true, null],
    ]);
    clinic.setTime(moscow('2026-06-03 16:00'));
    expect((await clinic.claim()).intents).toEqual([]);
  });

  it('ends the reminder when no window is left for another attempt', async () => {
    await arrangeCalling();
    clinic.setTime(moscow('2026-06-04 10:25'));
    await clinic.watch();
    expect(await outcomes()).toEqual([['booking.no_answer', true, null]]);
  });

  it('tells each outcome once when several watchdogs look at the same moment', async () => {
    const dialers = [clinic, clinic.another(), clinic.another()];
    const wishes = Array.from({ length: 20 }, (_, n) => ({ id: `b-${n}`, phone: `+7999123${1000 + n}` }));
    await clinic.arrange(...wishes);
    clinic.setTime(moscow('2026-06-03 12:00'));
    expect((await clinic.claim()).intents).toHaveLength(20);
    clinic.pass(10 * minuteMs);
    const watched = await Promise.all(dialers.map((dialer) => dialer.watch()));
    expect(watched.flatMap(({ written }) => written)).toHaveLength(20);
    for (const { id } of wishes) expect(await clinic.stored.told(id)).toHaveLength(1);
  });

  it('concludes nothing while webhooks of the account are held up: one of them may hold the answer', async () => {
    await arrangeCalling();
    clinic.pass(10 * minuteMs);
    const hook = webhookRow(new Date(clinic.clock().getTime() - 5_000));
    await insertProviderEvents(clinic.database.sql, [hook]);
    expect(await clinic.watch()).toMatchObject({ overdue: 0 });
    await clinic.database.sql.query(`UPDATE provider_event SET state = 'done'`);
    expect(await clinic.watch()).toMatchObject({ overdue: 1 });
  });
});
