import type { AdapterInstance, SimulatedCall } from '@perezvon/contracts-adapter';
import type { CallEvent } from '@perezvon/contracts-events';
import { describeAdapter } from '@perezvon/provider-conformance';
import type { WebhookFixture } from '@perezvon/provider-conformance';
import { expect, test } from 'vitest';
import webhooks from './__fixtures__/webhooks.json' with { type: 'json' };
import { adapter } from './sipuni.adapter.ts';
import { createSimulator } from './sipuni.simulator.ts';

const settings = (origin: string) => ({
  url: `${origin}/api`,
  user: '012345',
  secret: 'secret-key',
  sipnumber: '200',
  externalPhones: { '109': '79000000109' },
});

type Parties = NonNullable<Extract<CallEvent, { type: 'call.ended' }>['parties']>;

const outgoing: Parties = {
  direction: 'out',
  clientPhone: '79000000001',
  ownPhone: null,
  extensions: ['101'],
};
const robots: Parties = { ...outgoing, clientPhone: '79000000005', extensions: ['200'] };
const incoming: Parties = {
  direction: 'in',
  clientPhone: '79000000002',
  ownPhone: '79000000900',
  extensions: ['102'],
};
const link = (id: string) =>
  `https://sipuni.com/api/crm/record?id=${id}&hash=0123456789abcdef0123456789abcdef`;

/** Key: call, event, leg, time, status; the time is that of the event. */
const told = (key: string, more: Partial<CallEvent> = {}) => {
  const [call = '', event = '', , time = '', status = ''] = key.split(':');
  return {
    key,
    providerCallId: call,
    attemptId: null,
    at: new Date(Number(time) * 1000),
    providerStatus: status === '' ? `event ${event}` : status,
    ...more,
  };
};

type End = Pick<Extract<CallEvent, { type: 'call.ended' }>, 'outcome' | 'talkSeconds' | 'parties'>;
const ended = (key: string, end: End, more: Partial<CallEvent> = {}): CallEvent => ({
  recordingId: null,
  ...told(key, more),
  ...end,
  type: 'call.ended',
});

/** By the name of the fixture. */
const expected: Readonly<Record<string, CallEvent[]>> = {
  'outgoing, rings': [
    { ...told('1780477200.15593:1:79000000001:1780477200:'), type: 'call.ringing', parties: outgoing },
  ],
  'outgoing, rings, told again a second later': [
    { ...told('1780477200.15593:1:79000000001:1780477201:'), type: 'call.ringing', parties: outgoing },
  ],
  'outgoing, answered': [
    { ...told('1780477200.15593:3:79000000001:1780477210:'), type: 'call.answered', parties: outgoing },
  ],
  'outgoing, ended after a talk': [
    {
      ...ended('1780477200.15593:2:79000000001:1780477250:ANSWER', {
        outcome: 'informed',
        talkSeconds: 40,
        parties: outgoing,
      }),
      recordingId: link('1780477200.15593'),
    } as CallEvent,
  ],
  'outgoing, busy, with a link to a recording that is none': [
    ended('1780477300.15600:2:79000000001:1780477305:BUSY', {
      outcome: 'no_answer',
      talkSeconds: 0,
      parties: outgoing,
    }),
  ],
  'incoming, rings at an employee, by POST': [
    { ...told('1780477400.15610:1:102:1780477400:'), type: 'call.ringing', parties: incoming },
  ],
  'incoming, without short numbers': [
    {
      ...told('1780477400.15610:3:012345102:1780477405:'),
      type: 'call.answered',
      parties: { ...incoming, ownPhone: null },
    },
  ],
  'incoming, transferred: the first leg ends': [],
  'incoming, missed by everybody, at a number with the id of its line': [
    ended('1780477500.15620:2:79000000900_id265648:1780477519:NOANSWER', {
      outcome: 'no_answer',
      talkSeconds: 0,
      parties: { ...incoming, clientPhone: '79000000003', extensions: ['101', '102'] },
    }),
  ],
  'incoming, hidden number, rung list with commas': [
    ended('1780477600.15630:2:101:1780477610:CANCEL', {
      outcome: 'no_answer',
      talkSeconds: 0,
      parties: { direction: 'in', clientPhone: null, ownPhone: null, extensions: ['101', '102'] },
    }),
  ],
  "incoming, taken on an employee's outside telephone": [
    {
      ...told('1780477700.15640:3:79000000109:1780477712:'),
      type: 'call.answered',
      parties: { ...incoming, clientPhone: '79000000004', extensions: ['109'] },
    },
  ],
  internal: [
    ended('1780477800.15650:2:102:1780477863:ANSWER', {
      outcome: 'informed',
      talkSeconds: 60,
      parties: { direction: 'internal', clientPhone: null, ownPhone: null, extensions: ['101', '102'] },
    }),
  ],
  'robot, heard out': [
    ended(
      '1780477900.15660:2:79000000005:1780477918:ANSWER',
      { outcome: 'informed', talkSeconds: 8, parties: robots },
      { providerCallId: '9d5ed678fe57bcca610140957afab571' },
    ),
  ],
  'robot, hung up early': [
    ended(
      '1780478000.15670:2:79000000005:1780478017:ANSWER',
      { outcome: 'hangup', talkSeconds: 7, parties: robots },
      { providerCallId: '0d61f8370cad1d412f80b84d143e1257' },
    ),
  ],
  'two outside telephones, nobody answered, yet with an answer time': [
    ended('1780478100.15680:2:79000000005:1780478118:NOANSWER', {
      outcome: 'no_answer',
      talkSeconds: 0,
      parties: robots,
    }),
  ],
  'two outside telephones, answer before the start': [
    ended('1780478200.15690:2:79000000005:1780478227:ANSWER', {
      outcome: 'hangup',
      talkSeconds: null,
      parties: robots,
    }),
  ],
  'an event nobody knows': [{ ...told('1780478300.15700:9:79000000001:1780478300:'), type: 'call.unknown' }],
  'the address is saved in the cabinet': [],
};

