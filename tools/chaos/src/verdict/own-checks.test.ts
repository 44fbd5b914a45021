import type { CallRecord, EventRecord } from '@perezvon/simulator';
import { expect, test } from 'vitest';
import type { Story } from '../clinic/story.ts';
import { checkCases, type Case } from './own-checks.ts';

const at = (second: number): string => new Date(Date.UTC(2026, 0, 1, 10, 0, second)).toISOString();
const call = (second: number, guid = `g${second}`): CallRecord =>
  ({ guid, id: guid, requestedAt: at(second), placed: true }) as CallRecord;
const final = (guid: string | null): EventRecord =>
  ({ data: { final: true, call_id: guid, correction: false } }) as unknown as EventRecord;

const story: Story = {
  kind: 'plain',
  infobase: 'clinic',
  bookingId: 'b',
  phone: '79000000001',
  posts: [],
  finals: { least: 1, most: 1 },
  callable: { from: Date.parse(at(10)), to: Date.parse(at(30)) },
};
const sound: Case = { story, acknowledged: [], calls: [call(12)], events: [final('g12')] };
const kindsOf = (about: Partial<Case>): string[] =>
  checkCases([{ ...sound, ...about }]).map(({ kind }) => kind);

test('a booking that was called about and told of breaks nothing', () => {
  expect(kindsOf({})).toEqual([]);
});

test('no final is a dead soul, a second one is one too many', () => {
  expect(kindsOf({ calls: [], events: [] })).toEqual(['missing_final']);
  expect(kindsOf({ events: [final('g12'), final('g12')] })).toEqual(['repeated_final']);
});

test('who was called hears the end of it, whatever else happened', () => {
  const maybe = { ...story, finals: { least: 0, most: 1 } };
  expect(kindsOf({ story: maybe, calls: [], events: [] })).toEqual([]);
  expect(kindsOf({ story: maybe, events: [{ data: { call_id: 'g12' } } as unknown as EventRecord] })).toEqual(
    ['missing_final'],
  );
});

test('calls before and after the time for them are found', () => {
  expect(kindsOf({ calls: [call(2)], events: [final('g2')] })).toEqual(['call_outside_window']);
  expect(kindsOf({ calls: [call(50)], events: [final('g50')] })).toEqual(['call_outside_window']);
});

test('a call our side forgot and made again is a double call', () => {
  expect(kindsOf({ calls: [call(12, 'forgotten'), call(14)], events: [final('g14')] })).toEqual([
    'double_call',
  ]);
});

test('a call long after 1C withdrew the booking is found', () => {
  const acknowledgedAt = Date.parse(at(12));
  const post = { atMs: 0, path: 'events', body: {}, copies: 1, effect: 'withdraw' } as const;
  const acknowledged = [{ post, firstTriedAt: acknowledgedAt, acknowledgedAt }];
  expect(kindsOf({ acknowledged, calls: [call(15)], events: [final('g15')] })).toEqual([]);
  expect(kindsOf({ acknowledged, calls: [call(25)], events: [final('g25')] })).toEqual([
    'call_after_decision',
  ]);
});
