import { createHash } from 'node:crypto';
import { afterEach, describe, expect, it } from 'vitest';
import { guid, phone } from '../__fixtures__/requests.ts';
import { openRobotStage, quiet } from '../__fixtures__/robot-stage.ts';
import type { RobotStage } from '../__fixtures__/robot-stage.ts';
import type { CallScriptInput } from '../script.ts';
import type { RobotControl } from './robot.settings.ts';

let stage: RobotStage;
const setUp = async (robot: RobotControl, calls: readonly CallScriptInput[]): Promise<RobotStage> => {
  stage = await openRobotStage('robot', robot, { calls });
  return stage;
};
afterEach(() => stage.close());

const post = (path: string, body: string, headers: Record<string, string>) =>
  fetch(`${stage.url}/robots/robot${path}`, { method: 'POST', headers, body });

describe('a robot that only speaks (Exolve)', () => {
  const robot: RobotControl = {
    provider: 'exolve',
    settings: { url: 'http://simulator/robots/robot', apiKey: 'key', number: '74950000001' },
  };
  const ask = (path: string, payload: object) =>
    post(path, JSON.stringify(payload), { authorization: 'Bearer key', 'content-type': 'application/json' });
  const speak = () =>
    ask('/call/v1/MakeVoiceMessage', {
      source: '74950000001',
      destination: phone,
      tts: { text: 'Ждём вас', voice: 1, lang: 1 },
    });

  it('is heard to the end by whoever would give an answer, and takes no id of ours', async () => {
    const { simulator, hooks } = await setUp(robot, [{ answer: 'declined', talkMs: 500 }]);
    const { status } = await speak();
    await quiet(simulator);
    expect(status).toBe(200);
    const types = hooks.bodies.map((body) => JSON.parse(body.toString('utf8')).type);
    expect(types).toEqual(['o', 's', 'h', 'd', 'e']);
    const { calls, violations } = simulator.ledger.snapshot();
    expect(violations).toEqual([]);
    expect(calls).toMatchObject([{ guid: null, echoesGuid: false, spoken: 'Ждём вас', name: null }]);
    expect(calls[0]?.webhooks.map(({ answer }) => answer)).toEqual([
      ...[null, null],
      ...['informed', 'informed', 'informed'],
    ]);
  });

  it('lists the calls that rang', async () => {
    const { simulator } = await setUp(robot, [{ answer: 'no_answer' }, { reply: 'reset_before' }]);
    const reply = await (await speak()).text();
    await expect(speak()).rejects.toThrow('fetch failed');
    await quiet(simulator);
    const period = { date_from: '2026-01-01T00:00:00Z', date_to: '2099-01-01T00:00:00Z' };
    const listed = await (await ask('/statistics/call-history/v1/GetList', period)).text();
    const id = /\d{16,}/.exec(reply)?.[0];
    expect(id).toBeDefined();
    expect(listed.match(/"call_id":\d+/g)).toEqual([`"call_id":${id}`]);
    expect(await (await ask('/call/v1/GetInfo', { call_id: id })).json()).toMatchObject({
      status: 'no_answer',
    });
  });

  it('refuses in its own words', async () => {
    const { simulator } = await setUp(robot, [{ reply: 'refused', reason: 'bad_phone' }]);
    const response = await speak();
    expect([response.status, await response.text()]).toEqual([400, expect.stringContaining('destination')]);
    expect(simulator.ledger.snapshot()).toMatchObject({ violations: [], calls: [{ placed: false }] });
  });
});

it('a provider that reports by GET is heard by GET (Sipuni)', async () => {
  const [user, secret] = ['012345', 'key'];
  const { simulator, hooks } = await setUp(
    {
      provider: 'sipuni',
      settings: { url: 'http://simulator/robots/robot/api', user, secret, sipnumber: '200' },
    },
    [{ marker: { lost: true } }, { marker: { lost: true }, decision: { malformed: 'broken_json' } }],
  );
  const fields = { message: 'Ждём вас', phone, sipnumber: '200', voice: 'Maria' };
  const hash = createHash('md5')
    .update([...Object.values(fields), user, secret].join('+'))
    .digest('hex');
  const form = new URLSearchParams({ ...fields, user, hash }).toString();
  const speak = () =>
    post('/api/voicecall/call', form, { 'content-type': 'application/x-www-form-urlencoded' });
  const { id } = (await (await speak()).json()) as { id: string };
  await quiet(simulator);
  await speak();
  await quiet(simulator);
  expect(hooks.lines[0]).toMatch(new RegExp(String.raw`^GET /hooks/mtt/token\?.*callbackId=${id}.*event=2`));
  expect(hooks.lines[1]).toContain('GET /hooks/mtt/token?call_id=');
  expect(hooks.lines[1]).not.toContain('event=');
  expect(simulator.ledger.snapshot().violations).toEqual([]);
});

describe('a robot that asks in one mode and speaks in the other (CoMagic)', () => {
  const robot = (settings: object): RobotControl => ({
    provider: 'comagic',
    echoGuid: true,
    settings: {
      ...{ url: 'http://simulator/robots/robot/v4.0', dataUrl: 'http://simulator/robots/robot/v2.0' },
      ...{ login: 'clinic', password: 'secret', virtualPhone: '74990000000' },
      ...settings,
    },
  });
  const rpc = async (method: string, params: object) => {
    const body = JSON.stringify({ jsonrpc: '2.0', id: 1, method, params });
    const reply = await post('/v4.0', body, { 'content-type': 'application/json; charset=UTF-8' });
    return (await reply.json()) as { result: { data: { access_token: string } } };
  };
  const call = async (params: object, method: string) => {
    const { result } = await rpc('login.user', { login: 'clinic', password: 'secret' });
    return rpc(method, {
      access_token: result.data.access_token,
      ...{ virtual_phone_number: '74990000000', external_id: guid, direction: 'out', contact: phone },
      contact_message: { type: 'tts', value: 'Ждём вас' },
      ...params,
    });
  };
  const heard = ({ hooks, simulator }: RobotStage) => ({
    names: hooks.bodies.map((body) => JSON.parse(body.toString('utf8')).notification_name),
    answer: simulator.ledger.snapshot().calls[0]?.webhooks.at(-1)?.answer,
  });

  it('tells an answer where a scenario asked', async () => {
    const opened = await setUp(robot({ robot: 'scenario', scenarioId: 7 }), [{ answer: 'declined' }]);
    await call({ first_call: 'contact', scenario_id: 7 }, 'start.scenario_call');
    await quiet(opened.simulator);
    expect(heard(opened)).toEqual({
      names: ['Соединение', 'Отказ', 'Завершение звонка'],
      answer: 'declined',
    });
    expect(opened.simulator.ledger.snapshot()).toMatchObject({
      violations: [],
      effects: [{ party: 'robots/robot', effect: { method: 'login.user' } }],
      calls: [{ guid, echoesGuid: true }],
    });
  });

  it('tells none where a text was spoken', async () => {
    const opened = await setUp(robot({}), [{ answer: 'declined' }]);
    await call({ dialing_timeout: 30 }, 'start.informer_call');
    await quiet(opened.simulator);
    expect(heard(opened)).toEqual({ names: ['Соединение', 'Завершение звонка'], answer: 'informed' });
  });
});
