import { replayProviderEvents } from '@perezvon/database';
import { settleByWatchdog } from '@perezvon/domain';
import { settleAttempts } from '@perezvon/reminders';
import { useDatabase } from '@perezvon/testing';
import { v7 as uuidv7 } from 'uuid';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import {
  hookRow,
  openSwitchboard,
  type Call,
  type Saying,
  type Switchboard,
} from '../__fixtures__/switchboard.ts';

const server = useDatabase();
let board: Switchboard;

beforeAll(() => {
  board = openSwitchboard(server.url);
});
afterAll(() => board.close());

const hooksAbout = (call: Call, ...sayings: Omit<Saying, 'call'>[]) =>
  Promise.all(sayings.map((saying) => board.hook({ call: call.providerCallId, ...saying })));

const summary = async (call: Call): Promise<unknown[][]> =>
  (await board.told(call)).map(({ type, final, data }) => [type, final, data['correction'], data['stale']]);

const confirmedOnce = [['booking.confirmed', true, false, false]];

const watchdog = async (call: Call): Promise<void> => {
  const { attemptId, reminderId } = call;
  const now = board.clock();
  await board.database.transaction((tx) =>
    settleAttempts(
      tx,
      [{ attemptId, reminderId, providerStatus: null, merge: (known) => settleByWatchdog(known, now) }],
      { directory: board.directory, now },
    ),
  );
};

const orders = <Item>(items: readonly Item[]): Item[][] =>
  items.length < 2
    ? [[...items]]
    : items.flatMap((item, index) => orders(items.toSpliced(index, 1)).map((rest) => [item, ...rest]));

