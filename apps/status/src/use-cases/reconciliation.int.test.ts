import type { CallListPage, CallListQuery, CallRecord, ReadResult } from '@perezvon/contracts-adapter';
import { ensureReconciliation } from '@perezvon/database';
import { useDatabase } from '@perezvon/testing';
import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { openSwitchboard, type Call, type Switchboard } from '../__fixtures__/switchboard.ts';
import { askProvider } from './ask-provider.ts';
import { compareCalls, type Compared } from './compare-calls.ts';

const server = useDatabase();
let board: Switchboard;

beforeAll(() => {
  board = openSwitchboard(server.url);
});
beforeEach(() =>
  board.database.sql.query('TRUNCATE reconciliation, attempt, reminder, booking, outbox_event CASCADE'),
);
afterAll(() => board.close());

const minuteMs = 60_000;

const recordOf = async (call: Call, known: Partial<CallRecord> = {}): Promise<CallRecord> => {
  const { phone, intendedAt } = await board.attempt(call);
  return {
    providerCallId: call.providerCallId ?? 'c-unknown',
    attemptId: null,
    parties: { direction: 'out', clientPhone: phone, ownPhone: null, extensions: [] },
    startedAt: intendedAt,
    answeredAt: intendedAt,
    endedAt: new Date(intendedAt.getTime() + 30_000),
    talkSeconds: 20,
    outcome: 'informed',
    providerStatus: 'ANSWER',
    recordingId: null,
    ...known,
  };
};

const told = async (call: Call): Promise<unknown[]> =>
  (await board.told(call)).map(({ type, final }) => [type, final]);

describe('asking the provider about calls it is silent about', () => {
  const ask = (answer: ReadResult<CallRecord | null>, robot: 'asks' | 'speaks' = 'speaks') => {
    const questions: unknown[] = [];
    const { database, directory, clock } = board;
    const asked = askProvider(
      { database, directory, clock, againAfterMs: 30_000, batch: 10 },
      {
        accountId: 'robot',
        robot,
        lookUpCall: async (question) => {
          questions.push(question);
          return answer;
        },
      },
    );
    return { asked, questions };
  };
  const silence: ReadResult<null> = { kind: 'refused', reason: 'unavailable', detail: 'HTTP 500' };

  it('begins when half of the time to the deadline is over, and settles the attempt by the answer', async () => {
    const call = await board.call();
    const record = await recordOf(call);
    board.pass(5 * minuteMs - 1);
    expect(await ask({ kind: 'found', value: record }).asked).toMatchObject({ asked: 0 });
    board.pass(1);
    const { asked, questions } = ask({ kind: 'found', value: record });
    expect(await asked).toMatchObject({ asked: 1, settled: 1 });
    const { id: attemptId, phone, intendedAt } = await board.attempt(call);
    expect(questions).toEqual([{ attemptId, phone, intendedAt, providerCallId: call.providerCallId }]);
    expect(await told(call)).toEqual([['booking.informed', true]]);
  });

  it('is repeated only after a while, and ends when the attempt has', async () => {
    const call = await board.call();
    board.pass(6 * minuteMs);
    expect(await ask(silence).asked).toMatchObject({ asked: 1, settled: 0 });
    expect(await ask(silence).asked).toMatchObject({ asked: 0 });
    board.pass(30_000);
    expect(await ask(silence).asked).toMatchObject({ asked: 1 });
    await board.apply([await board.hook({ call: call.providerCallId, says: 'confirmed' })]);
    board.pass(30_000);
    expect(await ask(silence).asked).toMatchObject({ asked: 0 });
  });

  it('leaves a call that goes on as it is', async () => {
    const call = await board.call();
    board.pass(6 * minuteMs);
    const going = await recordOf(call, { endedAt: null, outcome: null });
    expect(await ask({ kind: 'found', value: going }).asked).toMatchObject({ asked: 1, settled: 0 });
    expect(await board.attempt(call)).toMatchObject({ state: 'placed' });
  });

  it('does not take the end of a talk for the end of the matter while the answer may be on its way', async () => {
    const call = await board.call();
    board.pass(6 * minuteMs);
    const record = await recordOf(call, {
      outcome: 'hangup',
      endedAt: new Date(board.clock().getTime() - 59_999),
    });
    expect(await ask({ kind: 'found', value: record }, 'asks').asked).toMatchObject({ settled: 0 });
    board.pass(30_000);
    expect(await ask({ kind: 'found', value: record }, 'asks').asked).toMatchObject({ settled: 1 });
    expect(await board.attempt(call)).toMatchObject({ outcome: 'hangup' });
  });

  it('takes a call that surely never was for one nobody answered, and any later word still wins', async () => {
    const call = await board.call();
    board.pass(6 * minuteMs);
    await ask({ kind: 'found', value: null }).asked;
    expect(await board.attempt(call)).toMatchObject({ state: 'ended', outcome: 'no_answer' });
    await board.apply([await board.hook({ call: call.providerCallId, says: 'confirmed' })]);
    expect(await board.attempt(call)).toMatchObject({ outcome: 'confirmed' });
  });

  it('is done by one of two replicas', async () => {
    await Promise.all([board.call(), board.call(), board.call()]);
    board.pass(6 * minuteMs);
    const both = await Promise.all([ask(silence).asked, ask(silence).asked]);
    expect(both.reduce((sum, { asked }) => sum + asked, 0)).toBe(3);
  });

  it('never asks about the calls of another account', async () => {
    await board.call({ accountId: 'other-robot' });
    board.pass(6 * minuteMs);
    expect(await ask(silence).asked).toMatchObject({ asked: 0 });
  });
});

