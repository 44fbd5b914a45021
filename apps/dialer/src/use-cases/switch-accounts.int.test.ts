import type { PlaceResult } from '@perezvon/contracts-adapter';
import { insertProviderEvents } from '@perezvon/database';
import { useDatabase } from '@perezvon/testing';
import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { moscow } from '../__fixtures__/booking-payload.ts';
import { openClinic, webhookRow, type Clinic } from '../__fixtures__/clinic.ts';

const server = useDatabase();
let clinic: Clinic;

beforeAll(() => {
  clinic = openClinic(server.url, '[robot, spare-robot]');
});
beforeEach(() => clinic.reset());
afterAll(() => clinic.close());

const placed: PlaceResult = { kind: 'placed', providerCallId: 'call-1' };
const refused = (
  reason: Extract<PlaceResult, { kind: 'refused' }>['reason'],
  retryAfterMs = 60_000,
): PlaceResult => ({
  kind: 'refused',
  reason,
  retryAfterMs,
  detail: 'no',
});

const bookings = (count: number) =>
  Array.from({ length: count }, (_, n) => ({ id: `b-${n}`, phone: `+7999123000${n}` }));

/** So many calls are due; the first account's answer to the first of them is `result`. */
const firstAnswer = async (count: number, result: PlaceResult) => {
  await clinic.arrange(...bookings(count));
  clinic.setTime(moscow('2026-06-03 12:00'));
  expect(await clinic.switch()).toEqual({ change: null, written: [] });
  const { intents } = await clinic.claim({ concurrentCalls: 1 });
  await clinic.record(intents[0]!, result);
  clinic.pass(100);
  return intents[0]!;
};

const alerts = (): Promise<{ type: string; data: unknown }[]> =>
  clinic.database.sql.query(
    `SELECT type, data FROM outbox_event WHERE type = 'account.switched' ORDER BY ord`,
  );

const callsOf = async (account: string) => (await clinic.claim({}, account)).intents;