describe('what a provider says of a call', () => {
  it('reaches 1C as soon as the patient has decided; that somebody picked up does not', async () => {
    const call = await board.call();
    await board.apply(await hooksAbout(call, { says: 'picked up' }));
    expect(await board.attempt(call)).toMatchObject({
      state: 'answered',
      outcome: null,
      answeredAt: board.clock(),
    });
    expect(await board.told(call)).toEqual([]);

    await board.apply(await hooksAbout(call, { says: 'confirmed' }));
    expect(await board.attempt(call)).toMatchObject({
      state: 'ended',
      outcome: 'confirmed',
      settledBy: 'provider',
      providerStatus: 'confirmed',
    });
    expect(await board.reminder(call)).toMatchObject({
      state: 'confirmed',
      finalAt: board.clock(),
      dueAt: null,
    });
    expect(await summary(call)).toEqual(confirmedOnce);
    expect((await board.told(call))[0]?.data).toMatchObject({
      booking_id: call.bookingId,
      call_id: call.attemptId,
      response: 1,
      provider: 'fake',
    });
  });

  it.each([
    ['declined', 'booking.declined', 'declined'],
    ['operator', 'booking.operator', 'operator'],
  ] as const)('ends the reminder when it is only a decision: %s', async (says, type, state) => {
    const call = await board.call();
    await board.apply(await hooksAbout(call, { says }));
    expect(await summary(call)).toEqual([[type, true, false, false]]);
    expect(await board.reminder(call)).toMatchObject({ state });
  });

  it('leads to another attempt when nobody decided anything', async () => {
    const call = await board.call();
    await board.apply(await hooksAbout(call, { says: 'hangup' }));
    expect(await summary(call)).toEqual([['booking.hangup', false, false, false]]);
    expect(await board.reminder(call)).toMatchObject({ state: 'waiting', finalAt: null });
    expect((await board.reminder(call)).dueAt).not.toBeNull();
  });

  it('is final when a robot that cannot ask was heard to the end', async () => {
    const call = await board.call();
    await board.apply(
      await hooksAbout(call, { says: 'ringing' }, { says: 'picked up' }, { says: 'end out' }),
    );
    expect(await board.attempt(call)).toMatchObject({ state: 'ended', outcome: 'informed' });
    expect((await board.told(call)).map(({ type, final }) => [type, final])).toEqual([
      ['booking.informed', true],
    ]);
  });

  it('waits for no attempt when it can be about none', async () => {
    const hooks = await Promise.all(
      (['ringing', 'end in'] as const).map((says) => board.hook({ call: `stranger-${says}`, says })),
    );
    await board.apply(hooks);
    for (const hook of hooks) expect(await board.stateOf(hook)).toEqual({ state: 'done', error: null });
    const out = await board.hook({ call: 'stranger-out', says: 'end out' });
    await board.apply([out]);
    expect(await board.stateOf(out)).toMatchObject({ state: 'unmatched' });
  });

  it('has the same effect in any order, in one batch or one by one, once or twice', async () => {
    const sayings: Omit<Saying, 'call'>[] = [
      { says: 'picked up', at: new Date('2026-06-03T09:00:01Z') },
      { says: 'confirmed', at: new Date('2026-06-03T09:00:20Z') },
      { says: 'hangup', at: new Date('2026-06-03T09:00:25Z') },
    ];
    const ends = [];
    const runs = orders(sayings).flatMap((order) => [true, false].map((together) => ({ order, together })));
    for (const { order, together } of runs) {
      const call = await board.call();
      const hooks = await hooksAbout(call, ...order, ...order);
      for (const jobs of together ? [hooks] : hooks.map((hook) => [hook])) await board.apply(jobs);
      const { state, outcome, decisionAt, answeredAt, endedAt, hungUp, conflict } = await board.attempt(call);
      ends.push({ state, outcome, decisionAt, answeredAt, endedAt, hungUp, conflict });
      expect(await board.reminder(call)).toMatchObject({ state: 'confirmed', dueAt: null });
      expect((await board.told(call)).filter(({ final }) => final)).toHaveLength(1);
      expect((await board.told(call)).at(-1)?.type).toBe('booking.confirmed');
    }
    expect(new Set(ends.map((end) => JSON.stringify(end))).size).toBe(1);
    expect(ends[0]).toMatchObject({ state: 'ended', outcome: 'confirmed', hungUp: true, conflict: false });
  });

  it('takes effect once however often its row is queued', async () => {
    const call = await board.call();
    const [hook] = await hooksAbout(call, { says: 'confirmed' });
    await board.apply([hook!, hook!]);
    expect(await board.apply([hook!])).toMatchObject({ outcomes: [], written: [] });
    expect(await summary(call)).toEqual(confirmedOnce);
  });

  it('is filed first when the queue carried the row whole', async () => {
    const call = await board.call();
    const body = JSON.stringify({ call: call.providerCallId, says: 'confirmed' });
    const job = { kind: 'row' as const, row: hookRow(body, 'robot', board.clock()) };
    await board.apply([job]);
    await board.apply([job]);
    expect(await board.stateOf(job)).toEqual({ state: 'done', error: null });
    expect(await summary(call)).toEqual(confirmedOnce);
  });

  it('may hold a character that PostgreSQL cannot store', async () => {
    const [call, other] = [await board.call(), await board.call()];
    await board.apply([
      await board.hook({ call: call.providerCallId, says: 'confirmed', key: 'a\u0000b\ud800' }),
      await board.hook({ call: 'no\u0000call', says: 'confirmed' }),
      ...(await hooksAbout(other, { says: 'confirmed' })),
    ]);
    expect(await summary(call)).toEqual(confirmedOnce);
    expect(await summary(other)).toEqual(confirmedOnce);
  });
});

