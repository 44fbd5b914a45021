import type { CallEvent, CallParties } from '@perezvon/contracts-events';

/** Of the fixtures' reminder call. */
export const attemptId = '0197a1b2-c3d4-7e5f-8a9b-000000000001';
/** 12:00:05 in Moscow. */
const at = new Date('2026-06-03T09:00:05Z');

const facts = (session: number, key: string, providerStatus: string) => ({
  key: `${session}:${key}`,
  providerCallId: String(session),
  attemptId: null as string | null,
  at: at as Date | null,
  providerStatus,
});

const ours = (session: number, key: string, providerStatus: string) => ({
  ...facts(session, key, providerStatus),
  attemptId,
});

const parties = (change: Partial<CallParties>): CallParties => ({
  direction: 'in',
  clientPhone: '79000000001',
  ownPhone: '74990000000',
  extensions: [],
  ...change,
});

export const robots = parties({ direction: 'out' });

/** By the name of the fixture. */
export const expectedEvents: Readonly<Record<string, readonly CallEvent[]>> = {
  'a client calls': [
    { ...facts(237859081, 'входящийзвонок', 'Входящий звонок'), type: 'call.ringing', parties: parties({}) },
  ],
  "an employee's telephone rings": [
    {
      ...facts(237859081, 'ожиданиеответа:101', 'Ожидание ответа'),
      type: 'call.ringing',
      parties: parties({ extensions: ['101'] }),
    },
  ],
  "the next employee's telephone rings": [
    {
      ...facts(237859081, 'ожиданиеответа:102', 'Ожидание ответа'),
      type: 'call.ringing',
      parties: parties({ extensions: ['102'] }),
    },
  ],
  'an employee calls out': [
    {
      ...facts(237859082, 'исходящийзвонок:101', 'Исходящий звонок'),
      type: 'call.ringing',
      parties: parties({ direction: 'out', extensions: ['101'] }),
    },
  ],
  "the robot is connected, with the seed's fields": [
    {
      ...ours(237859083, 'соединение', 'Соединение'),
      at: null,
      type: 'call.answered',
      parties: { ...robots, ownPhone: null },
    },
  ],
  "the patient pressed a key, told by the name of the branch's notification": [
    { ...ours(237859083, 'подтвердил', 'Подтвердил'), type: 'call.outcome', outcome: 'confirmed' },
  ],
  'the patient refused, told by a word of the template': [
    { ...ours(237859084, 'отказ', 'отказ'), type: 'call.outcome', outcome: 'declined' },
  ],
  "a robot's call is over": [
    {
      ...ours(237859083, 'завершениезвонка', 'Завершение звонка'),
      type: 'call.ended',
      parties: robots,
      outcome: 'hangup',
      talkSeconds: 21,
      recordingId: null,
    },
  ],
  'nobody answered the robot': [
    {
      ...ours(237859085, 'завершениезвонка', 'Завершение звонка'),
      type: 'call.ended',
      parties: robots,
      outcome: 'no_answer',
      talkSeconds: 0,
      recordingId: null,
    },
  ],
  "a call is over, with a tag of the scenario's branch": [
    {
      ...ours(237859086, 'завершениезвонка:operator', 'Оператор'),
      type: 'call.outcome',
      outcome: 'operator',
    },
    {
      ...ours(237859086, 'завершениезвонка', 'Завершение звонка'),
      type: 'call.ended',
      parties: robots,
      outcome: 'hangup',
      talkSeconds: 25,
      recordingId: null,
    },
  ],
  "nobody took a client's call": [
    {
      ...facts(237859087, 'потерянныйзвонок', 'Потерянный звонок'),
      type: 'call.ended',
      parties: parties({}),
      outcome: 'no_answer',
      talkSeconds: 0,
      recordingId: null,
    },
  ],
  'the recording is ready': [
    {
      ...facts(237859081, 'записьразговора:talk/1237859081/a1b2c3', 'Запись разговора'),
      type: 'recording.ready',
      recordingId: 'talk/1237859081/a1b2c3',
    },
  ],
  'the recording of a whole call is ready, without a scheme': [
    {
      ...facts(237859088, 'записьразговора:full/1237859088/d4e5f6', 'Запись разговора'),
      type: 'recording.ready',
      recordingId: 'full/1237859088/d4e5f6',
    },
  ],
  'only a mnemonic, with a Unix time': [
    { ...facts(237859089, 'in_call_session', 'IN_CALL_SESSION'), type: 'call.ringing', parties: parties({}) },
  ],
  'an internal call': [
    {
      ...facts(237859090, 'началоразговора:101', 'Начало разговора'),
      type: 'call.answered',
      parties: { direction: 'internal', clientPhone: null, ownPhone: null, extensions: ['101'] },
    },
  ],
  'as a query, with a placeholder nobody filled in': [
    {
      ...facts(237859091, 'завершениезвонка:confirmed', 'Придёт'),
      at: null,
      type: 'call.outcome',
      outcome: 'confirmed',
    },
    {
      ...facts(237859091, 'завершениезвонка', 'Завершение звонка'),
      at: null,
      type: 'call.ended',
      parties: { direction: 'out', clientPhone: null, ownPhone: null, extensions: [] },
      outcome: 'hangup',
      talkSeconds: 12,
      recordingId: null,
    },
  ],
};