const fixtures = webhooks.map(({ name, method, query, contentType, body }): WebhookFixture => ({
  name,
  request: {
    method,
    path: '',
    query,
    headers: contentType === '' ? {} : { 'content-type': contentType },
    body: Buffer.from(body),
  },
  events: expected[name] ?? [],
}));

const get = (query: string) => ({ method: 'GET', path: '', query, headers: {}, body: Buffer.alloc(0) });

const refusal = (field: 'message' | 'msg') => ({
  status: 200,
  headers: { 'Content-Type': 'text/html; charset=UTF-8' },
  body: JSON.stringify({ success: false, [field]: 'Номер 79000000001 недоступен' }),
});
const invalid = { kind: 'refused', reason: 'invalid_request' } as const;

const startedAt = new Date('2026-06-03T09:30:00Z');
const call: SimulatedCall = {
  providerCallId: '9d5ed678fe57bcca610140957afab571',
  attemptId: null,
  phone: '79000000001',
  startedAt,
  answeredAt: new Date('2026-06-03T09:30:11Z'),
  endedAt: new Date('2026-06-03T09:30:42Z'),
  answer: 'informed',
};
const period = { from: new Date('2026-06-03T09:00:00Z'), to: new Date('2026-06-03T10:00:00Z') };
const question = {
  attemptId: '0197a1b2-c3d4-7e5f-8a9b-000000000001',
  providerCallId: call.providerCallId,
  phone: call.phone,
  intendedAt: startedAt,
};
const listedCall = {
  parties: { direction: 'out', clientPhone: call.phone, extensions: ['200'] },
  startedAt,
  answeredAt: call.answeredAt,
  endedAt: call.endedAt,
  talkSeconds: 31,
  outcome: 'informed',
};
const audio = { kind: 'opened', contentType: 'audio/mpeg', sizeBytes: 13, audio: 'ID3 recording' };

/** The recording that a webhook of the simulated Sipuni names. */
const linkOf = ({ webhook }: AdapterInstance): string => {
  const [request] = createSimulator(settings('http://sipuni')).webhooks(call, 'ended');
  const parsed = webhook?.parse(request!);
  const event = parsed?.ok ? parsed.events[0] : undefined;
  return event?.type === 'call.ended' ? (event.recordingId ?? '') : '';
};

