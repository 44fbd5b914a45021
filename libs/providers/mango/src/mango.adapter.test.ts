import type { AdapterInstance, SimulatedCall, WebhookRequest } from '@perezvon/contracts-adapter';
import { describeAdapter } from '@perezvon/provider-conformance';
import type { OperationConformance, WebhookFixture } from '@perezvon/provider-conformance';
import { keyBodySaltSha256 } from '@perezvon/provider-kit';
import { expect, test } from 'vitest';
import { commandId, expected, messageId, parties, phone, silent } from './__fixtures__/expected-events.ts';
import webhooks from './__fixtures__/webhooks.json' with { type: 'json' };
import { adapter } from './mango.adapter.ts';
import { createSimulator } from './mango.simulator.ts';

const key = 'mango-key';
const salt = 'mango-salt';

const settings = (origin: string) => ({
  url: `${origin}/vpbx/`,
  filesUrl: origin,
  apiKey: key,
  apiSalt: salt,
  sms: { fromExtension: 222 },
});

/** A notification as Mango signs it; `sign` is recomputed here by the documented formula. */
const notification = (path: string, body: unknown): WebhookRequest => {
  const json = JSON.stringify(body);
  const sign = keyBodySaltSha256({ key, body: json, salt });
  return {
    method: 'POST',
    path,
    query: '',
    headers: { 'content-type': 'application/x-www-form-urlencoded' },
    body: Buffer.from(new URLSearchParams({ vpbx_api_key: key, sign, json }).toString()),
  };
};

const fixtures = webhooks.map(({ name, path, json }): WebhookFixture => {
  const event = expected[name];
  return { name, request: notification(path, json), events: event === undefined ? [] : [event] };
});

const intended = new Date('2026-06-03T09:00:00Z');
const later = (minutes: number): Date => new Date(intended.getTime() + minutes * 60_000);
const period = { from: intended, to: later(60) };

const talked: SimulatedCall = {
  providerCallId: 'NTAwODcxMDAwMQ==',
  attemptId: null,
  phone,
  startedAt: later(1),
  answeredAt: later(2),
  endedAt: later(5),
  answer: 'informed',
};
const missed: SimulatedCall = {
  ...talked,
  providerCallId: 'NTAwODcxMDAwMg==',
  answeredAt: null,
  endedAt: later(2),
  answer: 'no_answer',
};
/** Mango counts the end of the period in, the adapter does not. */
const next: SimulatedCall = { ...talked, providerCallId: 'NTAwODcxMDAwMw==', startedAt: later(60) };

/** The first request begins the report, the second one fetches it. */
const listCalls = async (instance: AdapterInstance): Promise<unknown> => {
  const started = await instance.listCalls!({ ...period, cursor: null });
  if (started.kind !== 'found') return started;
  expect(started.value).toMatchObject({ calls: [], waitMs: 5000 });
  return instance.listCalls!({ ...period, cursor: started.value.next });
};

const blocked = { kind: 'refused', reason: 'rate_limited', retryAfterMs: 120_000 };

const coded = (status: number, code: number) => ({ status, body: JSON.stringify({ code, message: 'x' }) });

/** The same for every command. */
const commands = (
  success: object,
): Pick<OperationConformance, 'kind' | 'expected' | 'statuses' | 'replies'> => ({
  kind: 'act',
  expected: success,
  statuses: { 401: blocked },
  replies: [
    // Asynchronous requests are answered by the status alone.
    { name: 'empty', reply: { status: 200, body: '' }, expected: success },
    { name: 'result in quotes', reply: { status: 200, body: '{"result":"1000"}' }, expected: success },
    {
      name: 'a code nobody lists is read as its class',
      reply: coded(200, 2219),
      expected: { kind: 'refused', reason: 'rate_limited' },
    },
    { name: 'no money', reply: coded(400, 2240), expected: { kind: 'refused', reason: 'no_money' } },
    { name: 'blocked', reply: coded(200, 2110), expected: { kind: 'refused', reason: 'blocked' } },
    {
      name: 'a bad request is not to be repeated for two minutes',
      reply: coded(500, 3100),
      expected: { kind: 'refused', reason: 'invalid_request', retryAfterMs: 120_000 },
    },
    {
      name: 'a wrong signature',
      reply: coded(401, 3102),
      expected: { kind: 'refused', reason: 'unauthorized', retryAfterMs: 120_000 },
    },
    { name: 'a wrong number', reply: coded(400, 3200), expected: { kind: 'refused', reason: 'bad_phone' } },
    { name: 'the call is gone', reply: coded(200, 4101), expected: { kind: 'refused', reason: 'not_found' } },
    { name: 'too often', reply: coded(200, 4501), expected: { kind: 'refused', reason: 'rate_limited' } },
    {
      name: 'out of service',
      reply: coded(503, 5008),
      expected: { kind: 'refused', reason: 'unavailable' },
    },
    { name: 'a server error may have done it', reply: coded(200, 5003), expected: { kind: 'unclear' } },
    {
      name: 'the documented 429',
      reply: {
        status: 429,
        body: '{"name":"Service Unavailable","message":"Rate limit exceeded.","code":0,"status":429}',
      },
      expected: { kind: 'refused', reason: 'rate_limited' },
    },
  ],
});

