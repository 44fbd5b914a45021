import { expect, test } from 'vitest';
import { attemptsWord, endingOf, endingWord, endings, isFinal, type Told } from './ending.ts';

const told = (type: string, data: Told['data'] = {}): Told => ({
  subject: 'b',
  type: `booking.${type}`,
  data,
});

test('a booking ends with its last final event', () => {
  const events = [told('no_answer', { final: false }), told('confirmed', { final: true })];
  expect(endingOf(events, false)).toBe('confirmed');
});

test('who heard a robot out that does not ask is informed', () => {
  expect(endingOf([told('informed', { final: true, response: null })], false)).toBe('informed');
});

test('hanging up for the last time is not reached', () => {
  expect(endingOf([told('hangup', { final: true })], false)).toBe('not_reached');
});

test('a correction replaces what the final event said, and is no final itself', () => {
  const correction = told('confirmed', { final: false, correction: true });
  expect(endingOf([told('no_answer', { final: true }), correction], false)).toBe('confirmed');
  expect(isFinal(correction)).toBe(false);
});

test('an answer about a visit that was moved meanwhile ends nothing but the old plan', () => {
  expect(endingOf([told('confirmed', { final: true, stale: true })], false)).toBe('withdrawn');
});

test('a failed booking ends with its reason', () => {
  expect(endingOf([told('failed', { final: true, reason_code: 'bad_phone' })], false)).toBe('bad_phone');
});

test('without a word to 1C a booking waits for its call, or nobody calls at all', () => {
  expect(endingOf([], true)).toBe('waiting');
  expect(endingOf([], false)).toBe('none');
});

test('attempts are told in order, with what was settled by the watchdog or came too late', () => {
  const events = [
    told('call_started'),
    told('no_answer', { hangup_cause: 'watchdog' }),
    told('confirmed', { correction: true }),
    told('declined', { stale: true }),
  ];
  expect(attemptsWord(events)).toBe('не ответил (сторож) → подтвердил (поправка) → отказался (поздно)');
  expect(attemptsWord([])).toBe('—');
});

test('every ending has a word of its own', () => {
  expect(new Set(endings.map(endingWord)).size).toBe(endings.length);
});
