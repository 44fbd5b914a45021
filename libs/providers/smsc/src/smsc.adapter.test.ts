import type { SendResult, SmsIntent, WebhookRequest } from '@perezvon/contracts-adapter';
import type { MessageEvent } from '@perezvon/contracts-events';
import { describeAdapter } from '@perezvon/provider-conformance';
import type { WebhookFixture } from '@perezvon/provider-conformance';
import { createProviderHttp } from '@perezvon/provider-kit';
import { describe, expect, test } from 'vitest';
import callbacks from './__fixtures__/callbacks.json' with { type: 'json' };
import { adapter } from './smsc.adapter.ts';
import { createSimulator } from './smsc.simulator.ts';

const callbackSecret = 'callback-secret';
const settings = (origin: string) => ({ url: origin, apikey: 'api-key-of-cabinet', sender: 'KLINIKA' });
const login = { login: 'clinic', password: 'cabinet-password' };

const messageId = '0197a1b2-c3d4-7e5f-8a9b-000000000001';

const intent: SmsIntent = {
  messageId,
  phone: '79000000001',
  text: 'Валерия Сергеевна, ждём Вас 4 июня в 11:30 + кабинет 5 & 6 = этаж 2',
};

type Status = Extract<MessageEvent, { type: 'message.status' }>['status'];

const statusOf = (status: Status, providerStatus: string, id = messageId): MessageEvent => ({
  type: 'message.status',
  key: `${id}:${providerStatus.split(' ')[0] ?? ''}`,
  at: null,
  providerStatus,
  messageId: id,
  status,
});

/** By the name of the fixture. */
const expected: Readonly<Record<string, MessageEvent>> = {
  'waiting, by GET': statusOf('sent', '-1'),
  'passed to the operator': statusOf('sent', '0'),
  delivered: statusOf('delivered', '1'),
  read: statusOf('read', '2'),
  'the link was followed': statusOf('read', '4'),
  expired: statusOf('failed', '3'),
  'impossible, with the reason': statusOf('failed', '20 err 6'),
  'wrong number': statusOf('failed', '22'),
  forbidden: statusOf('failed', '23'),
  'no money': statusOf('failed', '24'),
  'number not available': statusOf('failed', '25'),
  'stopped, of a message that SMSC itself numbered, as JSON': statusOf('failed', '-2', '52000001'),
  'not found': statusOf('failed', '-3', '52000001'),
  'a status nobody has heard of': {
    type: 'message.unknown',
    key: '52000001:21',
    at: null,
    providerStatus: '21',
  },
};

const fixtures = callbacks.map(({ name, method, query, body }): WebhookFixture => {
  const event = expected[name];
  return {
    name,
    request: { method, path: '', query, headers: {}, body: Buffer.from(body) },
    events: event === undefined ? [] : [event],
  };
});

const requestOf = (query: string, body = ''): WebhookRequest => ({
  method: 'POST',
  path: '',
  query,
  headers: {},
  body: Buffer.from(body),
});

const withSecret = (request: WebhookRequest): WebhookRequest => ({
  ...request,
  query: [`secret=${callbackSecret}`, request.query].filter((part) => part !== '').join('&'),
});

const json = (value: object) => ({ status: 200, body: JSON.stringify(value) });

const errorCase = (code: number, result: object) => ({
  name: `error ${code}`,
  reply: json({ error: 'some words', error_code: code }),
  expected: { kind: 'refused', ...result },
});