describeAdapter(adapter, {
  settings,
  requiredSettings: ['apiKey', 'apiSalt'],
  secretSettings: ['apiKey', 'apiSalt'],
  badSettings: [
    { name: 'an address that is no http(s)', change: { url: 'ftp://host/vpbx/' }, path: 'url' },
    { name: 'a password inside the address', change: { url: 'https://a:b@host/vpbx/' }, path: 'url' },
    { name: 'a key with a blank', change: { apiKey: 'two words' }, path: 'apiKey' },
    { name: 'a zone nobody knows', change: { timezone: 'Europe/Nowhere' }, path: 'timezone' },
    { name: 'a page size that Mango has not', change: { statisticsPage: 7 }, path: 'statisticsPage' },
    { name: 'SMS from nobody', change: { sms: {} }, path: 'sms.fromExtension' },
    { name: 'an unknown clock', change: { timestamps: 'utc+3' }, path: 'timestamps' },
  ],
  simulator: createSimulator,
  webhook: {
    security: {
      kind: 'signed',
      otherSecret: (origin) => ({ ...settings(origin), apiSalt: 'other-salt' }),
      sign: (request) => request,
      proof: { formField: 'sign' },
      coversBody: true,
    },
    fixtures,
    unknownStatus: notification('/events/call', {
      entry_id: '232wc3e3w3s222',
      call_id: '100:500:251',
      seq: 7,
      call_state: 'Whispering',
    }),
  },
  operations: [
    {
      ...commands({ kind: 'placed', providerCallId: null }),
      method: 'startCall',
      name: 'callback',
      run: (instance) => instance.startCall!({ requestId: commandId, extension: '123', phone }),
      effects: [
        {
          command: 'commands/callback',
          command_id: commandId,
          from: { extension: '123' },
          to_number: phone,
        },
      ],
      personal: [phone],
    },
    {
      ...commands({ kind: 'done' }),
      method: 'hangUp',
      name: 'a leg',
      run: (instance) => instance.hangUp!({ providerCallId: '232wc3e3w3s333', legId: '100:500:257' }),
      effects: [{ command: 'commands/call/hangup', call_id: '100:500:257' }],
    },
    {
      ...commands({ kind: 'done' }),
      method: 'transferCall',
      name: 'a call that rings',
      run: (instance) =>
        instance.transferCall!({
          requestId: commandId,
          providerCallId: '232wc3e3w3s333',
          legId: '100:500:256',
          target: '123',
        }),
      effects: [
        {
          command: 'commands/route',
          command_id: commandId,
          call_id: '100:500:256',
          to_number: '123',
        },
      ],
    },
    {
      ...commands({ kind: 'done' }),
      method: 'transferCall',
      name: 'a call in progress',
      run: (instance) =>
        instance.transferCall!({
          requestId: commandId,
          providerCallId: 'NTAwODcx==',
          legId: 'MToxMDA1NzU5Mw==',
          target: phone,
          initiator: '333',
        }),
      effects: [
        {
          command: 'commands/transfer',
          call_id: 'MToxMDA1NzU5Mw==',
          method: 'blind',
          to_number: phone,
          initiator: '333',
        },
      ],
      personal: [phone],
    },
    {
      ...commands({ kind: 'sent', messageId }),
      method: 'sendSms',
      name: 'a reminder',
      run: (instance) => instance.sendSms!({ messageId, phone, text: 'Ждём Валерию завтра в 9:00' }),
      effects: [
        {
          command: 'commands/sms',
          command_id: messageId,
          from_extension: '222',
          to_number: phone,
          text: 'Ждём Валерию завтра в 9:00',
        },
      ],
      personal: [phone, 'Валерию'],
    },
    {
      method: 'listCalls',
      name: 'a report of one page',
      kind: 'ask',
      run: listCalls,
      requests: 2,
      calls: [talked, missed, next],
      expected: {
        kind: 'found',
        value: {
          next: null,
          calls: [
            {
              providerCallId: talked.providerCallId,
              attemptId: null,
              parties: parties('out', [], { ownPhone: null }),
              startedAt: talked.startedAt,
              answeredAt: talked.answeredAt,
              endedAt: talked.endedAt,
              talkSeconds: 180,
              outcome: 'informed',
              providerStatus: '1110',
              recordingId: `record-${talked.providerCallId}`,
            },
            {
              providerCallId: missed.providerCallId,
              answeredAt: null,
              endedAt: missed.endedAt,
              talkSeconds: 0,
              outcome: 'no_answer',
              recordingId: null,
            },
          ],
        },
      },
      statuses: { 401: blocked, 404: { kind: 'refused', reason: 'not_found' } },
      personal: [phone],
    },
    {
      method: 'openRecording',
      name: 'by a signed request',
      kind: 'ask',
      run: (instance) => instance.openRecording!('MToxMDAwNjA4NTo1MDA5NDExMDIyOjE='),
      requests: 2,
      expected: {
        kind: 'opened',
        contentType: 'audio/mp3',
        sizeBytes: 24,
        audio: 'ID3 sound of a recording',
      },
      effects: [
        { command: 'queries/recording/post', action: 'download' },
        { file: expect.any(String) as string },
      ],
      statuses: { 404: { kind: 'refused', reason: 'not_found' } },
    },
  ],
});

test('there is an expectation for every fixture, and a fixture for every expectation', () => {
  const names = [...Object.keys(expected), ...silent].toSorted();
  expect(webhooks.map(({ name }) => name).toSorted()).toEqual(names);
});
