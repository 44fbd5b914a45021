import type { WebhookRequest } from '@perezvon/contracts-adapter';
import type { CallEvent } from '@perezvon/contracts-events';
import { describeAdapter } from '@perezvon/provider-conformance';
import type { WebhookFixture } from '@perezvon/provider-conformance';
import { basicAuth } from '@perezvon/provider-kit';
import { describe, expect, test } from 'vitest';
import webhooks from './__fixtures__/webhooks.json' with { type: 'json' };
import { adapter } from './mtt-voicebox.adapter.ts';
import { createSimulator } from './mtt-voicebox.simulator.ts';
import { createMttVoiceboxWebhook } from './mtt-voicebox.webhook.ts';

const method = '78033a2b-21c7-47dd-a292-590f24146043';
const credentials = { username: 'campaign-user', password: 'campaign-password' };
const hook = { username: 'voicebox', password: 'webhook-password' };

const settings = (origin: string) => ({ url: `${origin}/api/v1/sb`, method, ...credentials });

const callId = '8f14e45f-ceea-467f-a8f3-000000000001';
const attemptId = '0197a1b2-c3d4-7e5f-8a9b-000000000001';

type Outcome = Extract<CallEvent, { type: 'call.outcome' }>['outcome'];
type Facts = Pick<CallEvent, 'key' | 'providerStatus'> & Partial<CallEvent>;

const correlated = (facts: Facts) => ({ providerCallId: callId, attemptId: null, at: null, ...facts });
const outcome = (value: Outcome, facts: Facts): CallEvent => ({
  ...correlated(facts),
  type: 'call.outcome',
  outcome: value,
});

/** By the name of the fixture. */
const expected: Readonly<Record<string, CallEvent>> = {
  'picked up': {
    ...correlated({ key: `${callId}:ошибка`, providerStatus: 'Ошибка' }),
    type: 'call.answered',
  },
  confirmed: outcome('confirmed', { key: `${callId}:успешно`, providerStatus: 'Успешно' }),
  'confirmed, the other word of the seed, with our guid': outcome('confirmed', {
    key: `${callId}:придет`,
    providerStatus: 'Придёт',
    attemptId,
  }),
  'declined, call id as a number': outcome('declined', {
    key: '1234567:отказ',
    providerCallId: '1234567',
    providerStatus: 'отказ',
  }),
  'operator, long numeric id': outcome('operator', {
    key: '12345678901234567890:оператор',
    providerCallId: '12345678901234567890',
    providerStatus: 'ОПЕРАТОР',
  }),
  'no answer': outcome('no_answer', { key: `${callId}:1с-недозвон`, providerStatus: '1С-Недозвон' }),
  "hung up, by the code of the seed's 1C module": outcome('hangup', {
    key: `${callId}:4`,
    providerStatus: '4',
  }),
  'no call id, only our guid, with a time': outcome('no_answer', {
    key: `${attemptId}:недозвон`,
    providerCallId: null,
    attemptId,
    at: new Date('2026-06-03T09:00:05Z'),
    providerStatus: 'Недозвон',
  }),
  'as a form': outcome('declined', {
    key: 'form-1:отказ',
    providerCallId: 'form-1',
    providerStatus: 'Отказ',
  }),
  'as a query': outcome('declined', {
    key: 'query-1:отказ',
    providerCallId: 'query-1',
    providerStatus: 'Отказ',
  }),
  'in windows-1251': outcome('declined', {
    key: 'cp1251-1:отказ',
    providerCallId: 'cp1251-1',
    providerStatus: 'Отказ',
  }),
  'a word nobody configured': {
    ...correlated({ key: `${callId}:перезвонитьпозже`, providerStatus: 'Перезвонить позже' }),
    type: 'call.unknown',
  },
};

const fixtures = webhooks.map((fixture): WebhookFixture => {
  const event = expected[fixture.name];
  return {
    name: fixture.name,
    request: {
      method: fixture.method,
      path: '',
      query: fixture.query,
      headers: fixture.headers,
      body: Buffer.from(fixture.body, fixture.bodyEncoding as BufferEncoding),
    },
    events: event === undefined ? [] : [event],
  };
});

const webhook = (body: string): WebhookRequest => ({
  method: 'POST',
  path: '',
  query: '',
  headers: {},
  body: Buffer.from(body),
});

