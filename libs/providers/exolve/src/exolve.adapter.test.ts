import type { CallRecord, SimulatedCall, WebhookRequest } from '@perezvon/contracts-adapter';
import { describeAdapter } from '@perezvon/provider-conformance';
import type { WebhookFixture } from '@perezvon/provider-conformance';
import { at, client, employee, expectedEvents, number, out } from './__fixtures__/expected-events.ts';
import webhooks from './__fixtures__/webhooks.json' with { type: 'json' };
import { adapter } from './exolve.adapter.ts';
import { createSimulator } from './exolve.simulator.ts';

const settings = (origin: string) => ({
  url: origin,
  apiKey: 'application-key-1',
  number,
  extensions: { '101': employee },
  callback: { resourceId: 16570 },
  routing: { eventUrl: 'https://gateway.example/hooks/exolve/hook-token-1' },
});

const fixtures = webhooks.map((fixture): WebhookFixture => {
  const event = expectedEvents[fixture.name];
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

const post = (body: unknown): WebhookRequest => ({
  method: 'POST',
  path: '',
  query: '',
  headers: { 'content-type': 'application/json' },
  body: Buffer.from(JSON.stringify(body)),
});

const question = (params: Readonly<Record<string, string>>, id: string | number = '1') =>
  post({ id, jsonrpc: '2.0', method: 'getControlCallFollowMe', params });
const ask = question({ sip_id: number, numberA: client, call_sid: 'sid-0007' });

const target = (order: number, name: string, to: string) => ({
  I_FOLLOW_ORDER: order,
  ACTIVE: true,
  NAME: name,
  REDIRECT_NUMBER: to,
  PERIOD: 'always',
  PERIOD_DESCRIPTION: 'always',
  TIMEOUT: 25,
});
const routed = (redirectType: number, targets: readonly object[]) => ({
  status: 200,
  body: JSON.stringify({
    id: '1',
    jsonrpc: '2.0',
    sip_id: number,
    result: {
      redirect_type: redirectType,
      event_URL: 'https://gateway.example/hooks/exolve/hook-token-1',
      masking: false,
      followme_struct: [1, targets],
    },
  }),
});

const requestId = '0197a1b2-c3d4-7e5f-8a9b-000000000901';
const attemptId = '0197a1b2-c3d4-7e5f-8a9b-000000000001';
const text = 'Ждём вас четвёртого июня в одиннадцать тридцать.';

const heard: SimulatedCall = {
  providerCallId: '575976245313000001',
  attemptId: null,
  phone: client,
  answer: 'informed',
  startedAt: at('09:00:00'),
  answeredAt: at('09:00:05'),
  endedAt: at('09:00:30'),
};
const later: SimulatedCall = {
  ...heard,
  providerCallId: '575976245313000002',
  startedAt: at('09:59:00'),
  answeredAt: null,
  endedAt: null,
  answer: 'no_answer',
};
const heardRecord: CallRecord = {
  providerCallId: heard.providerCallId,
  attemptId: null,
  parties: out,
  startedAt: at('09:00:00'),
  answeredAt: at('09:00:05'),
  endedAt: at('09:00:30'),
  talkSeconds: 25,
  outcome: 'informed',
  providerStatus: 'completed',
  recordingId: null,
};
const asked = { attemptId, phone: client, intendedAt: at('08:59:58') };
const hour = { from: at('09:00:00'), to: at('10:00:00'), cursor: null };
const page = (body: unknown) => ({
  status: 200,
  headers: { 'Content-Type': 'application/json' },
  body: JSON.stringify(body),
});
const found = (value: unknown) => ({ kind: 'found', value });
const refusedAs = (reason: string) => ({ kind: 'refused', reason });

/** A phrase of the provider says more than its status. */
const phrase = (message: string) => ({ status: 400, body: JSON.stringify({ message }) });
const phrases = [
  {
    name: 'a destination this account may not call',
    reply: phrase('destination is not permitted for delivery'),
    expected: { kind: 'refused', reason: 'bad_phone' },
  },
  {
    name: 'a key the provider cannot read',
    reply: phrase('malformed token'),
    expected: { kind: 'refused', reason: 'unauthorized' },
  },
] as const;

describeAdapter(adapter, {
  settings,
  requiredSettings: ['apiKey', 'number'],
  secretSettings: ['apiKey', 'routing.eventUrl'],
  badSettings: [
    { name: 'a number in another form', change: { number: '+7 900 000-01-00' }, path: 'number' },
    { name: 'a text without the visit', change: { text: 'Здравствуйте, {name}!' }, path: 'text' },
    { name: 'an address without a scheme', change: { url: 'api.exolve.ru' }, path: 'url' },
    { name: 'a key with a blank', change: { apiKey: 'two words' }, path: 'apiKey' },
    { name: 'a callback without its resource', change: { callback: {} }, path: 'callback.resourceId' },
    {
      name: 'an employee without a telephone',
      change: { extensions: { '101': 'office' } },
      path: 'extensions.101',
    },
    { name: 'an event that is no end', change: { endEvents: ['s'] }, path: 'endEvents.0' },
  ],
  simulator: createSimulator,
  webhook: {
    security: {
      kind: 'none',
      reason: 'Exolve signs nothing; the token in the URL is checked by the gateway',
    },
    fixtures,
    unknownStatus: post({ type: 'zz', call_id: 575, call_sid: 'sid-0009', from: number, to: client }),
  },
  reminderCall: {
    replies: [
      {
        name: 'an id as a string',
        reply: { status: 200, body: '{"call_id":"575976245313000777"}' },
        expected: { kind: 'placed', providerCallId: '575976245313000777' },
      },
      { name: 'no id', reply: { status: 200, body: '{"call_id":0}' }, expected: { kind: 'unclear' } },
      ...phrases,
    ],
  },
  routing: {
    questions: [
      {
        name: 'a call from outside',
        request: ask,
        question: { providerCallId: 'sid-0007', clientPhone: client, ownPhone: number, digits: null },
      },
      {
        name: 'a hidden caller, asked as the predecessor of the platform did',
        request: question({ sip_id: number, numberA: 'anonymous', h323_conf_id: 'A1B2' }, 7),
        question: { providerCallId: 'A1B2', clientPhone: null, ownPhone: number, digits: null },
      },
    ],
    answers: [
      {
        name: 'one short number',
        request: ask,
        answer: { targets: ['101'], callerName: 'Анна' },
        reply: routed(1, [target(1, '101', employee)]),
      },
      {
        name: 'several in turn, one by telephone',
        request: ask,
        answer: { targets: ['101', client], callerName: null },
        reply: routed(2, [target(1, '101', employee), target(2, client, client)]),
      },
      {
        name: 'nobody, so the reserve number takes the call',
        request: ask,
        answer: { targets: [], callerName: null },
        reply: routed(1, []),
      },
    ],
  },
  operations: [
    {
      method: 'startCall',
      name: 'an employee first, then the client',
      kind: 'act',
      run: (instance) => instance.startCall!({ requestId, extension: '101', phone: client }),
      expected: { kind: 'placed', providerCallId: '575976245313900001' },
      effects: [
        {
          method: 'MakeCallback',
          request_description: requestId,
          number_code: 79000000100,
          callback_resource_id: 16570,
          line_1: { destinations: [{ number: employee, timeout: 30 }], display_number: number },
          line_2: { destinations: [{ number: client, timeout: 30 }], display_number: number },
        },
      ],
      personal: [client, employee],
      replies: [...phrases],
    },
    {
      method: 'sendSms',
      name: 'a text from our number',
      kind: 'act',
      run: (instance) => instance.sendSms!({ messageId: requestId, phone: client, text }),
      expected: { kind: 'sent', messageId: '575976245313935471' },
      effects: [{ method: 'SendSMS', number, destination: client, text }],
      personal: [client, text],
      replies: [...phrases],
    },
    {
      method: 'lookUpCall',
      name: 'by its id',
      kind: 'ask',
      calls: [heard],
      run: (instance) => instance.lookUpCall!({ ...asked, providerCallId: heard.providerCallId }),
      expected: found(heardRecord),
      personal: [client],
      statuses: { 404: refusedAs('not_found') },
      replies: [
        {
          name: 'still talking',
          reply: page({ status: 'talk' }),
          expected: found({ outcome: null, endedAt: null, startedAt: at('08:59:58') }),
        },
        {
          name: 'busy',
          reply: page({ status: 'busy' }),
          expected: found({ outcome: 'no_answer', endedAt: at('08:59:58'), talkSeconds: 0 }),
        },
        {
          name: 'completed, and nothing of its length',
          reply: page({ status: 'completed', duration: 0 }),
          expected: found({ outcome: 'informed', talkSeconds: null }),
        },
        {
          name: 'completed too soon',
          reply: page({ status: 'completed', duration: 4 }),
          expected: found({ outcome: 'hangup', talkSeconds: 4 }),
        },
        {
          name: 'a status nobody has heard of',
          reply: page({ status: 'modified' }),
          expected: found({ outcome: null, endedAt: null, providerStatus: 'modified' }),
        },
      ],
    },
    {
      method: 'lookUpCall',
      name: 'without an id, by telephone and time',
      kind: 'ask',
      calls: [heard],
      run: (instance) => instance.lookUpCall!({ ...asked, providerCallId: null }),
      expected: found(heardRecord),
      requests: 2,
      personal: [client],
    },
    {
      method: 'lookUpCall',
      name: 'a call that never was, an hour later',
      kind: 'ask',
      run: (instance) => instance.lookUpCall!({ ...asked, providerCallId: null }),
      expected: found(null),
      personal: [client],
      replies: [
        {
          name: 'two calls to that number',
          reply: page({
            calls: [1, 2].map((id) => ({
              call_id: id,
              date_start: `2026-06-03T09:0${id}:00Z`,
              number_a: number,
              number_b: client,
              duration: 0,
            })),
          }),
          expected: refusedAs('not_found'),
        },
        {
          name: 'a call whose numbers are not told',
          reply: page({ calls: [{ call_id: 1, date_start: '2026-06-03T09:00:00Z', duration: 0 }] }),
          expected: refusedAs('not_found'),
        },
      ],
    },
    {
      method: 'lookUpCall',
      name: 'a call that may still appear in the history',
      kind: 'ask',
      calls: [later],
      run: (instance) =>
        instance.lookUpCall!({ attemptId, phone: client, intendedAt: at('09:58:00'), providerCallId: null }),
      expected: refusedAs('not_found'),
      personal: [client],
    },
    {
      method: 'listCalls',
      name: 'with what GetInfo tells of the robot’s call',
      kind: 'ask',
      calls: [heard],
      run: (instance) => instance.listCalls!(hour),
      expected: found({ calls: [heardRecord], next: null }),
      requests: 2,
      statuses: { 404: found({ calls: [{ outcome: 'no_answer', providerStatus: 'history' }] }) },
    },
    {
      method: 'listCalls',
      name: 'calls of people, page by page',
      kind: 'ask',
      run: (instance) => instance.listCalls!(hour),
      expected: found({ calls: [], next: null }),
      replies: [
        {
          name: 'another edition of the documentation, incoming and by an employee',
          reply: page({
            call_history: [
              { uid: '11', date: '2026-06-03T09:30:00Z', from: client, to: number, duration: 60 },
              { uid: '12', date: '2026-06-03T09:31:00Z', from: employee, to: client, duration: '3' },
              { uid: '13', date: '2026-06-03T10:00:00Z', from: client, to: number, duration: 60 },
            ],
          }),
          expected: found({
            calls: [
              { providerCallId: '11', outcome: 'informed', talkSeconds: 60, endedAt: at('09:31:00') },
              { providerCallId: '12', outcome: 'hangup', parties: { direction: 'out', extensions: ['101'] } },
            ],
            next: null,
          }),
        },
        {
          name: 'a full page',
          reply: page({
            calls: Array.from({ length: 100 }, (_value, id) => ({
              call_id: id + 1,
              date_start: '2026-06-03T09:30:00Z',
              number_a: client,
              number_b: number,
              duration: 10,
            })),
          }),
          expected: found({ next: '100' }),
        },
        {
          name: 'rows that cannot be read',
          reply: page({ calls: [{ call_id: 1, when: 'yesterday' }] }),
          expected: refusedAs('unavailable'),
        },
      ],
    },
    {
      method: 'openRecording',
      name: 'by the path of the event',
      kind: 'ask',
      run: (instance) => instance.openRecording!('/statistics/download/575976245313000001'),
      expected: { kind: 'opened', contentType: 'audio/mpeg', audio: 'ID3 575976245313000001' },
      effects: [{ method: 'download', id: '575976245313000001' }],
      statuses: { 404: refusedAs('not_found') },
    },
  ],
});