describe('an infobase with two accounts', () => {
  it.each(['unavailable', 'no_money', 'blocked', 'unauthorized'] as const)(
    'calls through the second at once when the first is %s, and tells 1C',
    async (reason) => {
      await firstAnswer(3, refused(reason));
      expect((await clinic.switch()).change).toEqual({
        infobaseId: 'clinic',
        from: 'robot',
        to: 'spare-robot',
        reason,
      });
      expect(await callsOf('robot')).toEqual([]);
      expect(await callsOf('spare-robot')).toHaveLength(3);
      expect(await alerts()).toMatchObject([
        {
          data: { from_account: 'robot', to_account: 'spare-robot', is_fallback: true, reason_code: reason },
        },
      ]);
    },
  );

  it('tells of the switch once, however often and by whomever it is looked at', async () => {
    await firstAnswer(1, refused('no_money'));
    await Promise.all([clinic.switch(), clinic.another().switch(), clinic.switch()]);
    await clinic.switch();
    expect(await alerts()).toHaveLength(1);
  });

  it('stays where it is when the provider only asks to slow down', async () => {
    await firstAnswer(2, refused('rate_limited', 1_000));
    expect((await clinic.switch()).change).toBeNull();
    expect(await callsOf('spare-robot')).toEqual([]);
    clinic.pass(1_000);
    expect(await callsOf('robot')).toHaveLength(1);
  });

  it('goes round an account that people hold, and says so', async () => {
    await clinic.arrange({ id: 'b-1' });
    clinic.setTime(moscow('2026-06-03 12:00'));
    await clinic.database.sql.query(
      `UPDATE account_pacing SET paused_until = '2100-01-01', reason = 'held since noon' WHERE account_id = 'robot'`,
    );
    expect((await clinic.switch()).change).toMatchObject({ to: 'spare-robot', reason: 'held' });
    expect(await callsOf('spare-robot')).toHaveLength(1);
  });

  it('never hands over an attempt that may have been a call', async () => {
    await firstAnswer(1, { kind: 'unclear', detail: 'time-out' });
    await clinic.database.sql.query(
      `UPDATE account_pacing SET paused_until = $1, reason = 'unavailable' WHERE account_id = 'robot'`,
      [new Date(clinic.clock().getTime() + 60_000)],
    );
    await clinic.switch();
    expect(await callsOf('spare-robot')).toEqual([]);
    expect(await clinic.stored.attempts('b-0')).toHaveLength(1);
  });

  it('tries the first with one call when its pause is over, and comes back when that is taken', async () => {
    await firstAnswer(3, refused('unavailable'));
    await clinic.switch();
    const [first] = await callsOf('spare-robot');
    await clinic.record(first!, placed);
    await clinic.arrange({ id: 'b-8', phone: '+79991230008' }, { id: 'b-9', phone: '+79991230009' });
    clinic.setTime(moscow('2026-06-03 12:05'));
    expect((await clinic.switch()).change).toBeNull();
    const trials = await callsOf('robot');
    expect(trials).toHaveLength(1);
    await clinic.record(trials[0]!, placed);
    expect((await clinic.switch()).change).toMatchObject({
      from: 'spare-robot',
      to: 'robot',
      reason: 'restored',
    });
    expect((await alerts()).map(({ data }) => data)).toMatchObject([
      { is_fallback: true },
      { is_fallback: false },
    ]);
  });

  it('tries the second, however long ago it was out of order, when the first fails again', async () => {
    await clinic.database.sql.query(
      `UPDATE account_pacing SET paused_until = $1, reason = 'unavailable' WHERE account_id = 'spare-robot'`,
      [clinic.clock()],
    );
    await firstAnswer(2, refused('no_money', 600_000));
    expect((await clinic.switch()).change).toMatchObject({
      from: 'robot',
      to: 'spare-robot',
      reason: 'no_money',
    });
    const trials = await callsOf('spare-robot');
    expect(trials).toHaveLength(1);
    await clinic.record(trials[0]!, placed);
    clinic.pass(100);
    expect(await callsOf('spare-robot')).toHaveLength(1);
  });

  it('calls nobody through one account while what the other heard still lies in the inbox', async () => {
    await firstAnswer(1, placed);
    clinic.pass(660_000);
    expect((await clinic.watch()).overdue).toBe(1);
    const [waiting] = await clinic.stored.reminders('b-0');
    clinic.setTime(new Date((waiting?.dueAt ?? clinic.clock()).getTime() + 1_000));
    const hook = webhookRow(new Date(clinic.clock().getTime() - 10_000));
    await insertProviderEvents(clinic.database.sql, [hook]);
    await clinic.database.sql.query(
      `UPDATE account_pacing SET paused_until = $1, reason = 'unavailable' WHERE account_id = 'robot'`,
      [new Date(clinic.clock().getTime() + 60_000)],
    );
    expect((await clinic.switch()).change).toMatchObject({ to: 'spare-robot' });
    expect(await callsOf('spare-robot')).toEqual([]);
    await clinic.database.sql.query('TRUNCATE provider_event');
    expect(await callsOf('spare-robot')).toHaveLength(1);
  });

  it('keeps a try that failed from costing the patient anything but a moment', async () => {
    await firstAnswer(1, refused('unavailable'));
    await clinic.switch();
    await clinic.record((await callsOf('spare-robot'))[0]!, refused('unavailable', 1_000));
    // Both are out of order: nothing moves until the pause of one is over.
    expect((await clinic.switch()).change).toBeNull();
    clinic.pass(1_000);
    expect((await clinic.switch()).change).toBeNull();
    const [trial] = await callsOf('spare-robot');
    await clinic.record(trial!, placed);
    expect(await clinic.stored.attempts('b-0')).toMatchObject([
      { state: 'refused' },
      { state: 'refused' },
      { state: 'placed', number: 1, accountId: 'spare-robot' },
    ]);
  });
});
