import { reopenDestinations, type Database } from '@perezvon/database';
import { eventually, useDatabase } from '@perezvon/testing';
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { openClinic, type Clinic } from './__fixtures__/clinic.ts';
import { results, type Answer, type Received } from './__fixtures__/fake-onec.ts';
import { createDatabases } from './__fixtures__/test-database.ts';
import type { Delivering } from './delivering.ts';

const test = useDatabase();
const databases = createDatabases(() => test.url);
let database: Database;
let clinic: Clinic;

beforeAll(() => {
  database = databases.open();
});
afterAll(() => databases.close());
beforeEach(async () => {
  clinic = await openClinic(database);
});
afterEach(() => clinic.close());

const minute = 60_000;
const until = (check: () => Promise<void> | void): Promise<void> =>
  eventually(check, { withinMs: 15_000, everyMs: 10 });
const names = (count: number): string[] => Array.from({ length: count }, (_, index) => `b-${index}`);
const idsOf = ({ events }: Received): string[] => events.map(({ id }) => id);
const states = async (): Promise<Set<string>> => new Set((await clinic.stored()).map(({ state }) => state));
const allDelivered = async (): Promise<void> => expect(await states()).toEqual(new Set(['delivered']));

/** Sweeps until it holds, as the loop of the app does. */
const sweepUntil = (notifier: Delivering, check: () => Promise<void> | void): Promise<void> =>
  until(async () => {
    await notifier.sweep();
    await check();
  });

