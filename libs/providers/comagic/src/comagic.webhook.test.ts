import type { SimulatedAnswer } from '@perezvon/contracts-adapter';
import { expect, test } from 'vitest';
import { createFarSide, keySettings, now } from './__fixtures__/far-side.ts';
import type { RawSettings } from './__fixtures__/far-side.ts';
import { createSimulator } from './comagic.simulator.ts';

const eventsOf = (body: object, settings: RawSettings = keySettings) => {
  const { instance } = createFarSide({ settings });
  const bytes = Buffer.from(JSON.stringify({ call_session_id: 1, ...body }));
  const parsed = instance.webhook?.parse({ method: 'POST', path: '', query: '', headers: {}, body: bytes });
  return parsed?.ok === true ? parsed.events : [];
};

const ended = (durations: object, settings?: RawSettings) =>
  eventsOf({ notification_name: 'Завершение звонка', ...durations }, settings);

test.each([
  [21, 'informed'],
  [8, 'informed'],
  [7, 'hangup'],
  [0, 'no_answer'],
])('a text heard for %i s is %s', (seconds, outcome) => {
  expect(ended({ talk_time_duration: seconds })).toMatchObject([
    { type: 'call.ended', outcome, talkSeconds: seconds },
  ]);
});

test('how long is long enough is a setting', () => {
  expect(ended({ talk_time_duration: 21 }, { ...keySettings, heardSeconds: 30 })).toMatchObject([
    { outcome: 'hangup' },
  ]);
});

test('a length that is not told counts as unheard, and is not invented', () => {
  expect(ended({})).toMatchObject([{ outcome: 'no_answer', talkSeconds: null }]);
  expect(ended({ talk_time_duration: '{{talk_time_duration}}' })).toMatchObject([{ talkSeconds: null }]);
});

test('the length without the wait counts where talk is not measured and the settings say so', () => {
  const durations = { talk_time_duration: 0, total_time_duration: 30, wait_time_duration: 10 };
  expect(ended(durations)).toMatchObject([{ outcome: 'no_answer' }]);
  expect(ended(durations, { ...keySettings, heardBy: 'total-minus-wait' })).toMatchObject([
    { outcome: 'informed', talkSeconds: 20 },
  ]);
});

test('names of notifications are settings, and a list given replaces the default one', () => {
  const settings = { ...keySettings, notifications: { answered: ['Взяли трубку'] } };
  expect(eventsOf({ notification_name: 'ВЗЯЛИ  трубку' }, settings)).toMatchObject([
    { type: 'call.answered' },
  ]);
  expect(eventsOf({ notification_name: 'Соединение' }, settings)).toMatchObject([{ type: 'call.unknown' }]);
});

test('a name of the settings goes before a mnemonic, and an unknown name before nothing', () => {
  const both = { notification_name: 'Соединение', notification_mnemonic: 'CALL_SESSION_FINISHED' };
  expect(eventsOf(both)).toMatchObject([{ type: 'call.answered', providerStatus: 'Соединение' }]);
  expect(eventsOf({ ...both, notification_name: 'Мой звонок' })).toMatchObject([{ type: 'call.ended' }]);
});

test('a recording without a usable link is unknown', () => {
  expect(eventsOf({ notification_name: 'Запись разговора', file_link: 'нет' })).toMatchObject([
    { type: 'call.unknown' },
  ]);
});

test('a notification about no call at all is told as unreadable', () => {
  const { instance } = createFarSide({});
  const body = Buffer.from('{"notification_name":"Соединение","external_id":"crm-1"}');
  const parsed = instance.webhook?.parse({ method: 'POST', path: '', query: '', headers: {}, body });
  expect(parsed).toEqual({ ok: false, problem: 'нет ни call_session_id, ни external_id' });
});

test.each<[SimulatedAnswer, string]>([
  ['informed', 'informed'],
  ['confirmed', 'informed'],
  ['hangup', 'hangup'],
  ['no_answer', 'no_answer'],
])('a robot that only speaks makes of “%s” the outcome %s, and never a decision', (answer, outcome) => {
  const answeredAt = answer === 'no_answer' ? null : now;
  const endedAt = new Date(now.getTime() + 30_000);
  const call = {
    providerCallId: '1',
    attemptId: null,
    phone: '79000000001',
    startedAt: now,
    answeredAt,
    endedAt,
    answer,
  };
  const { instance } = createFarSide({});
  const events = createSimulator(keySettings)
    .webhooks(call, 'ended')
    .flatMap((request) => {
      const parsed = instance.webhook?.parse(request);
      return parsed?.ok === true ? parsed.events : [];
    });
  expect(events).toMatchObject([{ type: 'call.ended', outcome }]);
});