describeAdapter(adapter, {
  settings,
  simulator: createSimulator,
  requiredSettings: ['user', 'secret', 'sipnumber'],
  secretSettings: ['secret'],
  badSettings: [
    { name: 'an address that is no http(s)', change: { url: 'ftp://host/x' }, path: 'url' },
    { name: 'a password inside the address', change: { url: 'https://a:b@host/x' }, path: 'url' },
    { name: 'a cabinet whose zero YAML has eaten', change: { user: 12345 }, path: 'user' },
    { name: 'an unknown voice', change: { voice: 'Alice' }, path: 'voice' },
    { name: 'a robot of a scheme without its id', change: { robot: 'tree' }, path: 'tree' },
    { name: 'an unknown time zone', change: { timezone: 'Europe/Mosow' }, path: 'timezone' },
    {
      name: 'an outside telephone that is none',
      change: { externalPhones: { '101': '8 900' } },
      path: 'externalPhones.101',
    },
    { name: 'an endless time-out', change: { timeoutSeconds: 100_000 }, path: 'timeoutSeconds' },
  ],
  webhook: {
    security: { kind: 'none', reason: 'Sipuni does not sign its events; only the token in the URL protects' },
    fixtures,
    unknownStatus: get('event=2&call_id=1780478400.15710&timestamp=1780478400&status=VOICEMAIL'),
  },
  reminderCall: {
    replies: [
      {
        name: 'an id by the other name',
        reply: { status: 200, body: '{"success":true,"callId":1419783130}' },
        expected: { kind: 'placed', providerCallId: '1419783130' },
      },
      {
        name: 'success without an id is a call whose id is not told',
        reply: { status: 200, body: '\uFEFF{"success":"true"}' },
        expected: { kind: 'placed', providerCallId: null },
      },
      { name: 'success: false with message', reply: refusal('message'), expected: invalid },
      { name: 'success: false with msg', reply: refusal('msg'), expected: invalid },
      {
        name: '503 with Retry-After is a refusal by the server itself',
        reply: { status: 503, headers: { 'Retry-After': '5' }, body: '' },
        expected: { kind: 'refused', reason: 'unavailable' },
      },
    ],
  },
  routing: {
    questions: [
      {
        name: 'as the docs show it',
        request: get('fromnum=79000000001&tonum=79000000900&dtmf=&label=&time=2026-06-03'),
        question: {
          providerCallId: null,
          clientPhone: '79000000001',
          ownPhone: '79000000900',
          digits: null,
        },
      },
      {
        name: 'a hidden number, after keys were pressed',
        request: get('fromnum=anonymous&tonum=79000000900&dtmf=12%23'),
        question: { providerCallId: null, clientPhone: null, ownPhone: '79000000900', digits: '12#' },
      },
    ],
    answers: [
      {
        name: 'an employee and the label of the caller',
        request: get('fromnum=79000000001&tonum=79000000900'),
        answer: { targets: ['101', '102'], callerName: 'Валерия «С.»' },
        reply: { status: 200, body: '{"choice":1,"number":"101","name":"Валерия «С.»"}' },
      },
      {
        name: 'nobody: the other branch of the scheme',
        request: get('fromnum=79000000001&tonum=79000000900'),
        answer: { targets: [], callerName: null },
        reply: { status: 200, body: '{"choice":0,"number":"","name":""}' },
      },
    ],
  },
  operations: [
    {
      method: 'startCall',
      name: 'from a short number',
      kind: 'act',
      run: (instance) =>
        instance.startCall!({ requestId: question.attemptId, extension: '101', phone: call.phone }),
      expected: { kind: 'placed', providerCallId: expect.stringMatching(/^[0-9a-f]{32}$/) },
      effects: [
        { endpoint: 'callback/call_number', antiaon: '0', phone: call.phone, reverse: '0', sipnumber: '101' },
      ],
      personal: [call.phone],
      replies: [{ name: 'success: false', reply: refusal('message'), expected: invalid }],
    },
    {
      method: 'startCall',
      name: 'from an outside telephone',
      kind: 'act',
      run: (instance) =>
        instance.startCall!({ requestId: question.attemptId, extension: '109', phone: call.phone }),
      expected: { kind: 'placed' },
      effects: [
        {
          endpoint: 'callback/call_external',
          phoneFrom: '79000000109',
          phoneTo: call.phone,
          sipnumber: '200',
          sipnumber2: '200',
        },
      ],
      personal: [call.phone, '79000000109'],
    },
    {
      method: 'hangUp',
      name: 'a call of the PBX',
      kind: 'act',
      run: (instance) => instance.hangUp!({ providerCallId: '1780477200.15593' }),
      expected: { kind: 'done' },
      effects: [{ endpoint: 'events/call/hangup', callId: '1780477200.15593' }],
      replies: [{ name: 'success: false', reply: refusal('msg'), expected: invalid }],
    },
    {
      method: 'hangUp',
      name: 'an ordered call',
      kind: 'act',
      run: (instance) => instance.hangUp!({ providerCallId: call.providerCallId }),
      expected: { kind: 'done' },
      effects: [{ endpoint: 'callback/cancel', callbackId: call.providerCallId }],
    },
    {
      method: 'listCalls',
      name: 'of an hour',
      kind: 'ask',
      run: (instance) => instance.listCalls!({ ...period, cursor: null }),
      calls: [call],
      expected: { kind: 'found', value: { calls: [listedCall], next: null } },
      personal: [call.phone],
      replies: [{ name: 'success: false', reply: refusal('message'), expected: invalid }],
    },
    {
      method: 'lookUpCall',
      name: 'by phone and time',
      kind: 'ask',
      run: (instance) => instance.lookUpCall!(question),
      calls: [call],
      expected: {
        kind: 'found',
        value: { ...listedCall, providerCallId: call.providerCallId, attemptId: question.attemptId },
      },
      personal: [call.phone],
    },
    {
      method: 'openRecording',
      name: 'by the record id of the statistics',
      kind: 'ask',
      run: (instance) => instance.openRecording!('1780479000.15593'),
      expected: audio,
      statuses: { 404: { kind: 'refused', reason: 'not_found' } },
      replies: [
        {
          name: 'a refusal with status 200',
          reply: refusal('message'),
          expected: { kind: 'refused', reason: 'not_found' },
        },
      ],
    },
    {
      method: 'openRecording',
      name: 'by the link of a webhook',
      kind: 'ask',
      run: (instance) => instance.openRecording!(linkOf(instance)),
      expected: audio,
      effects: [{ record: expect.stringMatching(/^1780479000\.\d+$/) }],
    },
  ],
});

test('every fixture has an expectation, and every expectation a fixture', () => {
  expect(webhooks.map(({ name }) => name).toSorted()).toEqual(Object.keys(expected).toSorted());
});