describeAdapter(adapter, {
  settings,
  requiredSettings: ['apikey'],
  secretSettings: ['apikey'],
  badSettings: [
    { name: 'an address that is no http(s)', change: { url: 'ftp://smsc' }, path: 'url' },
    { name: 'a password inside the address', change: { url: 'https://a:b@smsc' }, path: 'url' },
    { name: 'a key and a login', change: login, path: 'apikey' },
    { name: 'a login without a password', change: { apikey: undefined, login: 'x' }, path: 'password' },
    { name: 'a password without a login', change: { apikey: undefined, password: 'x' }, path: 'login' },
    { name: 'a guessable secret', change: { callbackSecret: '123' }, path: 'callbackSecret' },
    { name: 'a validity in words', change: { valid: 'день' }, path: 'valid' },
  ],
  simulator: createSimulator,
  webhook: {
    security: {
      kind: 'signed',
      settings: (origin) => ({ ...settings(origin), callbackSecret }),
      otherSecret: (origin) => ({ ...settings(origin), callbackSecret: 'another-secret' }),
      sign: withSecret,
      proof: { formField: 'secret' },
      coversBody: false,
    },
    fixtures,
    unknownStatus: requestOf('', `id=${messageId}&phone=79000000001&status=26`),
  },
  operations: [
    {
      method: 'sendSms',
      name: 'a text in Russian',
      kind: 'act',
      run: (instance) => instance.sendSms!(intent),
      expected: { kind: 'sent', messageId },
      effects: [{ phone: intent.phone, text: intent.text, id: messageId, sender: 'KLINIKA' }],
      personal: [intent.phone, intent.text, 'Валерия'],
      replies: [
        errorCase(1, { reason: 'invalid_request' }),
        errorCase(2, { reason: 'unauthorized' }),
        errorCase(3, { reason: 'no_money' }),
        errorCase(4, { reason: 'blocked' }),
        errorCase(5, { reason: 'invalid_request' }),
        errorCase(6, { reason: 'invalid_request' }),
        errorCase(7, { reason: 'bad_phone' }),
        errorCase(8, { reason: 'not_allowed' }),
        errorCase(9, { reason: 'rate_limited', retryAfterMs: 60_000 }),
        errorCase(77, { reason: 'invalid_request', detail: 'ошибка SMSC 77' }),
        {
          name: 'an error that also names a message',
          reply: json({ error: 'message is denied', error_code: '6', id: 1 }),
          expected: { kind: 'refused', reason: 'invalid_request' },
        },
        {
          name: 'an error without a code',
          reply: json({ error: 'ERROR' }),
          expected: { kind: 'refused', reason: 'invalid_request', detail: 'ошибка SMSC без кода' },
        },
        {
          name: 'a number as id, with cost and balance',
          reply: json({ id: 52_000_001, cnt: 1, cost: '3.2', balance: '100.5' }),
          expected: { kind: 'sent', messageId: '52000001' },
        },
        { name: 'a success without an id', reply: json({ cnt: 1 }), expected: { kind: 'unclear' } },
      ],
    },
  ],
});

describe('smsc', () => {
  const webhookOf = (changes: object = {}) => {
    const raw = { ...settings('http://smsc'), ...changes };
    const http = createProviderHttp({ origins: [] });
    const { webhook } = adapter.create(adapter.settings.parse(raw), { http, clock: () => new Date(0) });
    return webhook!;
  };

  test('has an expectation for every fixture, and a fixture for every expectation', () => {
    expect(callbacks.map(({ name }) => name).toSorted()).toEqual(Object.keys(expected).toSorted());
  });

  test('a login with its password stands in the form instead of a key', async () => {
    const bodies: string[] = [];
    const raw = { url: 'http://smsc/', ...login };
    const simulator = createSimulator(raw);
    const { sendSms } = adapter.create(adapter.settings.parse(raw), {
      http: {
        send: async ({ method, url, headers = {}, body = '' }) => {
          bodies.push(String(body));
          const result = simulator.take({
            method,
            url: url.replace('http://smsc', ''),
            headers: { 'content-type': headers['Content-Type'] ?? '' },
            body: Buffer.from(body),
          });
          if (result.kind !== 'done') throw new Error('the simulator wants something else');
          return { kind: 'reply', headers: {}, status: 200, body: String(result.reply.body) };
        },
        open: () => Promise.reject(new Error('not in this test')),
        close: () => undefined,
      },
      clock: () => new Date(0),
    });
    const result: SendResult = await sendSms!(intent);
    expect(result).toEqual({ kind: 'sent', messageId });
    expect(bodies[0]).toContain('login=clinic&psw=cabinet-password&charset=utf-8&fmt=3');
    expect(bodies[0]).not.toContain('apikey');
  });

  test('without a secret in the settings the token of the gateway alone protects', () => {
    expect(webhookOf().verify(requestOf('', 'id=1&status=1'))).toEqual({ ok: true });
  });

  test('the secret may also come in the form, and the one in the address counts first', () => {
    const { verify } = webhookOf({ callbackSecret });
    expect(verify(requestOf('', `id=1&secret=${callbackSecret}`))).toEqual({ ok: true });
    expect(verify(requestOf('secret=wrong', `secret=${callbackSecret}`)).ok).toBe(false);
    expect(verify(requestOf(`secret=${callbackSecret}`, 'secret=wrong'))).toEqual({ ok: true });
  });

  test('a genuine callback that cannot be read is still genuine', () => {
    const { verify, parse } = webhookOf({ callbackSecret });
    const request = requestOf(`secret=${callbackSecret}`, '{"id":');
    expect(verify(request)).toEqual({ ok: true });
    expect(parse(request).ok).toBe(false);
  });

  test('a callback of no message, or without a status, is unparsed, with the reason', () => {
    const { parse } = webhookOf();
    expect(parse(requestOf('', 'phone=79000000001&status=1'))).toEqual({
      ok: false,
      problem: 'нет id сообщения',
    });
    expect(parse(requestOf('', 'id=1&phone=79000000001&mes=Да'))).toEqual({
      ok: false,
      problem: 'нет статуса сообщения',
    });
  });

  test('a status that is a word of JavaScript is no status', () => {
    expect(webhookOf().parse(requestOf('', 'id=1&status=constructor'))).toMatchObject({
      ok: true,
      events: [{ type: 'message.unknown' }],
    });
  });
});
