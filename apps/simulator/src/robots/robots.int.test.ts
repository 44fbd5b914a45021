import { afterEach, describe, expect, it, vi } from 'vitest';
import { startHookReceiver } from '../__fixtures__/hook-receiver.ts';
import type { HookReceiver } from '../__fixtures__/hook-receiver.ts';
import { basic, guid, phone, placeCall, voicebox } from '../__fixtures__/requests.ts';
import { openRobotStage, quiet, violationKinds } from '../__fixtures__/robot-stage.ts';
import type { RobotStage } from '../__fixtures__/robot-stage.ts';
import type { CallScriptInput } from '../script.ts';
import { createSimulator } from '../simulator.ts';
import type { RobotControl } from './robot.settings.ts';

const closing: (() => Promise<void>)[] = [];

const setUp = async (
  calls: readonly CallScriptInput[],
  { robot = {}, ...options }: { robot?: RobotControl } & Pick<Options, 'respond'> = {},
): Promise<RobotStage> => {
  const stage = await openRobotStage('mtt-main', voicebox(robot), { calls, ...options });
  closing.push(stage.close);
  return stage;
};
type Options = NonNullable<Parameters<typeof openRobotStage>[2]>;

afterEach(async () => {
  for (const close of closing.splice(0)) await close();
});

const responses = (hooks: HookReceiver): unknown[] =>
  hooks.bodies.map((body) => JSON.parse(body.toString('utf8')).response);

describe('placing a call', () => {
  it('answers with the call id and plays pick-up and answer to the hook', async () => {
    const { url, simulator, hooks } = await setUp([{ answer: 'declined' }]);
    const { id } = (await (await placeCall(url)).json()) as { id: string };
    await quiet(simulator);
    expect(hooks.bodies.map((body) => JSON.parse(body.toString('utf8')))).toEqual([
      { call_id: id, number_b: phone, response: 'Ошибка' },
      { call_id: id, number_b: phone, response: 'Отказ' },
    ]);
    const { calls, violations } = simulator.ledger.snapshot();
    expect(violations).toEqual([]);
    expect(calls).toMatchObject([
      {
        provider: 'mtt-voicebox',
        account: 'mtt-main',
        ...{ id, phone, guid, placed: true, replied: 'ok', replyId: id, spoken: null },
        name: 'Валерия Сергеевна',
        visit: 'Эндоскопист 4 июня',
        webhooks: [
          { stage: 'marker', status: 200, answer: null },
          { stage: 'decision', status: 200, answer: 'declined' },
        ],
      },
    ]);
    const [begun, answered, ended] = [calls[0]!.requestedAt, calls[0]!.answeredAt, calls[0]!.endedAt].map(
      (at) => Date.parse(at ?? ''),
    );
    expect([answered! - begun!, ended! - begun!]).toEqual([20, 50]);
  });

  it('echoes the guid where the account is set up so', async () => {
    const { url, simulator, hooks } = await setUp([{}], { robot: { echoGuid: true } });
    await placeCall(url);
    await quiet(simulator);
    expect(JSON.parse(hooks.bodies[0]!.toString('utf8'))).toMatchObject({ guid });
  });

  it('is refused and noted when the provider would not take it', async () => {
    const { url, simulator } = await setUp([]);
    const statuses = [
      await placeCall(url, {}, { authorization: basic('robot', 'wrong') }),
      await placeCall(url, {}, { 'content-type': 'text/plain' }),
      await placeCall(url, { number: '+79161234567' }),
      await placeCall(url, { visit: 'Эндоскопист, 4 июня' }),
      await fetch(`${url}/robots/mtt-main/elsewhere`),
    ].map(({ status }) => status);
    expect(statuses).toEqual([401, 415, 400, 400, 404]);
    const snapshot = simulator.ledger.snapshot();
    expect(snapshot.calls).toEqual([]);
    expect(snapshot.violations.map(({ party, kind }) => [party, kind])).toEqual(
      Array.from({ length: 5 }, () => ['robots/mtt-main', 'bad_request']),
    );
    expect(snapshot.violations[2]?.detail).toContain('number');
  });

  it('notes calls over the number of lines', async () => {
    const script = { ringMs: 60_000, answer: 'silence' } as const;
    const { url, simulator } = await setUp([script], { robot: { concurrentCalls: 2 } });
    await Promise.all([placeCall(url), placeCall(url), placeCall(url)]);
    const snapshot = simulator.ledger.snapshot();
    expect(violationKinds(snapshot)).toEqual(['over_concurrency']);
    expect(snapshot.peaks).toEqual({ 'robots/mtt-main': 3 });
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

  it.each([
    [{ reply: 'status', status: 429, retryAfterSeconds: 7 }, 429, 'status 429'],
    [{ reply: 'refused', reason: 'no_money', retryAfterSeconds: 7 }, 402, 'refused no_money'],
  ] as const)('that refuse place no call, and say when to come again', async (script, status, replied) => {
    const { url, simulator } = await setUp([script]);
    const response = await placeCall(url);
    expect([response.status, response.headers.get('retry-after')]).toEqual([status, '7']);
    expect(simulator.activity().calls).toBe(0);
    expect(simulator.ledger.snapshot().calls).toMatchObject([{ placed: false, replied }]);
  });

  it('can repeat the id of the call before', async () => {
    const { url } = await setUp([{}, { reply: 'same_id' }, {}]);
    const [first, second, third] = [
      await (await placeCall(url)).json(),
      await (await placeCall(url)).json(),
      await (await placeCall(url)).json(),
    ];
    expect(second).toEqual(first);
    expect(third).not.toEqual(first);
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

  it('say nothing more after a hang-up, and hold a word of the script that claims no answer', async () => {
    const { url, simulator, hooks } = await setUp([{ answer: 'hangup' }, { word: 'Кто это?' }]);
    await placeCall(url);
    await quiet(simulator);
    await placeCall(url);
    await quiet(simulator);
    expect(responses(hooks)).toEqual(['Ошибка', 'Ошибка', 'Кто это?']);
    expect(simulator.ledger.snapshot().calls[1]?.webhooks[1]?.answer).toBeNull();
  });

  it('that are not answered 2xx come again with back-off, when the account does that', async () => {
    const { url, simulator, hooks } = await setUp([{ answer: 'no_answer' }], {
      respond: (count) => (count === 1 ? 503 : count === 2 ? 'cut' : 200),
      robot: { retry: { times: 5, backoffMs: 1 } },
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
      robots: { 'mtt-main': voicebox({ hookUrl: hooks.url }) },
      defaults: { ringMs: [0, 5], talkMs: [0, 5] },
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
  it('meets every phone for as long as it lasts, and no other robot', async () => {
    const { url, simulator } = await setUp([{}]);
    simulator.robot('mtt-main', { outage: { reply: 'status', status: 503, for: { requests: 2 } } });
    const statuses = [];
    for (let count = 0; count < 3; count += 1) statuses.push((await placeCall(url)).status);
    expect(statuses).toEqual([503, 503, 200]);
    simulator.robot('mtt-other', voicebox({ outage: { reply: 'status' } }));
    expect((await placeCall(url)).status).toBe(200);
    simulator.robot('mtt-main', { outage: { reply: 'status' } });
    simulator.robot('mtt-main', { outage: null });
    expect((await placeCall(url)).status).toBe(200);
  });
});
