import { Readable } from 'node:stream';
import type { AdapterInstance, WebhookRequest } from '@perezvon/contracts-adapter';
import { keyBodySaltSha256 } from '@perezvon/provider-kit';
import { describe, expect, test } from 'vitest';
import { ok, raw, scene } from './__fixtures__/scene.ts';
import { verdictOf } from './mango.codes.ts';
import { createSimulator } from './mango.simulator.ts';

const redirect = (location: string) => ({ status: 302, headers: { location }, body: '' });

const callback = '{"command_id":"cmd-1","from":{"extension":"123"},"to_number":"74955404444"}';
const callbackSign = 'cb44836b71649a2e12e0cea829f2ddb0cbcaa268c7a82a4d6d2868689d87f2cf';
const linkSign = 'bc5694265d582deb000852eb36fcef5db843c9b51220a2d9c547592a989bc532';

const form = (fields: Record<string, string>, path = '/events/call'): WebhookRequest => ({
  method: 'POST',
  path,
  query: '',
  headers: {},
  body: Buffer.from(new URLSearchParams(fields).toString()),
});

describe('signatures', () => {
  test('of the vectors of the documentation', () => {
    const { apiKey: key, apiSalt: salt } = raw;
    expect(keyBodySaltSha256({ key, body: callback, salt })).toBe(callbackSign);
    expect(keyBodySaltSha256({ key, body: '1700000000REC1', salt })).toBe(linkSign);
  });

  test('a callback is sent exactly as in the vector, fields in the documented order', async () => {
    const { instance, requests } = scene({ replies: [ok('{"result":1000}')] });
    await instance.startCall!({ requestId: 'cmd-1', extension: '123', phone: '74955404444' });
    expect(requests).toEqual([
      {
        method: 'POST',
        url: 'https://app.mango-office.ru/vpbx/commands/callback',
        headers: { 'Content-Type': 'application/x-www-form-urlencoded' },
        body: `vpbx_api_key=mango-key&sign=${callbackSign}&json=${encodeURIComponent(callback)}`,
      },
    ]);
  });

  test('the vector is accepted as a notification, and not with one space more', () => {
    const { verify } = scene().instance.webhook!;
    const fields = { vpbx_api_key: 'mango-key', sign: callbackSign };
    expect(verify(form({ ...fields, json: callback }))).toEqual({ ok: true });
    expect(verify(form({ ...fields, json: `${callback} ` })).ok).toBe(false);
    expect(verify(form({ ...fields, vpbx_api_key: 'mango-kez', json: callback })).ok).toBe(false);
    expect(verify(form(fields)).ok).toBe(false);
  });

  test('a recording by a signed link is the vector, and valid however its zone is meant', async () => {
    const opened = { kind: 'reply', status: 200, headers: { 'content-type': 'audio/mpeg' } } as const;
    const { instance, requests } = scene({
      settings: { recordings: 'link' },
      replies: [redirect('https://files.mango-office.ru/sdw')],
      opened: { ...opened, body: Readable.from(['sound']) },
    });
    expect(await instance.openRecording!('REC1')).toMatchObject({ kind: 'opened', sizeBytes: null });
    expect(requests.map(({ url }) => url)).toEqual([
      `https://app.mango-office.ru/vpbx/queries/recording/link/REC1/download/mango-key/1700000000/${linkSign}`,
      'https://files.mango-office.ru/sdw',
    ]);
  });

  test('the simulator refuses what Mango refuses, in its codes', () => {
    const simulator = createSimulator(raw);
    const code = (json: string, changes: object = {}) => {
      const sign = keyBodySaltSha256({ key: 'mango-key', body: json, salt: 'mango-salt' });
      const body = Buffer.from(
        new URLSearchParams({ vpbx_api_key: 'mango-key', sign, json, ...changes }).toString(),
      );
      const headers = { 'content-type': 'application/x-www-form-urlencoded' };
      const result = simulator.take({ method: 'POST', url: '/vpbx/commands/callback', headers, body });
      const reply = result.kind === 'refused' ? String(result.reply.body) : '{"code":"taken"}';
      return (JSON.parse(reply) as { code: unknown }).code;
    };
    expect(code(callback)).toBe('taken');
    expect(code(callback, { sign: 'x' })).toBe(3102);
    expect(code(callback, { vpbx_api_key: 'x' })).toBe(3105);
    expect(code(callback, { extra: 'x' })).toBe(3103);
    expect(code(callback.replace(',', ', '))).toBe(3400);
    expect(code('{"command_id":"cmd-1"}')).toBe(3100);
  });
});