describe('an event whose call is not known', () => {
  it('is kept, and applied when the reply to our own request has come', async () => {
    const call = await board.call({ providerCallId: null });
    const late = `call-${uuidv7()}`;
    const hook = await board.hook({ call: late, says: 'confirmed' });
    expect(await board.apply([hook])).toMatchObject({
      outcomes: [{ state: 'unmatched', providerCallId: late }],
    });
    expect(await board.told(call)).toEqual([]);

    await board.database.sql.query('UPDATE attempt SET provider_call_id = $1 WHERE id = $2', [
      late,
      call.attemptId,
    ]);
    await board.apply([hook]);
    expect(await board.stateOf(hook)).toEqual({ state: 'done', error: null });
    expect(await summary(call)).toEqual(confirmedOnce);
  });

  it('is known at once by our own id when the provider echoes it', async () => {
    const call = await board.call({ providerCallId: null });
    await board.apply([await board.hook({ call: 'not told yet', echo: call.attemptId, says: 'confirmed' })]);
    expect(await summary(call)).toEqual(confirmedOnce);
  });

  it('is never taken for another call that has no id of the provider yet', async () => {
    const call = await board.call({ providerCallId: null });
    const stray = await board.hook({ call: null, echo: uuidv7(), says: 'declined' });
    await board.apply([await board.hook({ call: null, echo: call.attemptId, says: 'picked up' }), stray]);
    expect(await board.attempt(call)).toMatchObject({ state: 'answered', outcome: null });
    expect(await board.stateOf(stray)).toMatchObject({ state: 'unmatched' });
  });

  it('never touches a call of another account, whether by the id of the provider or by ours', async () => {
    const call = await board.call({ accountId: 'other-robot' });
    const foreign = [
      await board.hook({ call: call.providerCallId, says: 'declined' }),
      await board.hook({ call: null, echo: call.attemptId, says: 'declined' }),
    ];
    await board.apply(foreign);
    expect(await board.attempt(call)).toMatchObject({ state: 'placed', outcome: null });
    expect(await board.stateOf(foreign[0]!)).toMatchObject({ state: 'unmatched' });
    expect(await board.stateOf(foreign[1]!)).toMatchObject({ state: 'unmatched' });
    await board.apply([await board.hook({ call: call.providerCallId, says: 'confirmed' }, 'other-robot')]);
    expect(await summary(call)).toEqual(confirmedOnce);
  });
});

describe('an event that cannot be read', () => {
  it('is kept with the reason, harms nothing else in its batch, and can be replayed', async () => {
    const call = await board.call();
    const hook = await board.hook('<xml/>');
    const applied = await board.apply([hook, ...(await hooksAbout(call, { says: 'confirmed' }))]);
    expect(applied.outcomes.map(({ state }) => state).sort()).toEqual(['done', 'unparsed']);
    expect(await board.stateOf(hook)).toEqual({ state: 'unparsed', error: 'no JSON' });
    expect(await summary(call)).toEqual(confirmedOnce);

    const id = hook.kind === 'pointer' ? hook.id : '';
    expect(await board.apply([hook])).toMatchObject({ outcomes: [] });
    await board.database.sql.query('UPDATE provider_event SET body = $2 WHERE id = $1', [
      id,
      Buffer.from(JSON.stringify({ call: call.providerCallId, says: 'hangup' })),
    ]);
    expect(await replayProviderEvents(board.database.sql, [id])).toEqual([id]);
    await board.apply([hook]);
    expect(await board.stateOf(hook)).toEqual({ state: 'done', error: null });
  });

  it('is kept when its account is not in the configuration', async () => {
    const hook = await board.hook({ call: 'call', says: 'confirmed' }, 'gone');
    await board.apply([hook]);
    expect(await board.stateOf(hook)).toEqual({
      state: 'unparsed',
      error: 'account gone is not in the configuration',
    });
  });

  it('is counted and changes nothing when only its status is unknown', async () => {
    const call = await board.call();
    const hooks = await hooksAbout(call, { says: 'mystery' });
    expect(await board.apply(hooks)).toMatchObject({ unknownStatuses: 1, written: [] });
    expect(await board.attempt(call)).toMatchObject({
      state: 'placed',
      outcome: null,
      providerStatus: 'mystery',
    });
    expect(await board.stateOf(hooks[0]!)).toMatchObject({ state: 'done' });
  });
});

