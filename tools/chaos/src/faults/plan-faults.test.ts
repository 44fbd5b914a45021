import { expect, test } from 'vitest';
import { marksFor } from '../build/wrapped-modules.ts';
import type { Fault } from './fault.ts';
import { planFaults } from './plan-faults.ts';

const plan = (seed: string) => planFaults({ seed, durationMs: 180_000, marks: marksFor(null) });

test('the same seed gives the same schedule, another seed another one', () => {
  expect(plan('1')).toEqual(plan('1'));
  expect(plan('1')).not.toEqual(plan('2'));
});

test('three minutes bring every kind of fault, one after the other', () => {
  const faults = plan('1');
  const moments = faults.map(({ atMs }) => atMs);
  expect(moments).toEqual([...moments].sort((left, right) => left - right));
  expect(Math.max(...moments)).toBeLessThan(180_000);
  const kinds = new Set(['1', '2', '3'].flatMap((seed) => plan(seed).map(({ fault }) => fault.kind)));
  expect(kinds.size).toBe(12);
});

test('only what is asked for goes wrong', () => {
  const faults = planFaults({ seed: '1', durationMs: 60_000, marks: ['a.before'], kinds: ['mark'] });
  expect(new Set(faults.map(({ fault }) => JSON.stringify(fault)))).toEqual(
    new Set([JSON.stringify({ kind: 'mark', mark: 'a.before' })]),
  );
});

type AccountFault = Extract<Fault, { kind: 'account' }>;

test('accounts fail in turns, several times in three minutes and never both at once', () => {
  const turns = plan('1').filter((planned) => planned.fault.kind === 'account');
  const roles = turns.map(({ fault }) => (fault as AccountFault).account);
  expect(roles.length).toBeGreaterThan(6);
  expect(roles).toEqual(roles.map((_, turn) => (turn % 2 === 0 ? 'main' : 'spare')));
  turns.reduce((endMs, { atMs, fault }) => {
    expect(atMs).toBeGreaterThan(endMs);
    return atMs + (fault as AccountFault).forMs;
  }, 0);
});

test('clocks are off by minutes at times, but never the one that says when a call may leave', () => {
  const clocks = Array.from({ length: 40 }, (_, seed) => plan(String(seed)))
    .flat()
    .flatMap(({ fault }) => (fault.kind === 'clock' ? [fault] : []));
  const minutesOff = clocks.filter(({ byMs }) => Math.abs(byMs) > 60_000).map(({ app }) => app);
  expect(new Set(minutesOff)).toEqual(new Set(['gateway', 'status', 'notifier']));
});
