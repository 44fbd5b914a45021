import { breakKinds, judge, type Verdict } from '@perezvon/simulator';
import { expect, test } from 'vitest';
import { atLeast, formatCheck, promiseChecks } from './checks.ts';

const verdict = judge({ calls: [], events: [], requests: [], effects: [], violations: [], peaks: {} });

const broken = (kind: (typeof breakKinds)[number], times = 1): Verdict => ({
  ...verdict,
  ok: false,
  breaks: Array.from({ length: times }, (_, index) => ({
    kind,
    bookingId: `b-${index}`,
    guid: null,
    phone: null,
    detail: 'twice',
  })),
});

test('without a break every promise holds', () => {
  expect(promiseChecks(verdict).every(({ ok }) => ok)).toBe(true);
});

test.each(breakKinds)('a %s breaks exactly one promise', (kind) => {
  const failed = promiseChecks(broken(kind)).filter(({ ok }) => !ok);
  expect(failed).toHaveLength(1);
  expect(failed[0]!.detail).toBe('b-0: twice');
});

test('many breaks are counted, three of them shown', () => {
  const [first] = promiseChecks(broken('double_call', 5));
  expect(first!.detail).toBe('b-0: twice; b-1: twice; b-2: twice; и ещё 2');
});

test('too few is a failed check', () => {
  expect(formatCheck(atLeast('звонков', 3, 2))).toBe('✓ звонков: 3');
  expect(formatCheck(atLeast('звонков', 1, 2))).toBe('✗ звонков: 1, нужно не меньше 2');
});

test('a check without details is its title alone', () => {
  expect(formatCheck({ title: 'всё так', ok: true, detail: '' })).toBe('✓ всё так');
});