describe('bad requests are never sent', () => {
  const uuid = '0197a1b2-c3d4-7e5f-8a9b-000000000001';
  const sms = { fromExtension: '222' };

  test.each([
    ['an extension with letters', (i) => i.startCall!({ requestId: uuid, extension: '1a', phone: '7' })],
    [
      'a transfer to a name',
      (i) => i.transferCall!({ requestId: uuid, providerCallId: 'e', legId: 'c', target: 'Ольга' }),
    ],
    [
      'a transfer in the name of a name',
      (i) =>
        i.transferCall!({
          requestId: uuid,
          providerCallId: 'e',
          legId: 'c',
          target: '1',
          initiator: 'Ольга',
        }),
    ],
    [
      'a Cyrillic message of 269 characters',
      (i) => i.sendSms!({ messageId: uuid, phone: '7', text: 'ж'.repeat(269) }),
    ],
    [
      'a Latin message of 307 characters that take two places each',
      (i) => i.sendSms!({ messageId: uuid, phone: '7', text: '['.repeat(307) }),
    ],
    ['an empty message', (i) => i.sendSms!({ messageId: uuid, phone: '7', text: '' })],
    [
      'a period beyond a month',
      (i) => i.listCalls!({ from: new Date(0), to: new Date(29 * 86_400_000), cursor: null }),
    ],
    [
      'a cursor of somebody else',
      (i) => i.listCalls!({ from: new Date(0), to: new Date(1000), cursor: 'page-2' }),
    ],
    ['an endless recording id', (i) => i.openRecording!('x'.repeat(129))],
  ] as [string, (instance: AdapterInstance) => Promise<unknown>][])('%s', async (_name, run) => {
    const { instance, requests } = scene({ settings: { sms } });
    expect(await run(instance)).toMatchObject({ kind: 'refused' });
    expect(requests).toEqual([]);
  });

  test.each([{}, { legId: '' }, { legId: 'ж'.repeat(65) }])(
    'commands about a leg that is not told, or is none of Mango’s (%o): the reason says what is needed',
    async (leg) => {
      const { instance, requests } = scene();
      const call = { providerCallId: '232wc3e3w3s222', ...leg };
      const results = [
        await instance.hangUp!(call),
        await instance.transferCall!({ ...call, requestId: uuid, target: '1' }),
        await instance.transferCall!({ ...call, requestId: uuid, target: '1', initiator: '333' }),
      ];
      for (const result of results)
        expect(result).toMatchObject({
          kind: 'refused',
          reason: 'invalid_request',
          detail: expect.stringContaining('нужен legId') as string,
        });
      expect(requests).toEqual([]);
    },
  );

  test('a message without the employee to pay for it', async () => {
    const { instance, requests } = scene();
    expect(await instance.sendSms!({ messageId: uuid, phone: '7', text: 'x' })).toMatchObject({
      kind: 'refused',
      reason: 'invalid_request',
    });
    expect(requests).toEqual([]);
  });

  test('messages of just four segments are sent', async () => {
    for (const text of ['ж'.repeat(268), 'x'.repeat(612), '['.repeat(306)]) {
      const { instance } = scene({ settings: { sms }, replies: [ok('')] });
      expect(await instance.sendSms!({ messageId: uuid, phone: '7', text })).toMatchObject({ kind: 'sent' });
    }
  });
});

