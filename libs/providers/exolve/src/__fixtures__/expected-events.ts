import { createHash } from 'node:crypto';
import type { CallEvent, CallParties } from '@perezvon/contracts-events';

export const number = '79000000100';
export const client = '79000000001';
export const employee = '79000000011';
const sipId = '883140000000002';

const key = (call: string, type: string, parts: string[]): string => {
  const hash = createHash('sha256')
    .update([type, ...parts].join('\n'))
    .digest('hex');
  return `${call}:${type}:${hash.slice(0, 16)}`;
};

export const at = (time: string): Date => new Date(`2026-06-03T${time}Z`);
export const out: CallParties = { direction: 'out', clientPhone: client, ownPhone: number, extensions: [] };
const incoming = (parties: Partial<CallParties>): CallParties => ({
  direction: 'in',
  clientPhone: client,
  ownPhone: null,
  extensions: [],
  ...parties,
});

/** The three calls of the robot in the fixtures. */
const robot = (serial: number) => ({ call: `57597624531300000${serial}`, sid: `sid-000${serial}` });
const told = (type: string, serial: number, to = client) => {
  const { call, sid } = robot(serial);
  return {
    key: key(call, type, [sid, to, '']),
    providerCallId: call,
    attemptId: null,
    providerStatus: type,
  };
};
const ended = { type: 'call.ended', parties: out, recordingId: null } as const;
const download = 'https://api.exolve.ru/statistics/download/575976245313000001';

/** By the name of the fixture; none means no event. */
export const expectedEvents: Readonly<Record<string, CallEvent>> = {
  dialled: { ...told('o', 1), type: 'call.ringing', at: at('09:00:00'), parties: out },
  'picked up': { ...told('s', 1), type: 'call.answered', at: at('09:00:05'), parties: out },
  'heard out: talk of 21.5 s': {
    ...told('d', 1),
    ...ended,
    at: at('09:00:27'),
    outcome: 'informed',
    talkSeconds: 21.5,
  },
  'end without metrics, without numbers': {
    ...told('e', 1, ''),
    type: 'call.ended',
    recordingId: null,
    at: at('09:00:27'),
    outcome: 'no_answer',
    talkSeconds: null,
  },
  recording: {
    ...told('crr', 1),
    key: key(robot(1).call, 'crr', ['sid-0001', '', download]),
    type: 'recording.ready',
    at: at('09:01:00'),
    recordingId: download,
  },
  'hung up early, the id as a string': {
    ...told('d', 2),
    ...ended,
    at: at('09:10:09'),
    outcome: 'hangup',
    talkSeconds: 3,
  },
  'nobody answered, only the whole time and the waiting told': {
    ...told('d', 3),
    ...ended,
    at: at('09:20:40'),
    outcome: 'no_answer',
    talkSeconds: 0,
  },
  'incoming call begins': {
    key: key('555', 'b', ['sid-0004', number, '']),
    providerCallId: '555',
    attemptId: null,
    providerStatus: 'b',
    type: 'call.ringing',
    at: at('08:35:34'),
    parties: incoming({ ownPhone: number }),
  },
  'incoming call rings at an employee, the other names of the numbers': {
    key: key('555', 'o', ['sid-0004', employee, '']),
    providerCallId: '555',
    attemptId: null,
    providerStatus: 'o',
    type: 'call.ringing',
    at: at('08:35:36'),
    parties: incoming({ extensions: ['101'] }),
  },
  'employee picked up at a SIP ID, call_sid only': {
    key: key('sid-0005', 's', ['sid-0005', sipId, '']),
    providerCallId: 'sid-0005',
    attemptId: null,
    providerStatus: 's',
    type: 'call.answered',
    at: at('08:36:00'),
    parties: incoming({ extensions: [sipId] }),
  },
  'hidden caller': {
    key: key('556', 'b', ['sid-0006', number, '']),
    providerCallId: '556',
    attemptId: null,
    providerStatus: 'b',
    type: 'call.ringing',
    at: at('08:40:00'),
    parties: incoming({ clientPhone: null, ownPhone: number }),
  },
};
