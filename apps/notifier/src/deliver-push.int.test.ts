import { setTimeout } from 'node:timers/promises';
import { outboxEventSchema } from '@perezvon/contracts-events';
import type { Database } from '@perezvon/database';
import { eventually, useDatabase } from '@perezvon/testing';
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { openClinic, type Clinic } from './__fixtures__/clinic.ts';
import { results, type Received } from './__fixtures__/fake-onec.ts';
import { createDatabases } from './__fixtures__/test-database.ts';

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

const until = (check: () => Promise<void> | void): Promise<void> =>
  eventually(check, { withinMs: 15_000, everyMs: 10 });
const names = (count: number, prefix = 'b'): string[] =>
  Array.from({ length: count }, (_, index) => `${prefix}-${index}`);
const sent = (received: readonly Received[]): string[] =>
  received.flatMap(({ events }) => events.map(({ id }) => id));
const states = async (): Promise<string[]> => (await clinic.stored()).map(({ state }) => state);
const allDelivered = async (): Promise<void> => {
  expect(new Set(await states())).toEqual(new Set(['delivered']));
};

describe('a push', () => {
  it('sends 45 events as three batches, in the order of writing, numbered without gaps', async () => {
    const ids = await clinic.write(names(45));
    clinic.notifier().wake(clinic.id);
    await until(allDelivered);
    expect(clinic.onec.received.map(({ events }) => events.length)).toEqual([20, 20, 5]);
    expect(sent(clinic.onec.received)).toEqual(ids);
    const numbers = clinic.onec.received.flatMap(({ events }) => events.map(({ seq }) => seq));
    expect(numbers).toEqual(ids.map((_, index) => String(index + 1).padStart(12, '0')));
  });

  it('is the contract’s envelope with the infobase’s offset, Basic in UTF-8 and a batch id', async () => {
    await clinic.write(['b-1'], { phone: '79991234567' });
    clinic.notifier().wake(clinic.id);
    await until(allDelivered);
    const [push] = clinic.onec.received;
    const [event] = push!.events;
    expect(outboxEventSchema.parse(event).time).toBe('2026-06-03T11:00:00+03:00');
    expect(event).toMatchObject({
      specversion: '1.0',
      source: 'perezvon',
      subject: 'b-1',
      data: { phone: '79991234567' },
    });
    expect(push!.headers['authorization']).toBe(`Basic ${Buffer.from('perezvon:пароль').toString('base64')}`);
    expect(push!.headers['webhook-id']).toBe(push!.batch);
    expect(push!.headers['content-length']).toBe(String(push!.bytes));
  });

  it('cuts a batch at 64 KB and sends the rest next, in order', async () => {
    const ids = await clinic.write(names(7), { text: 'ы'.repeat(10_000) });
    clinic.notifier().wake(clinic.id);
    await until(allDelivered);
    expect(clinic.onec.received.map(({ events }) => events.length)).toEqual([3, 3, 1]);
    expect(clinic.onec.received.every(({ bytes }) => bytes <= 65_536)).toBe(true);
    expect(sent(clinic.onec.received)).toEqual(ids);
    expect((await clinic.stored()).map(({ tries }) => tries)).toEqual(Array(7).fill(1));
  });

  it('goes on while events keep coming, and each goes once', async () => {
    const notifier = clinic.notifier();
    const ids: string[] = [];
    for (let round = 0; round < 20; round += 1) {
      ids.push(...(await clinic.write(names(5, `r${round}`))));
      notifier.wake(clinic.id);
    }
    await until(allDelivered);
    expect(sent(clinic.onec.received)).toEqual(ids);
  });

  it('takes duplicate and ignored for delivered, and keeps rejected ones visible with 1C’s error', async () => {
    const [, , third] = await clinic.write(['a', 'b', 'c', 'd']);
    const said = ['accepted', 'duplicate', 'rejected', 'ignored'] as const;
    clinic.onec.script(({ events }) => ({
      body: JSON.stringify({
        results: events.map(({ id }, index) => ({
          id,
          status: said[index],
          error: id === third ? 'Нет документа' : null,
        })),
      }),
    }));
    clinic.notifier().wake(clinic.id);
    await until(async () =>
      expect(await states()).toEqual(['delivered', 'delivered', 'rejected', 'delivered']),
    );
    expect((await clinic.stored())[2]!.error).toBe('Нет документа');
    expect(clinic.onec.received).toHaveLength(1);
  });

  it('takes an empty 2xx for all accepted', async () => {
    await clinic.write(['a', 'b']);
    clinic.onec.script(() => ({ body: '' }));
    clinic.notifier().wake(clinic.id);
    await until(allDelivered);
  });

  it('sends only those again that the reply does not mention', async () => {
    const [first, second] = await clinic.write(['a', 'b']);
    clinic.onec.script(({ events }) =>
      results({ events: events.filter(({ id }) => id !== second || clinic.onec.received.length > 1) }),
    );
    const notifier = clinic.notifier();
    await until(async () => {
      await notifier.sweep();
      await allDelivered();
    });
    expect(clinic.onec.received.map(({ events }) => events.map(({ id }) => id))).toEqual([
      [first, second],
      [second],
    ]);
  });
});