describe('statistics', () => {
  const query = { from: new Date('2026-06-03T09:00:00Z'), to: new Date('2026-06-03T10:00:00Z') };
  const complete = (...rows: object[]) =>
    ok(JSON.stringify({ result: 1000, status: 'complete', data: [{ list: rows }] }));

  test('are asked for in the zone of the settings', async () => {
    const { instance, requests } = scene({
      settings: { timezone: 'Asia/Yekaterinburg' },
      replies: [ok('{"key":"K+1/="}')],
    });
    expect(await instance.listCalls!({ ...query, cursor: null })).toEqual({
      kind: 'found',
      value: { calls: [], next: '0:K+1/=', waitMs: 5000 },
    });
    expect(new URLSearchParams(String(requests[0]?.body)).get('json')).toBe(
      '{"start_date":"03.06.2026 14:00:00","end_date":"03.06.2026 15:00:00","limit":100,"offset":0}',
    );
  });

  test.each([
    ['at work', ok('{"result":1000,"status":"work"}')],
    ['just asked for', ok('{"result":1000,"status":"request"}')],
    ['said by 204', { status: 204, headers: {}, body: '' }],
  ])('not ready yet, %s: the same key again in five seconds', async (_name, reply) => {
    const { instance, requests } = scene({ replies: [reply] });
    expect(await instance.listCalls!({ ...query, cursor: '100:K:1' })).toEqual({
      kind: 'found',
      value: { calls: [], next: '100:K:1', waitMs: 5000 },
    });
    expect(new URLSearchParams(String(requests[0]?.body)).get('json')).toBe('{"key":"K:1"}');
  });

  test('a full page is followed by the next one, begun two seconds later', async () => {
    const settings = { statisticsPage: 1 };
    const row = { entry_id: 'e', context_start_time: query.from.getTime() / 1000 };
    const { instance } = scene({ settings, replies: [complete(row), ok('{"key":"K2"}')] });
    const first = await instance.listCalls!({ ...query, cursor: '4:K' });
    expect(first).toMatchObject({ kind: 'found', value: { next: '5', waitMs: 2000 } });
    expect(await instance.listCalls!({ ...query, cursor: '5' })).toMatchObject({
      kind: 'found',
      value: { next: '5:K2' },
    });
  });

  test('a row as documented, in quotes, with nested recordings and members', async () => {
    const { instance } = scene({
      replies: [
        complete(
          {
            entry_id: 'NTAwODcxNjIyNQ==',
            context_type: '1',
            caller_number: '79000000001',
            called_number: '79000000009',
            context_start_time: '1780477260',
            duration: '14',
            talk_duration: 9,
            context_calls: [
              {
                call_type: 'group',
                call_answer_time: null,
                call_end_reason: 1110,
                recording_id: [[], ['MTox']],
                members: [{ call_answer_time: 1780477265, call_end_reason: null }],
              },
            ],
          },
          { entry_id: 'going on', context_type: 3, context_start_time: 1780477260 },
          { context_start_time: 1780477260 },
        ),
      ],
    });
    const at = (seconds: number) => new Date(seconds * 1000);
    expect(await instance.listCalls!({ ...query, cursor: '0:K' })).toMatchObject({
      kind: 'found',
      value: {
        next: null,
        calls: [
          {
            parties: { direction: 'in', clientPhone: '79000000001', ownPhone: '79000000009' },
            startedAt: at(1780477260),
            answeredAt: at(1780477265),
            endedAt: at(1780477274),
            talkSeconds: 9,
            outcome: 'informed',
            providerStatus: '1110',
            recordingId: 'MTox',
          },
          { providerCallId: 'going on', endedAt: null, talkSeconds: null, outcome: null },
        ],
      },
    });
  });

  test.each([
    ['error', 'unavailable'],
    ['cancel', 'unavailable'],
    ['not-found', 'not_found'],
    ['something new', 'unavailable'],
  ])('a report that is “%s” is refused', async (status, reason) => {
    const { instance } = scene({ replies: [ok(JSON.stringify({ result: 1000, status }))] });
    expect(await instance.listCalls!({ ...query, cursor: '0:K' })).toMatchObject({ kind: 'refused', reason });
  });
});