describeAdapter(adapter, {
  settings,
  requiredSettings: ['url', 'method', 'username', 'password'],
  secretSettings: ['password'],
  badSettings: [
    { name: 'an address that is no http(s)', change: { url: 'ftp://host/x' }, path: 'url' },
    { name: 'a password inside the address', change: { url: 'https://a:b@host/x' }, path: 'url' },
    { name: 'a method that is no identifier', change: { method: 'reminder' }, path: 'method' },
    {
      name: 'a word with two meanings',
      change: { responses: { confirmed: ['Да'], declined: ['ДА '] } },
      path: 'responses.declined.0',
    },
    {
      name: 'a webhook without a password',
      change: { webhook: { username: 'x' } },
      path: 'webhook.password',
    },
    { name: 'an endless time-out', change: { timeoutSeconds: 100_000 }, path: 'timeoutSeconds' },
  ],
  webhook: {
    security: {
      kind: 'signed',
      settings: (origin) => ({ ...settings(origin), webhook: hook }),
      otherSecret: (origin) => ({ ...settings(origin), webhook: { ...hook, password: 'another-password' } }),
      sign: (request) => ({ ...request, headers: { ...request.headers, authorization: basicAuth(hook) } }),
      proof: { header: 'authorization' },
      coversBody: false,
    },
    fixtures,
    unknownStatus: webhook('{"call_id":"c-1","response":"Абонент попросил стихи"}'),
  },
  simulator: createSimulator,
  reminderCall: {
    statuses: { 402: { kind: 'refused', reason: 'no_money' } },
    replies: [
      {
        name: 'a numeric id of twenty digits',
        reply: { status: 200, body: '\uFEFF{"id": 12345678901234567890}' },
        expected: { kind: 'placed', providerCallId: '12345678901234567890' },
      },
      {
        name: 'empty',
        reply: { status: 200, body: '' },
        expected: { kind: 'placed', providerCallId: null },
      },
      {
        name: 'blanks',
        reply: { status: 200, body: ' ' },
        expected: { kind: 'placed', providerCallId: null },
      },
      {
        name: 'a 2xx without an id',
        reply: { status: 200, body: '{"error":"campaign stopped","id":null}' },
        expected: { kind: 'unclear' },
      },
      {
        name: '503 with Retry-After',
        reply: { status: 503, headers: { 'Retry-After': '5' }, body: '' },
        expected: { kind: 'refused', reason: 'unavailable' },
      },
    ],
  },
});

describe('mtt-voicebox', () => {
  const parse = (body: string, changes: object = {}) =>
    createMttVoiceboxWebhook(adapter.settings.parse({ ...settings('http://voicebox'), ...changes })).parse(
      webhook(body),
    );

  test('has an expectation for every fixture, and a fixture for every expectation', () => {
    expect(webhooks.map(({ name }) => name).toSorted()).toEqual(Object.keys(expected).toSorted());
  });

  test('an event that names no call at all is unparsed, with the reason', () => {
    expect(parse('{"number_b":"79000000001","response":"Отказ"}')).toEqual({
      ok: false,
      problem: 'нет ни call_id, ни guid',
    });
  });

  test("a scenario's own words replace the usual ones of that outcome, and may even be a code", () => {
    const responses = { confirmed: ['Да', 2], declined: ['Нет'] };
    const typeOf = (word: string) => {
      const result = parse(`{"call_id":"1","response":"${word}"}`, { responses });
      const event = result.ok ? result.events[0] : undefined;
      return event?.type === 'call.outcome' ? event.outcome : event?.type;
    };
    expect(['да', '2', ' НЕТ', 'Успешно', 'Отказ', 'Оператор', '1', '5'].map(typeOf)).toEqual([
      'confirmed',
      'confirmed',
      'declined',
      'call.unknown',
      'call.unknown',
      'operator',
      'confirmed',
      'no_answer',
    ]);
  });

  test('a time without its zone is no time', () => {
    const at = (time: string) => {
      const result = parse(`{"call_id":"1","response":"Отказ","time":${JSON.stringify(time)}}`);
      return result.ok ? result.events[0]?.at : undefined;
    };
    expect(at('2026-06-03 12:00:05')).toBeNull();
    expect(at('2026-13-45T12:00:05Z')).toBeNull();
    expect(at('вчера')).toBeNull();
    expect(at('1780477205')).toEqual(new Date('2026-06-03T09:00:05Z'));
  });

  test('an identifier too long to be one is not taken for one', () => {
    expect(parse(`{"call_id":"${'1'.repeat(201)}","response":"Отказ"}`).ok).toBe(false);
    const long = parse(`{"call_id":"${'1'.repeat(200)}","response":"${'О'.repeat(500)}"}`);
    expect(long.ok && long.events[0]?.key.length).toBe(300);
  });
});
