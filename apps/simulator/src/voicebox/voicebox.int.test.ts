import { afterEach, describe, expect, it, vi } from 'vitest';
import { startHookReceiver } from '../__fixtures__/hook-receiver.ts';
import type { HookReceiver } from '../__fixtures__/hook-receiver.ts';
import { basic, method, placeCall } from '../__fixtures__/requests.ts';
import type { LedgerSnapshot } from '../ledger.ts';
import type { CallScriptInput } from '../script.ts';
import { createSimulator } from '../simulator.ts';
import type { Simulator } from '../simulator.ts';
import type { VoiceboxControl } from './voicebox.settings.ts';

const phone = '79161234567';
const guid = 'b70a03fe-e239-41ec-8c87-fe3375dcbab9';
const closing: (() => Promise<void>)[] = [];

const setUp = async (
  calls: readonly CallScriptInput[],
  { respond, account = {} }: { respond?: Parameters<typeof startHookReceiver>[0]; account?: object } = {},
): Promise<{ url: string; simulator: Simulator; hooks: HookReceiver }> => {
  const hooks = await startHookReceiver(respond);
  const voicebox: VoiceboxControl = { accounts: [{ hookUrl: hooks.url, ...account }] };
  const simulator = createSimulator({ voicebox });
  if (calls.length > 0) simulator.scripts.setPhone(phone, calls);
  const { url } = await simulator.start();
  closing.push(
    () => simulator.stop(),
    () => hooks.close(),
  );
  return { url, simulator, hooks };
};

afterEach(async () => {
  for (const close of closing.splice(0)) await close();
});

const quiet = (simulator: Simulator): Promise<void> =>
  vi.waitFor(() => expect(simulator.activity()).toEqual({ calls: 0, pending: 0 }), {
    timeout: 10_000,
    interval: 5,
  });
const responses = (hooks: HookReceiver): unknown[] =>
  hooks.bodies.map((body) => JSON.parse(body.toString('utf8')).response);
const violationKinds = (snapshot: LedgerSnapshot) => snapshot.violations.map(({ kind }) => kind);

describe('placing a call', () => {
  it('answers with the call id and plays marker and answer to the hook', async () => {
    const { url, simulator, hooks } = await setUp([{ answer: 'declined' }]);
    const response = await placeCall(url);
    const { id } = (await response.json()) as { id: string };
    await quiet(simulator);
    expect(hooks.bodies.map((body) => JSON.parse(body.toString('utf8')))).toEqual([
      { call_id: id, number_b: phone, response: 'Ошибка' },
      { call_id: id, number_b: phone, response: 'Отказ' },
    ]);
    const [call] = simulator.ledger.snapshot().calls;
    expect(call).toMatchObject({ id, phone, guid, placed: true, replied: 'ok', replyId: id });
    expect(call?.webhooks.map(({ status, answer }) => [status, answer])).toEqual([
      [200, null],
      [200, 'declined'],
    ]);
    expect(call?.endedAt).not.toBeNull();
    expect(simulator.ledger.snapshot().violations).toEqual([]);
  });

  it('echoes the guid where the account is set up so', async () => {
    const { url, simulator, hooks } = await setUp([{}], { account: { echoGuid: true } });
    await placeCall(url);
    await quiet(simulator);
    expect(JSON.parse(hooks.bodies[0]!.toString('utf8'))).toMatchObject({ guid });
  });

  it('is refused and noted when credentials, content type, number, JSON or campaign are wrong', async () => {
    const { url, simulator } = await setUp([], { account: { methods: [method] } });
    const statuses = [
      await placeCall(url, {}, { authorization: basic('robot', 'wrong') }),
      await placeCall(url, {}, { authorization: '' }),
      await placeCall(url, {}, { 'content-type': 'text/plain' }),
      await placeCall(url, { number: '+79161234567' }),
      await fetch(`${url}/voicebox/api/v1/sb`, {
        method: 'POST',
        headers: { 'content-type': 'application/json', authorization: basic('robot', 'robot-secret') },
        body: '{',
      }),
    ].map(({ status }) => status);
    expect(statuses).toEqual([401, 401, 415, 400, 400]);
    const snapshot = simulator.ledger.snapshot();
    expect(snapshot.calls).toEqual([]);
    expect(violationKinds(snapshot)).toEqual([
      'unauthorized',
      'unauthorized',
      'bad_content_type',
      'bad_number',
      'bad_json',
    ]);
    simulator.voicebox({ accounts: [{ methods: ['11111111-1111-4111-8111-111111111111'] }] });
    expect((await placeCall(url)).status).toBe(400);
  });

  it('takes the content type of the article and notes what can not be said', async () => {
    const { url, simulator } = await setUp([]);
    const headers = { 'content-type': 'application/json charset=utf-8' };
    expect((await placeCall(url, { visit: 'Эндоскопист, 4 июня' }, headers)).status).toBe(200);
    expect(violationKinds(simulator.ledger.snapshot())).toEqual(['unsayable']);
  });

  it('notes calls over the number of lines', async () => {
    const script = { ringMs: 60_000, answer: 'silence' } as const;
    const { url, simulator } = await setUp([script], { account: { concurrentCalls: 2 } });
    await Promise.all([placeCall(url), placeCall(url), placeCall(url)]);
    const snapshot = simulator.ledger.snapshot();
    expect(violationKinds(snapshot)).toEqual(['over_concurrency']);
    expect(snapshot.peaks).toEqual({ 'voicebox/robot': 3 });
  });
});

