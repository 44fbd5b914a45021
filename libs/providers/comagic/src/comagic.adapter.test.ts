import type { AdapterInstance, SimulatedCall, WebhookRequest } from '@perezvon/contracts-adapter';
import { describeAdapter } from '@perezvon/provider-conformance';
import type { WebhookFixture } from '@perezvon/provider-conformance';
import { attemptId, expectedEvents, robots } from './__fixtures__/events.ts';
import webhooks from './__fixtures__/webhooks.json' with { type: 'json' };
import { adapter } from './comagic.adapter.ts';
import { createSimulator } from './comagic.simulator.ts';

const settings = (origin: string) => ({
  url: `${origin}/call/v4.0`,
  dataUrl: `${origin}/data/v2.0`,
  recordingUrl: origin,
  fullRecordingUrl: `${origin}/full`,
  accessToken: '0011223344556677889900aabbccddee',
  virtualPhone: '74990000000',
  robot: 'scenario',
  scenarioId: 12345,
  operators: { '101': '79000000101' },
  fallbackCode: 3,
});

const request = (body: string, change: Partial<WebhookRequest> = {}): WebhookRequest => ({
  method: 'POST',
  path: '',
  query: '',
  headers: { 'content-type': 'application/json' },
  body: Buffer.from(body),
  ...change,
});

const fixtures = webhooks.map(({ name, method, query, body }): WebhookFixture => ({
  name,
  request: request(body, { method, query }),
  events: expectedEvents[name] ?? [],
}));

const call: SimulatedCall = {
  providerCallId: '237859083',
  attemptId,
  phone: '79000000001',
  startedAt: new Date('2026-06-03T09:00:00Z'),
  answeredAt: new Date('2026-06-03T09:00:10Z'),
  endedAt: new Date('2026-06-03T09:00:45Z'),
  answer: 'confirmed',
};

const period = { from: new Date('2026-06-03T08:00:00Z'), to: new Date('2026-06-03T10:00:00Z'), cursor: null };

const record = {
  providerCallId: '237859083',
  attemptId,
  parties: { ...robots, extensions: [] },
  startedAt: call.startedAt,
  answeredAt: call.answeredAt,
  endedAt: call.endedAt,
  talkSeconds: 35,
  outcome: 'hangup',
  providerStatus: 'scenario_disconnects',
  recordingId: 'talk/1237859083/rec237859083',
};

/** As the consumer does it: the list names the recording. */
const openFirstRecording = async (instance: AdapterInstance): Promise<unknown> => {
  const list = await instance.listCalls?.(period);
  if (list?.kind !== 'found') return list;
  return instance.openRecording?.(list.value.calls[0]?.recordingId ?? 'none');
};

const rpcError = (code: number, mnemonic: string) => ({
  status: 200,
  body: JSON.stringify({ jsonrpc: '2.0', id: 'x', error: { code, message: 'm', data: { mnemonic } } }),
});

const started = { kind: 'placed', providerCallId: '237859080' };

