import { expect, test } from 'vitest';
import { expectationsOf, surprisesOf } from './expectation.ts';
import type { Finding } from './findings.ts';
import { bookingIdOf, type Guest } from './scenario/guest.ts';
import { guests } from './scenario/scenario.ts';

const guest: Guest = {
  n: 1,
  at: 0,
  name: 'Абрамова Вера',
  story: 'подтверждает',
  expect: { ending: 'confirmed', calls: [1, 2] },
};
const finding = (seen: Partial<Finding> = {}): Finding => ({
  guest,
  told: [],
  ending: 'confirmed',
  finals: 1,
  calls: 1,
  why: '',
  ...seen,
});

test('a booking that ended as its story has it is no surprise', () => {
  expect(surprisesOf(finding())).toEqual([]);
});

test('another ending, a second final and a call too many are each told', () => {
  expect(surprisesOf(finding({ ending: 'declined', finals: 2, calls: 3 }))).toEqual([
    'итог «отказался», ждали «подтвердил»',
    'итоговых событий 2',
    'звонков 3',
  ]);
});

test('nobody may be called whose story has no call', () => {
  const { isCallAllowed } = expectationsOf([{ ...guest, expect: { ending: 'none', calls: 0 } }], new Map());
  const call = { at: new Date(), bookingId: null };
  expect(isCallAllowed?.({ ...call, phone: '79000000001' })).toBe(false);
  expect(isCallAllowed?.({ ...call, phone: '79000000002' })).toBe(true);
});

test('an infobase that fetches its events is not judged by what was pushed', () => {
  const { finals } = expectationsOf([guest, { ...guest, n: 2, infobase: 'dental' }], new Map());
  expect(finals).toEqual([{ bookingId: bookingIdOf(1), count: 1 }]);
});

test('the day has at least forty bookings, each with a number and a telephone of its own', () => {
  expect(guests.length).toBeGreaterThanOrEqual(40);
  expect(new Set(guests.map(({ n }) => n)).size).toBe(guests.length);
});
