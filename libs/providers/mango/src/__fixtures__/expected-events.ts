import type { CallEvent, ProviderEvent } from '@perezvon/contracts-events';

export const commandId = '0197a1b2-c3d4-7e5f-8a9b-000000000001';
export const messageId = '0197a1b2-c3d4-7e5f-8a9b-000000000002';
export const phone = '79000000001';
const ownPhone = '79000000009';

const seconds = (unix: number): Date => new Date(unix * 1000);

type Facts = Pick<CallEvent, 'key' | 'providerStatus' | 'at'> & Partial<CallEvent>;

/** Facts of `/events/call` unless told otherwise. */
const call = (facts: Facts) => ({ providerCallId: '232wc3e3w3s333', attemptId: null, ...facts });
type Parties = NonNullable<Extract<CallEvent, { type: 'call.ended' }>['parties']>;

/** The client at our number, unless told otherwise. */
export const parties = (
  direction: Parties['direction'],
  extensions: string[],
  others: Partial<Parties> = {},
): Parties => ({ direction, clientPhone: phone, ownPhone, extensions, ...others });

const callback = (facts: Facts) => call({ providerCallId: '232wc3e3w3s222', attemptId: commandId, ...facts });

interface End {
  id: string;
  providerStatus: string;
  talkSeconds: number | null;
}

const ended = ({ id, providerStatus, talkSeconds }: End, who: Parties): ProviderEvent => ({
  ...call({ key: `summary/${id}`, providerCallId: id, at: seconds(1399906990), providerStatus }),
  type: 'call.ended',
  parties: who,
  outcome: talkSeconds === 0 ? 'no_answer' : 'informed',
  talkSeconds,
  recordingId: null,
});

const message = (path: string, providerStatus: string, at: Date | null) => ({
  key: `${path}/${messageId}/${providerStatus}`,
  at,
  providerStatus,
});

const result = (facts: Pick<CallEvent, 'key' | 'providerStatus'> & Partial<CallEvent>) =>
  call({ providerCallId: null, at: null, ...facts });