describeAdapter(adapter, {
  settings,
  requiredSettings: ['accessToken', 'virtualPhone', 'scenarioId'],
  secretSettings: ['accessToken'],
  badSettings: [
    { name: 'an address that is no http(s)', change: { url: 'ftp://host/x' }, path: 'url' },
    { name: 'a password inside an address', change: { dataUrl: 'https://a:b@host/x' }, path: 'dataUrl' },
    { name: 'a key beside a login', change: { login: 'x', password: 'y' }, path: 'accessToken' },
    { name: 'a login without a password', change: { accessToken: undefined, login: 'x' }, path: 'password' },
    { name: 'a password without a login', change: { accessToken: undefined, password: 'x' }, path: 'login' },
    { name: 'a number with letters', change: { virtualPhone: '+7 499' }, path: 'virtualPhone' },
    { name: 'an unheard-of zone', change: { timezone: 'Europe/Gotham' }, path: 'timezone' },
    {
      name: 'a word with two meanings',
      change: { responses: { declined: ['соединение'] } },
      path: 'responses',
    },
    {
      name: 'a telephone that rings too long',
      change: { dialingTimeoutSeconds: 121 },
      path: 'dialingTimeoutSeconds',
    },
  ],
  simulator: createSimulator,
  webhook: {
    security: { kind: 'none', reason: 'CoMagic signs nothing; the token in the URL protects' },
    fixtures,
    unknownStatus: request(
      '{"notification_name":"Звонок поставлен на удержание","call_session_id":237859099,"external_id":null}',
    ),
  },
  reminderCall: {
    replies: [
      {
        name: 'a call whose id is text',
        reply: { status: 200, body: '{"jsonrpc":"2.0","id":"x","result":{"data":{"call_session_id":"42"}}}' },
        expected: { kind: 'placed', providerCallId: '42' },
      },
      {
        name: 'a success without a call',
        reply: { status: 200, body: '{"jsonrpc":"2.0","id":"x","result":{"data":{}}}' },
        expected: { kind: 'unclear' },
      },
      { name: 'internal_error', reply: rpcError(-32603, 'internal_error'), expected: { kind: 'unclear' } },
    ],
  },
  routing: {
    questions: [
      {
        name: 'a call on our number, as in the documentation',
        request: request('', {
          method: 'GET',
          query: 'cdr_id=123&start_time=1200&input_result=None&numa=79000000001&numb=74990000000',
        }),
        question: {
          providerCallId: '123',
          clientPhone: '79000000001',
          ownPhone: '74990000000',
          digits: null,
        },
      },
      {
        name: 'a hidden number and pressed keys, as a form',
        request: request('cdr_id=124&start_time=1200&input_result=12&numa=&numb=74990000000', {
          headers: { 'content-type': 'application/x-www-form-urlencoded' },
        }),
        question: { providerCallId: '124', clientPhone: null, ownPhone: '74990000000', digits: '12' },
      },
    ],
    answers: [
      {
        name: 'two telephones, one known by its short number',
        request: request(''),
        answer: { targets: ['101', '79000000002'], callerName: 'Иванова' },
        reply: { status: 200, body: '{"phones":["79000000101","79000000002"]}' },
      },
      {
        name: 'nobody of ours',
        request: request(''),
        answer: { targets: [], callerName: null },
        reply: { status: 200, body: '{"returned_code":3}' },
      },
    ],
  },
  operations: [
    {
      method: 'startCall',
      name: 'the employee first, then the client',
      kind: 'act',
      run: async (instance) =>
        instance.startCall?.({ requestId: attemptId, extension: '101', phone: '79000000001' }),
      expected: started,
      effects: [
        {
          method: 'start.simple_call',
          first_call: 'operator',
          direction: 'out',
          contact: '79000000001',
          operator: '79000000101',
          external_id: attemptId,
        },
      ],
      personal: ['79000000001', '79000000101'],
    },
    {
      method: 'hangUp',
      name: 'a call that goes on',
      kind: 'act',
      run: async (instance) => instance.hangUp?.({ providerCallId: '237859083' }),
      expected: { kind: 'done' },
      effects: [{ method: 'release.call', call_session_id: 237859083 }],
      replies: [
        {
          name: 'call_session_not_found',
          reply: rpcError(-32602, 'call_session_not_found'),
          expected: { kind: 'refused', reason: 'not_found' },
        },
      ],
    },
    {
      method: 'listCalls',
      name: 'a period with a call',
      kind: 'ask',
      run: async (instance) => instance.listCalls?.(period),
      calls: [call],
      expected: { kind: 'found', value: { calls: [record], next: null } },
    },
    {
      method: 'lookUpCall',
      name: 'by our own id',
      kind: 'ask',
      run: async (instance) =>
        instance.lookUpCall?.({
          attemptId,
          providerCallId: null,
          phone: call.phone,
          intendedAt: call.startedAt,
        }),
      calls: [call],
      expected: { kind: 'found', value: record },
      personal: [call.phone],
    },
    {
      method: 'openRecording',
      name: 'of a call in the list',
      kind: 'ask',
      run: openFirstRecording,
      calls: [call],
      requests: 2,
      expected: { kind: 'opened', contentType: 'audio/mpeg', audio: 'ID3 talk/1237859083/rec237859083/' },
      replies: [
        {
          name: 'a log-in page',
          reply: { status: 200, headers: { 'content-type': 'text/html' }, body: '<form>' },
          expected: { kind: 'refused', reason: 'unauthorized' },
        },
      ],
    },
    {
      method: 'tagSale',
      name: 'for the communication behind the call',
      kind: 'act',
      run: async (instance) =>
        instance.tagSale?.({
          providerCallId: '237859083',
          amount: '1500.50',
          paidAt: new Date('2026-06-03T09:30:00Z'),
          comment: 'Гастроскопия',
        }),
      calls: [call],
      requests: 2,
      expected: { kind: 'done' },
      effects: [
        {
          method: 'set.tag_sales',
          communication_id: 1237859083,
          communication_type: 'call',
          date_time: '2026-06-03 12:30:00',
          transaction_value: 1500.5,
          comment: 'Гастроскопия',
        },
      ],
      personal: ['Гастроскопия'],
      replies: [
        {
          name: 'the documented shape of the result',
          reply: { status: 200, body: '{"jsonrpc":"2.0","id":"x","result":{"id":17}}' },
          expected: { kind: 'done' },
        },
      ],
    },
  ],
});