describe('recordings', () => {
  test.each(['https://evil.example/x', 'https://files.mango-office.ru.evil.example/x', '/relative', ''])(
    'a redirect to “%s” is not followed',
    async (location) => {
      const { instance, requests } = scene({ replies: [redirect(location)] });
      expect(await instance.openRecording!('REC1')).toMatchObject({
        kind: 'refused',
        reason: 'unavailable',
      });
      expect(requests).toHaveLength(1);
    },
  );

  test('one that is not there yet is not found, and not to be asked for again for two minutes', async () => {
    const { instance } = scene({ replies: [{ status: 404, headers: {}, body: '{"code":3320}' }] });
    expect(await instance.openRecording!('REC1')).toMatchObject({
      kind: 'refused',
      reason: 'not_found',
      retryAfterMs: 120_000,
    });
  });
});

describe('notifications', () => {
  const parse = (path: string, json: string, settings = {}) =>
    scene({ settings }).instance.webhook!.parse(form({ json }, path));

  test('a clock that runs three hours ahead is set right where the settings say so', () => {
    const json = '{"entry_id":"e","call_id":"c","seq":1,"call_state":"Connected","timestamp":1780488000}';
    const at = (settings: object) => {
      const result = parse('/events/call', json, settings);
      return result.ok ? result.events[0]?.at : undefined;
    };
    expect(at({})).toEqual(new Date('2026-06-03T12:00:00Z'));
    expect(at({ timestamps: 'moscow' })).toEqual(new Date('2026-06-03T09:00:00Z'));
  });

  test.each([
    ['/events/call', '{"entry_id":"e","call_state":"Appeared"}'],
    ['/events/call', `{"entry_id":"${'e'.repeat(129)}","call_id":"c","call_state":"Appeared"}`],
    ['/events/summary', '{}'],
    ['/events/record/added', '{"entry_id":"e"}'],
    ['/events/dtmf', '{"dtmf":"1"}'],
    ['/events/sms', '{"reason":1000}'],
    ['/result/callback', '{"result":1000}'],
    ['/events/call', '[]'],
    ['', '{"entry_id":"e"}'],
  ])('%s with %s is unparsed, with the reason', (path, json) => {
    expect(parse(path, json)).toMatchObject({ ok: false, problem: expect.any(String) as string });
  });

  test('a slash too many in the base address changes nothing', () => {
    expect(parse('//events/summary/', '{"entry_id":"e"}')).toMatchObject({
      ok: true,
      events: [{ type: 'call.ended' }],
    });
  });

  test('a leg can be used for commands as its event names it', async () => {
    const json = '{"entry_id":"e","call_id":"MTox:5==","seq":1,"call_state":"Appeared","location":"abonent"}';
    const result = parse('/events/call', json);
    const event = result.ok ? result.events[0] : undefined;
    if (event?.type !== 'call.ringing') throw new Error('no call that rings');
    const { instance, requests } = scene({ replies: [ok('')] });
    await instance.hangUp!({ providerCallId: event.providerCallId ?? '', legId: event.legId ?? '' });
    const sent = new URLSearchParams(String(requests[0]?.body)).get('json') ?? '';
    expect(JSON.parse(sent)).toMatchObject({ call_id: 'MTox:5==' });
  });

  test('the longest ids and the longest counter make a key that fits', () => {
    const long = 'e'.repeat(128);
    const json = `{"entry_id":"${long}","call_id":"${long}","seq":"${'9'.repeat(99)}","call_state":"Appeared"}`;
    const result = parse('/events/call', json);
    expect(result.ok && result.events[0]?.key.length).toBeLessThanOrEqual(300);
  });
});

test('nothing is left to the client to repeat: a second bad request would block the account', async () => {
  const { instance, requests } = scene({
    replies: [ok('{"key":"K"}'), redirect('https://files.mango-office.ru/x')],
  });
  await instance.listCalls!({ from: new Date(0), to: new Date(1000), cursor: null });
  await instance.openRecording!('REC1');
  expect(requests.map(({ isSafeToRepeat = false }) => isSafeToRepeat)).toEqual([false, false, false]);
});

test('a code that is not listed is read as its class', () => {
  const codes = ['1090', '2219', '2399', '3199', '3299', '4199', '4599', '5299', '5999'];
  expect(codes.map(verdictOf)).toEqual([
    'ok',
    'rate_limited',
    'not_allowed',
    'invalid_request',
    'bad_phone',
    'invalid_request',
    'invalid_request',
    'invalid_request',
    'unclear',
  ]);
});