describe('a destination in trouble', () => {
  it.each<[name: string, answer: Answer, reason: string]>([
    [
      'a server error',
      { status: 500, body: '{ОбщийМодуль(57)}: Деление на 0' },
      'server_error: {ОбщийМодуль(57)}: Деление на 0',
    ],
    ['a page for people', { body: '<!DOCTYPE html><html>вход</html>' }, 'html:'],
    ['no licence', { status: 500, body: 'Не обнаружена лицензия' }, 'busy: Не обнаружена лицензия'],
    ['silence', { hang: true }, 'timeout:'],
    ['a broken connection', { cut: true }, 'unreachable:'],
  ])('waits, then sends everything again: %s', async (_name, answer, reason) => {
    const ids = await clinic.write(names(3));
    clinic.onec.script(() => answer);
    // Only silence is to run into the time-out, however slow the machine is.
    const timeoutMs = 'hang' in answer ? 100 : 10_000;
    const notifier = clinic.notifier({ timeoutMs, pace: { ladderMs: [5_000] } });
    notifier.wake(clinic.id);
    await until(async () => expect((await clinic.destination()).failures).toBe(1));
    const { state, waitMs, reason: why } = await clinic.destination();
    expect(state).toBe('open');
    expect(why?.startsWith(reason)).toBe(true);
    expect(waitMs).toBeGreaterThan(4_000);
    expect(waitMs).toBeLessThanOrEqual(6_000);
    expect((await clinic.stored()).map(({ tries, state: own }) => [tries, own])).toEqual(
      ids.map(() => [0, 'pending']),
    );

    const before = clinic.onec.received.length;
    clinic.onec.script((batch) => results(batch));
    await notifier.sweep();
    expect(clinic.onec.received).toHaveLength(before);
    clinic.pass(6_000);
    await sweepUntil(notifier, allDelivered);
    expect(clinic.onec.received.slice(before).flatMap(idsOf)).toEqual(ids);
    expect(await clinic.destination()).toMatchObject({ failures: 0, state: 'open', reason: null });
  });

  it('honours Retry-After', async () => {
    await clinic.write(['a']);
    clinic.onec.script(() => ({ status: 503, headers: { 'retry-after': '120' } }));
    const notifier = clinic.notifier();
    notifier.wake(clinic.id);
    await until(async () => expect((await clinic.destination()).failures).toBe(1));
    expect((await clinic.destination()).waitMs).toBeGreaterThan(115_000);
    clinic.onec.script((batch) => results(batch));
    clinic.pass(119_000);
    await notifier.sweep();
    expect(clinic.onec.received).toHaveLength(1);
    clinic.pass(1_000);
    await sweepUntil(notifier, allDelivered);
  });

  it('asks again on a new connection when a kept one turns out to be closed, before it counts as a failure', async () => {
    await clinic.write(['a']);
    clinic.onec.script((batch) => (clinic.onec.received.length === 1 ? { cut: true } : results(batch)));
    clinic.notifier().wake(clinic.id);
    await until(allDelivered);
    expect(clinic.onec.received).toHaveLength(2);
    expect((await clinic.destination()).failures).toBe(0);
  });

  it('loses nothing while 1C is down for three days, and probes it with one event at a time', async () => {
    const notifier = clinic.notifier({
      pace: { ladderMs: [5_000, 15_000, minute, 5 * minute, 15 * minute, 60 * minute] },
    });
    clinic.onec.script(() => ({ status: 502, body: 'Bad gateway' }));
    const ids = await clinic.write(names(45));
    for (let hour = 0; hour < 72; hour += 1) {
      const pushes = clinic.onec.received.length;
      await notifier.sweep();
      await until(() => expect(clinic.onec.received.length).toBeGreaterThan(pushes));
      await until(async () => expect((await clinic.destination()).waitMs).toBeGreaterThan(0));
      clinic.pass(73 * minute);
    }
    const [first, ...probes] = clinic.onec.received;
    expect(first!.events).toHaveLength(20);
    expect(probes.every(({ events }) => events.length === 1)).toBe(true);
    expect(await states()).toEqual(new Set(['pending']));
    expect((await clinic.destination()).failures).toBe(72);

    ids.push(...(await clinic.write(['late'])));
    await clinic.onec.down();
    await notifier.sweep();
    await until(async () => expect((await clinic.destination()).failures).toBe(73));
    await clinic.onec.up();
    clinic.onec.received.length = 0;
    clinic.onec.script((batch) => results(batch));
    clinic.pass(73 * minute);
    await sweepUntil(notifier, allDelivered);
    expect(clinic.onec.received.flatMap(idsOf).sort()).toEqual([...ids].sort());
  });

  it('lets one event at which 1C’s handler fails hold up nobody but its own subject', async () => {
    const subjects = [...names(12), 'poison', 'poison', ...names(40).slice(12)];
    const ids = await clinic.write(subjects);
    const poison = ids[12]!;
    clinic.onec.script((batch) =>
      idsOf(batch).includes(poison) ? { status: 500, body: 'Деление на 0' } : results(batch),
    );
    const notifier = clinic.notifier();
    await sweepUntil(notifier, async () => {
      const open = (await clinic.stored()).filter(({ state }) => state !== 'delivered');
      expect(open.map(({ subject }) => subject)).toEqual(['poison', 'poison']);
    });
    expect(clinic.onec.received.slice(1).flatMap(idsOf)).not.toContain(ids[13]);
    const attempts = clinic.onec.received.filter((batch) => idsOf(batch).includes(poison));
    expect(attempts.slice(1).every(({ events }) => events.length === 1)).toBe(true);
    expect((await clinic.stored())[12]!.error).toBe('server_error: Деление на 0');

    clinic.onec.script((batch) => results(batch));
    await sweepUntil(notifier, allDelivered);
    expect(idsOf(clinic.onec.received.at(-1)!)).toEqual([ids[13]]);
  });

  it('keeps giving new events to 1C while one is tried again and again', async () => {
    const [poison] = await clinic.write(['poison']);
    clinic.onec.script((batch) => (idsOf(batch).includes(poison!) ? { status: 500 } : results(batch)));
    const notifier = clinic.notifier();
    const poisoned = (): Received[] => clinic.onec.received.filter((batch) => idsOf(batch).includes(poison!));
    for (let step = 0; poisoned().length < 6; step += 1) {
      const [fresh] = await clinic.write([`fresh-${step}`]);
      await sweepUntil(notifier, async () =>
        expect((await clinic.stored()).find(({ id }) => id === fresh)?.state).toBe('delivered'),
      );
    }
    expect(
      poisoned()
        .slice(1)
        .every(({ events }) => events.length === 1),
    ).toBe(true);
    expect((await clinic.destination()).failures).toBe(0);
  });
});