describe('order', () => {
  it('holds up only its own subject while an event is to be retried, and keeps its order', async () => {
    const notifier = clinic.notifier({ pace: { ladderMs: [60_000] } });
    const [first] = await clinic.write(['stuck']);
    clinic.onec.script((batch) => results(batch, ({ id }) => (id === first ? 'retry' : 'accepted')));
    notifier.wake(clinic.id);
    await until(async () => expect((await clinic.stored())[0]!.tries).toBe(1));
    await clinic.write(['stuck', 'free-1', 'stuck', 'free-2']);
    notifier.wake(clinic.id);
    await until(async () =>
      expect(await states()).toEqual(['pending', 'pending', 'delivered', 'pending', 'delivered']),
    );
    expect((await clinic.destination()).failures).toBe(0);

    clinic.onec.script((batch) => results(batch));
    clinic.pass(73_000);
    await notifier.sweep();
    await until(allDelivered);
    const subjectsSeqs = clinic.onec.received
      .slice(1)
      .flatMap(({ events }) => events)
      .filter(({ subject }) => subject === 'stuck')
      .map(({ seq }) => Number(seq));
    expect(subjectsSeqs).toEqual([...subjectsSeqs].sort((a, b) => a - b));
    expect(subjectsSeqs).toHaveLength(3);
  });

  it('never sends two events of a subject in one batch: 1C may keep the later one alone', async () => {
    const ids = await clinic.write(['a', 'a', 'b', 'a']);
    let asked = 0;
    clinic.onec.script((batch) => {
      asked += 1;
      return results(batch, ({ subject }) => (asked === 1 && subject === 'a' ? 'retry' : 'accepted'));
    });
    const notifier = clinic.notifier({ pace: { ladderMs: [1_000] } });
    notifier.wake(clinic.id);
    await until(async () => expect(await states()).toContain('delivered'));
    clinic.pass(2_000);
    await notifier.sweep();
    await until(allDelivered);
    const batches = clinic.onec.received.map(({ events }) => events.map(({ id }) => id));
    expect(batches).toEqual([[ids[0], ids[2]], [ids[0]], [ids[1]], [ids[3]]]);
  });

  it('retries with growing waits, without end', async () => {
    const notifier = clinic.notifier({ pace: { ladderMs: [1_000, 10_000] } });
    await clinic.write(['a']);
    clinic.onec.script((batch) => results(batch, () => 'retry'));
    for (const [tries, least, most] of [
      [1, 700, 1_200],
      [2, 9_700, 12_000],
      [3, 9_700, 12_000],
    ] as const) {
      await notifier.sweep();
      await until(async () => expect((await clinic.stored())[0]!.tries).toBe(tries));
      expect((await clinic.stored())[0]!.waitMs).toBeGreaterThan(least);
      expect((await clinic.stored())[0]!.waitMs).toBeLessThanOrEqual(most);
      clinic.pass(12_000);
    }
  });
});

describe('several notifiers', () => {
  it.each([1, 2])('push at most %i batches at once and no event twice', async (concurrency) => {
    const notifiers = [databases.open(), databases.open()].map((own) =>
      clinic.notifier({ database: own, concurrency }),
    );
    clinic.onec.script(async (batch) => {
      // Slow enough for another one to be sent meanwhile, if somebody does.
      await eventually(() => clinic.onec.busiest() >= concurrency);
      await setTimeout(5);
      return results(batch);
    });
    const ids = await clinic.write(Array.from({ length: 4 }, (_, round) => names(20, `r${round}`)).flat());
    for (let round = 0; round < 8; round += 1) {
      for (const notifier of notifiers) notifier.wake(clinic.id);
      ids.push(...(await clinic.write(names(20, `r${round % 4}`))));
    }
    for (const notifier of notifiers) notifier.wake(clinic.id);
    await until(allDelivered);
    expect(clinic.onec.busiest()).toBe(concurrency);
    expect(sent(clinic.onec.received).sort()).toEqual([...ids].sort());
    const seqs = (await clinic.stored()).map(({ seq }) => seq ?? 0).sort((a, b) => a - b);
    expect(seqs).toEqual(ids.map((_, index) => index + 1));
    const arrived = clinic.onec.received.flatMap(({ events }) => events);
    for (const subject of new Set(arrived.map((event) => event.subject))) {
      const own = arrived.filter((event) => event.subject === subject).map(({ seq }) => seq);
      expect(own).toEqual([...own].sort());
    }
  });

  it('deliver again, with the same ids, what a notifier got an answer for but did not live to save', async () => {
    const ids = await clinic.write(names(3));
    let transactions = 0;
    const dying: Pick<Database, 'sql' | 'transaction'> = {
      sql: database.sql,
      transaction: (work) => {
        transactions += 1;
        return transactions === 1 ? database.transaction(work) : new Promise(() => undefined);
      },
    };
    clinic.notifier({ database: dying, abandoned: true }).wake(clinic.id);
    await until(() => expect(transactions).toBe(2));
    const alive = clinic.notifier();
    await alive.sweep();
    expect(clinic.onec.received).toHaveLength(1);
    clinic.pass(2_001);
    await alive.sweep();
    await until(allDelivered);
    expect(clinic.onec.received.map(({ events }) => events.map(({ id }) => id))).toEqual([ids, ids]);
  });
});