describe('replies', () => {
  it.each([
    ['numeric_id', 200, /^\{"id":\d+\}$/],
    ['no_id', 200, /^\{"result"/],
    ['empty', 200, /^$/],
    ['non_json', 200, /^OK$/],
    ['html', 200, /^<!DOCTYPE/],
  ] as const)('of the kind %s come for a call that rings', async (reply, status, body) => {
    const { url, simulator } = await setUp([{ reply }]);
    const response = await placeCall(url);
    expect([response.status, await response.text()]).toEqual([status, expect.stringMatching(body)]);
    await quiet(simulator);
    const [call] = simulator.ledger.snapshot().calls;
    expect(call).toMatchObject({ placed: true, replied: reply });
    expect(call?.webhooks).toHaveLength(2);
  });

  it('with an error status place no call, and say when to come again', async () => {
    const { url, simulator } = await setUp([{ reply: 'status', status: 429, retryAfterSeconds: 7 }]);
    const response = await placeCall(url);
    expect([response.status, response.headers.get('retry-after')]).toEqual([429, '7']);
    expect(simulator.activity().calls).toBe(0);
    expect(simulator.ledger.snapshot().calls).toMatchObject([{ placed: false, replied: 'status 429' }]);
  });

  it('can repeat the id of the call before', async () => {
    const { url } = await setUp([{}, { reply: 'same_id' }]);
    const first = await (await placeCall(url)).json();
    expect(await (await placeCall(url)).json()).toEqual(first);
  });

  it.each([
    ['reset_before', false],
    ['reset_after', true],
  ] as const)('%s cuts the connection, call placed: %s', async (reply, placed) => {
    const { url, simulator } = await setUp([{ reply }]);
    await expect(placeCall(url)).rejects.toThrow('fetch failed');
    expect(simulator.ledger.snapshot().calls).toMatchObject([{ placed, replyId: null }]);
    await quiet(simulator);
    expect(simulator.ledger.snapshot().calls[0]?.webhooks).toHaveLength(placed ? 2 : 0);
  });

  it('never come after a time-out, though the call is made', async () => {
    const { url, simulator, hooks } = await setUp([{ reply: 'timeout_after' }]);
    const pending = placeCall(url);
    await vi.waitFor(() => expect(responses(hooks)).toEqual(['Ошибка', 'Успешно']), { timeout: 5_000 });
    expect(await Promise.race([pending.then(() => 'reply'), Promise.resolve('nothing')])).toBe('nothing');
    await simulator.stop();
    await expect(pending).rejects.toThrow();
  });

  it('come after the webhooks when the script wants them first', async () => {
    const { url, hooks } = await setUp([{ beforeReply: 'all' }]);
    await placeCall(url);
    expect(responses(hooks)).toEqual(['Ошибка', 'Успешно']);
  });
});

describe('webhooks', () => {
  it('are repeated, reordered and lost by script', async () => {
    const { url, simulator, hooks } = await setUp([
      { order: 'reversed', decision: { copies: 2 } },
      { decision: { lost: true } },
    ]);
    await placeCall(url);
    await quiet(simulator);
    expect(responses(hooks)).toEqual(['Успешно', 'Успешно', 'Ошибка']);
    await placeCall(url);
    await quiet(simulator);
    expect(responses(hooks).slice(3)).toEqual(['Ошибка']);
  });

  it('that are not answered 2xx come again with back-off, when the account does that', async () => {
    const { url, simulator, hooks } = await setUp([{ answer: 'no_answer' }], {
      respond: (count) => (count === 1 ? 503 : count === 2 ? 'cut' : 200),
      account: { retry: { times: 5, backoffMs: 1 } },
    });
    await placeCall(url);
    await quiet(simulator);
    expect(responses(hooks)).toEqual(['Недозвон', 'Недозвон', 'Недозвон']);
    expect(simulator.ledger.snapshot().calls[0]?.webhooks.map(({ status }) => status)).toEqual([
      503,
      null,
      200,
    ]);
  });

  it('share few connections and never exceed the number in flight', async () => {
    const hooks = await startHookReceiver(async () => {
      await new Promise((resolve) => setImmediate(resolve));
      return 200;
    });
    const simulator = createSimulator({
      voicebox: { accounts: [{ hookUrl: hooks.url }], defaults: { ringMs: [0, 5], talkMs: [0, 5] } },
      hooksInFlight: 4,
    });
    closing.push(
      () => simulator.stop(),
      () => hooks.close(),
    );
    const { url } = await simulator.start();
    const numbers = Array.from({ length: 100 }, (_, index) => String(79160000000 + index));
    await Promise.all(numbers.map((number) => placeCall(url, { number })));
    await quiet(simulator);
    expect(hooks.bodies).toHaveLength(200);
    expect(hooks.peak()).toBeLessThanOrEqual(4);
    expect(hooks.connections()).toBeLessThanOrEqual(8);
  });
});

describe('an outage', () => {
  it('meets every phone for as long as it lasts', async () => {
    const { url, simulator } = await setUp([{}]);
    simulator.voicebox({ outage: { reply: 'status', status: 503, for: { requests: 2 } } });
    const statuses = [];
    for (let count = 0; count < 3; count += 1) statuses.push((await placeCall(url)).status);
    expect(statuses).toEqual([503, 503, 200]);
  });
});