/** By the name of the fixture; those that tell nothing are not here. */
export const expected: Readonly<Record<string, ProviderEvent>> = {
  'callback: the employee rings': {
    ...callback({
      key: 'call/232wc3e3w3s222/100:500:251/1',
      at: seconds(1399906971),
      providerStatus: 'Appeared',
    }),
    type: 'call.ringing',
    legId: '100:500:251',
    // A route of another system looks the same; the summary tells the direction.
    parties: parties(null, ['1234'], { ownPhone: null }),
  },
  'callback: the employee picked up, initiator told': {
    ...callback({
      key: 'call/232wc3e3w3s222/100:500:251/2',
      at: seconds(1399906973),
      providerStatus: 'Connected',
    }),
    type: 'call.answered',
    legId: '100:500:251',
    parties: parties('out', ['1234'], { ownPhone: null }),
  },
  'callback: the client rings': {
    ...callback({
      key: 'call/232wc3e3w3s222/100:500:258/1',
      at: seconds(1399906976),
      providerStatus: 'Appeared',
    }),
    type: 'call.ringing',
    legId: '100:500:258',
    parties: parties('out', ['1234'], { ownPhone: null }),
  },
  'a client in the voice menu': {
    ...call({
      key: 'call/232wc3e3w3s333/100:500:256/1',
      at: seconds(1399906976),
      providerStatus: 'Appeared',
    }),
    type: 'call.ringing',
    legId: '100:500:256',
    parties: parties('in', []),
  },
  'the voice menu answered, nobody has': {
    ...call({
      key: 'call/232wc3e3w3s333/100:500:256/2',
      at: seconds(1399906976),
      providerStatus: 'Connected',
    }),
    type: 'call.ringing',
    legId: '100:500:256',
    parties: parties('in', []),
  },
  'routed to an employee by a command that is not ours': {
    ...call({
      key: 'call/232wc3e3w3s333/100:500:257/1',
      at: seconds(1399906977),
      providerStatus: 'Appeared',
    }),
    type: 'call.ringing',
    legId: '100:500:257',
    parties: parties('in', ['123']),
  },
  'the employee answers': {
    ...call({
      key: 'call/232wc3e3w3s333/100:500:257/2',
      at: seconds(1399906988),
      providerStatus: 'Connected',
    }),
    type: 'call.answered',
    legId: '100:500:257',
    parties: parties('in', ['123']),
  },
  'a missed leg, line by SIP, number of call tracking': {
    ...call({
      key: 'call/1MN0Q1MDOQ==/MIxEyNTzTo6NDxkzNMMOzNQ==/2',
      providerCallId: '1MN0Q1MDOQ==',
      at: new Date('2019-05-21T07:02:08Z'),
      providerStatus: 'Appeared',
    }),
    type: 'call.ringing',
    legId: 'MIxEyNTzTo6NDxkzNMMOzNQ==',
    parties: parties('in', ['29'], { ownPhone: '79000000008' }),
  },
  'one employee calls another, numbers as numbers': {
    ...call({
      key: 'call/232wc3e3w3s444/400-200/1',
      providerCallId: '232wc3e3w3s444',
      at: seconds(1399956996),
      providerStatus: 'Appeared',
    }),
    type: 'call.ringing',
    legId: '400-200',
    parties: parties('internal', ['333', '321'], { clientPhone: null, ownPhone: null }),
  },
  'summary: incoming, answered': ended(
    { id: '232wc3e3w3s555', providerStatus: '1100', talkSeconds: 10 },
    parties('in', ['123']),
  ),
  'summary: ended in the voice menu, entry_result 1 without talk': ended(
    { id: '232wc3e3w3s556', providerStatus: '1170', talkSeconds: 0 },
    parties('in', []),
  ),
  'summary: outgoing, answered, all in quotes': ended(
    { id: '232wc3e3w3s557', providerStatus: '1110', talkSeconds: 10 },
    parties('out', ['123']),
  ),
  'summary: outgoing, not answered': ended(
    { id: '232wc3e3w3s558', providerStatus: '1111', talkSeconds: 0 },
    parties('out', ['123']),
  ),
  'summary: between employees, no end time': {
    ...ended(
      { id: '232wc3e3w3s559', providerStatus: '', talkSeconds: null },
      parties('internal', ['123'], { clientPhone: null, ownPhone: null }),
    ),
    at: null,
  },
  'a recording in a state unheard of': {
    ...call({
      key: 'recording/r100:777:500:256/3',
      providerCallId: '232wc3e3w3s222',
      at: seconds(1399906976),
      providerStatus: 'Paused',
    }),
    type: 'call.unknown',
  },
  'a recording can be fetched': {
    ...call({
      key: 'record-added/MToxMDAwNjA4NTo1MDA5NDExMDIyOjE=',
      providerCallId: 'NTAwOTQxMTAyMg==',
      at: seconds(1578664187),
      providerStatus: 'added',
    }),
    type: 'recording.ready',
    recordingId: 'MToxMDAwNjA4NTo1MDA5NDExMDIyOjE=',
  },
  'keys pressed in the voice menu': {
    ...call({
      key: 'dtmf/232wc3e3w3s333/100:500:256/1',
      at: seconds(1399906979),
      providerStatus: 'ivr.2',
    }),
    type: 'digits.pressed',
    digits: '12',
  },
  'a message is delivered': {
    ...message('events/sms', '1000', seconds(1399906980)),
    type: 'message.status',
    messageId,
    status: 'delivered',
  },
  'a message is rejected by the operator': {
    ...message('events/sms', '4392', seconds(1399906980)),
    type: 'message.status',
    messageId,
    status: 'failed',
  },
  'a message of unknown fate': {
    ...message('events/sms', '7777', seconds(1399906980)),
    type: 'message.unknown',
  },
  'result: the message is taken': {
    ...message('result/sms', '1000', null),
    type: 'message.status',
    messageId,
    status: 'sent',
  },
  'result: the message is refused, no money': {
    ...message('result/sms', '2240', null),
    type: 'message.status',
    messageId,
    status: 'failed',
  },
  'result: the callback is refused for its number': {
    ...result({ key: `result/callback/${commandId}/3200`, attemptId: commandId, providerStatus: '3200' }),
    type: 'call.ended',
    outcome: 'no_answer',
    talkSeconds: 0,
    recordingId: null,
  },
  'result: the callback met a server error': {
    ...result({ key: `result/callback/${commandId}/5000`, attemptId: commandId, providerStatus: '5000' }),
    type: 'call.unknown',
  },
  'result: the transfer is impossible': {
    ...result({ key: `result/transfer/${commandId}/4100`, providerStatus: 'result/transfer 4100' }),
    type: 'call.unknown',
  },
};

export const silent = [
  'callback: the first leg ends, which is not the end',
  'on hold',
  'a recording begins',
  'a recording is completed, not there yet',
  'a conversation is tagged',
  'result: the callback goes out',
  'result: a callback of another system is refused',
  'result: hang-up of a call that is gone',
  'result: the route is taken, base path repeated',
  'statistics are ready',
];