describe('comparing the list of calls with ours', () => {
  const queries: CallListQuery[] = [];
  beforeEach(async () => {
    queries.length = 0;
    await ensureReconciliation(board.database.sql, ['robot'], board.clock());
  });

  type Page = ReadResult<CallListPage>;

  const compare = (...pages: Page[]): Promise<Compared | null> => {
    const { database, directory, clock } = board;
    const rest = [...pages];
    return compareCalls({
      ...{ database, directory, clock, everyMs: 5 * minuteMs, overlapMs: 2 * minuteMs, settleMs: minuteMs },
      ...{ leaseMs: 10 * minuteMs, maxPages: 3, sleep: async () => undefined },
      lists: new Map([
        [
          'robot',
          {
            robot: 'speaks',
            listCalls: async (query) => {
              queries.push(query);
              return rest.shift() ?? { kind: 'found', value: { calls: [], next: null } };
            },
          },
        ],
      ]),
    });
  };
  const page = (calls: CallRecord[], next: string | null = null): Page => ({
    kind: 'found',
    value: { calls, next },
  });

  it('tells the ends that no webhook told, once, and counts what was lost', async () => {
    const lost = await board.call();
    const heard = await board.call();
    await board.apply([await board.hook({ call: heard.providerCallId, says: 'confirmed' })]);
    const list = page([await recordOf(lost), await recordOf(heard)]);
    board.pass(6 * minuteMs);
    expect(await compare(list)).toMatchObject({ accountId: 'robot', found: 2, lost: 1, problem: null });
    expect(await told(lost)).toEqual([['booking.informed', true]]);
    expect(await told(heard)).toEqual([['booking.confirmed', true]]);
    board.pass(5 * minuteMs);
    expect(await compare(list)).toMatchObject({ found: 2, lost: 0 });
    expect(await told(lost)).toHaveLength(1);
  });

  it('wins over the watchdog', async () => {
    const call = await board.call();
    const { database } = board;
    await database.sql.query(
      `UPDATE attempt SET settled_by = 'watchdog', ended_at = $2, outcome = 'no_answer', state = 'ended' WHERE id = $1`,
      [call.attemptId, board.clock()],
    );
    const record = await recordOf(call);
    board.pass(20 * minuteMs);
    expect(await compare(page([record]))).toMatchObject({ lost: 1 });
    expect(await board.attempt(call)).toMatchObject({ outcome: 'informed', settledBy: 'provider' });
  });

  it('finds a call whose id nobody told us by telephone and time', async () => {
    const call = await board.call({ providerCallId: null });
    const record = await recordOf(call, { providerCallId: 'row-1' });
    board.pass(6 * minuteMs);
    expect(await compare(page([record]))).toMatchObject({ found: 1, lost: 1 });
    expect(await told(call)).toEqual([['booking.informed', true]]);
  });

  it('reads page by page, from a little before the last comparison to a little before now', async () => {
    const begin = board.clock().getTime();
    board.pass(6 * minuteMs);
    await compare(page([], 'second'), page([]));
    expect(queries).toEqual([
      { from: new Date(begin - 2 * minuteMs), to: new Date(begin + 5 * minuteMs), cursor: null },
      { from: new Date(begin - 2 * minuteMs), to: new Date(begin + 5 * minuteMs), cursor: 'second' },
    ]);
    board.pass(5 * minuteMs);
    await compare();
    expect(queries.at(-1)).toMatchObject({ from: new Date(begin + 3 * minuteMs) });
  });

  it('reads the same stretch again when the provider did not give it all', async () => {
    const begin = board.clock().getTime();
    board.pass(6 * minuteMs);
    const refused: Page = { kind: 'refused', reason: 'rate_limited', detail: 'HTTP 429' };
    expect(await compare(page([], 'more'), refused)).toMatchObject({ problem: 'rate_limited: HTTP 429' });
    board.pass(5 * minuteMs);
    const endless = page([], 'more');
    expect(await compare(endless, endless, endless)).toMatchObject({ problem: 'more than 3 pages' });
    expect(queries.at(-1)).toMatchObject({ from: new Date(begin - 2 * minuteMs) });
  });

  it('is done by one replica at a time, and by another when that one died', async () => {
    board.pass(6 * minuteMs);
    const both = await Promise.all([compare(), compare()]);
    expect(both.filter((compared) => compared !== null)).toHaveLength(1);
    expect(await compare()).toBeNull();
    board.pass(5 * minuteMs);
    expect(await compare()).not.toBeNull();
  });
});