describe('a decision that comes late', () => {
  it('wins over the watchdog and cancels the planned retry', async () => {
    const call = await board.call();
    board.pass(600_000);
    await watchdog(call);
    expect(await board.reminder(call)).toMatchObject({ state: 'waiting' });
    board.pass(60_000);
    await board.apply(await hooksAbout(call, { says: 'confirmed' }));
    expect(await board.reminder(call)).toMatchObject({ state: 'confirmed', dueAt: null });
    expect(await board.attempt(call)).toMatchObject({ outcome: 'confirmed', settledBy: 'provider' });
    expect(await summary(call)).toEqual([
      ['booking.no_answer', false, false, false],
      ['booking.confirmed', true, false, false],
    ]);
  });

  it('corrects a final event instead of sending a second one', async () => {
    const call = await board.call();
    await board.database.sql.query('UPDATE reminder SET max_attempts = 1 WHERE id = $1', [call.reminderId]);
    await watchdog(call);
    await board.apply(await hooksAbout(call, { says: 'confirmed' }));
    expect(await summary(call)).toEqual([
      ['booking.no_answer', true, false, false],
      ['booking.confirmed', false, true, false],
    ]);
    expect(await board.reminder(call)).toMatchObject({ state: 'confirmed' });
  });

  it('is only reported when the visit was moved meanwhile', async () => {
    const call = await board.call();
    await board.database.sql.query(
      `UPDATE booking SET start_at = start_at + interval '1 day' WHERE external_id = $1`,
      [call.bookingId],
    );
    await board.apply(await hooksAbout(call, { says: 'confirmed' }));
    expect(await summary(call)).toEqual([['booking.confirmed', true, false, true]]);
    expect(await board.reminder(call)).toMatchObject({ state: 'withdrawn' });
  });
});

describe('two different decisions', () => {
  it('are flagged, and the first by the clock of the provider stands, whichever comes first', async () => {
    const first = { says: 'declined', at: new Date('2026-06-03T09:00:10Z') } as const;
    const second = { says: 'confirmed', at: new Date('2026-06-03T09:00:11Z') } as const;
    for (const order of [
      [first, second],
      [second, first],
    ]) {
      const call = await board.call();
      for (const saying of order) await board.apply(await hooksAbout(call, saying));
      expect(await board.attempt(call)).toMatchObject({ outcome: 'declined', conflict: true });
      expect(await board.reminder(call)).toMatchObject({ state: 'declined', conflict: true });
      const told = await board.told(call);
      expect(told.filter(({ final }) => final)).toHaveLength(1);
      expect(told.at(-1)?.type).toBe('booking.declined');
    }
  });
});

describe('many events at once', () => {
  it('are one transaction: a hundred of them take effect together or not at all', async () => {
    const calls = await Promise.all(Array.from({ length: 100 }, () => board.call()));
    const hooks = await Promise.all(
      calls.map((call) => board.hook({ call: call.providerCallId, says: 'confirmed' })),
    );
    const [last] = calls.slice(-1);
    await board.database.sql.query(
      `INSERT INTO outbox_event (id, infobase_id, subject, type, time, data, reminder_id, final, next_try_at)
       VALUES ($1, 'clinic', 'in the way', 'booking.failed', $2, '{}', $3, true, 'epoch')`,
      [uuidv7(), board.clock(), last!.reminderId],
    );
    await expect(board.apply(hooks)).rejects.toMatchObject({ code: '23505' });
    expect(await board.told(calls[0]!)).toEqual([]);
    await board.database.sql.query(`DELETE FROM outbox_event WHERE subject = 'in the way'`);

    expect((await board.apply(hooks)).written).toHaveLength(100);
    for (const call of calls) expect(await summary(call)).toEqual(confirmedOnce);
  });

  it('in batches that overlap are applied once by several workers, without a deadlock', async () => {
    for (let round = 0; round < 5; round += 1) {
      const calls = await Promise.all(Array.from({ length: 30 }, () => board.call()));
      const said = (says: Saying['says']) =>
        Promise.all(calls.map((call) => board.hook({ call: call.providerCallId, says })));
      const [marks, answers] = [await said('picked up'), await said('confirmed')];
      await Promise.all([
        board.apply([...marks.slice(0, 20), ...answers.slice(10)]),
        board.apply([...answers.toReversed(), ...marks.slice(10)]),
        board.apply([...marks.toReversed(), ...answers.slice(0, 20)]),
        ...calls.slice(0, 2).map((call) => watchdog(call)),
      ]);
      for (const call of calls) {
        expect(await board.attempt(call)).toMatchObject({ state: 'ended', outcome: 'confirmed' });
        const told = await board.told(call);
        expect(told.filter(({ type }) => type === 'booking.confirmed')).toHaveLength(1);
        expect(told.filter(({ final }) => final)).toHaveLength(1);
      }
    }
  });
});