describe('a destination that refuses us', () => {
  it.each([
    [401, 'unauthorized'],
    [403, 'unauthorized'],
    [404, 'not_published'],
    [405, 'not_published'],
  ])('is paused on %i and probed every 10 minutes with one event', async (status, reason) => {
    await clinic.write(names(30));
    clinic.onec.script(() => ({ status, body: '<html>отказ</html>' }));
    const notifier = clinic.notifier();
    notifier.wake(clinic.id);
    await until(async () => expect((await clinic.destination()).state).toBe('paused'));
    const { waitMs, reason: why } = await clinic.destination();
    expect(waitMs).toBeGreaterThan(9.9 * minute);
    expect(why?.startsWith(reason)).toBe(true);
    clinic.pass(9 * minute);
    await notifier.sweep();
    expect(clinic.onec.received).toHaveLength(1);
    clinic.pass(minute);
    await notifier.sweep();
    await until(async () => expect((await clinic.destination()).waitMs).toBeGreaterThan(9 * minute));
    expect(clinic.onec.received.map(({ events }) => events.length)).toEqual([20, 1]);

    clinic.onec.script((batch) => results(batch));
    clinic.pass(10 * minute);
    await sweepUntil(notifier, allDelivered);
    expect(clinic.onec.received.map(({ events }) => events.length)).toEqual([20, 1, 1, 20, 9]);
    expect((await clinic.destination()).state).toBe('open');
  });

  it('is left alone after 410 until a restart, and then probed first', async () => {
    await clinic.write(names(3));
    clinic.onec.script(() => ({ status: 410 }));
    const notifier = clinic.notifier();
    notifier.wake(clinic.id);
    await until(async () => expect((await clinic.destination()).state).toBe('disabled'));
    clinic.pass(100 * minute);
    await notifier.sweep();
    notifier.wake(clinic.id);
    await notifier.stop();
    expect(clinic.onec.received).toHaveLength(1);

    await reopenDestinations(database.sql, [clinic.id]);
    clinic.onec.script((batch) => results(batch));
    await sweepUntil(clinic.notifier(), allDelivered);
    expect(clinic.onec.received.map(({ events }) => events.length)).toEqual([3, 1, 2]);
  });
});

describe('stopping', () => {
  it('finishes the batch on its way, saves its answer and leases nothing more', async () => {
    await clinic.write(names(25));
    let answer: () => void = () => undefined;
    const answered = new Promise<void>((resolve) => {
      answer = resolve;
    });
    clinic.onec.script(async (batch) => {
      await answered;
      return results(batch);
    });
    const notifier = clinic.notifier();
    notifier.wake(clinic.id);
    await until(() => expect(clinic.onec.received).toHaveLength(1));
    const stopped = notifier.stop();
    notifier.wake(clinic.id);
    answer();
    await stopped;
    expect((await clinic.stored()).filter(({ state }) => state === 'delivered')).toHaveLength(20);
    expect(clinic.onec.received).toHaveLength(1);
  });
});

describe('a database that goes away', () => {
  it('does not cost a second delivery when it is back before the lease ends', async () => {
    await clinic.write(['a']);
    let transactions = 0;
    const flaky: Pick<Database, 'sql' | 'transaction'> = {
      sql: database.sql,
      transaction: (work) => {
        transactions += 1;
        return transactions === 2 || transactions === 3
          ? Promise.reject(new Error('terminating connection'))
          : database.transaction(work);
      },
    };
    clinic.notifier({ database: flaky }).wake(clinic.id);
    await until(allDelivered);
    expect(clinic.onec.received).toHaveLength(1);
  });
});
