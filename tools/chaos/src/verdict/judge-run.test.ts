import type { CallRecord, EventRecord } from '@perezvon/simulator';
import { expect, test } from 'vitest';
import { sayVisit, type Story } from '../clinic/story.ts';
import { judgeRun } from './judge-run.ts';

const bookingId = 'c0000000-0000-4000-8000-000000000001';
const phone = '79000000001';
const at = (second: number): string => new Date(Date.UTC(2026, 0, 1, 10, 0, second)).toISOString();

const story: Story = {
  kind: 'plain',
  infobase: 'clinic',
  bookingId,
  phone,
  posts: [],
  finals: { least: 1, most: 1 },
  callable: { from: Number.NEGATIVE_INFINITY, to: Number.POSITIVE_INFINITY },
};

interface Called {
  second: number;
  account: string;
  guid: string;
  answer?: string;
}

const call = ({ second, account, guid, answer = 'no_answer' }: Called): CallRecord =>
  ({
    account,
    id: `${account}-${second}`,
    guid,
    phone,
    visit: sayVisit(bookingId),
    placed: true,
    echoesGuid: true,
    replyId: null,
    requestedAt: at(second),
    scenario: { answer },
    webhooks: [{ answer, malformed: null, status: 200, at: at(second + 1), endedAt: at(second + 1) }],
  }) as unknown as CallRecord;

const told = (guid: string, seq: string, type: string, final: boolean): EventRecord =>
  ({
    infobase: 'clinic',
    id: seq,
    seq,
    type,
    subject: bookingId,
    status: 'accepted',
    at: at(59),
    data: { booking_id: bookingId, call_id: guid, final, correction: false },
  }) as unknown as EventRecord;

const kindsOf = (calls: CallRecord[], events: EventRecord[]): string[] => {
  const snapshot = { calls, events, requests: [], effects: [], violations: [], peaks: {} };
  const run = {
    snapshot,
    stories: [story],
    acknowledged: new Map(),
    infobases: ['clinic'],
    healedAt: new Date(),
  };
  return judgeRun(run).breaks.map(({ kind }) => kind);
};

test('a call that another account repeats after a while, as it should, breaks nothing', () => {
  const calls = [
    call({ second: 1, account: 'mtt-main', guid: 'a' }),
    call({ second: 20, account: 'mtt-spare', guid: 'b', answer: 'confirmed' }),
  ];
  const events = [told('a', '1', 'booking.no_answer', false), told('b', '2', 'booking.confirmed', true)];
  expect(kindsOf(calls, events)).toEqual([]);
});

test('an attempt that both accounts called is a double call, and both calls are too close to each other', () => {
  const calls = [
    call({ second: 1, account: 'mtt-main', guid: 'a' }),
    call({ second: 1, account: 'mtt-spare', guid: 'a' }),
  ];
  const kinds = kindsOf(calls, [told('a', '1', 'booking.no_answer', true)]);
  expect(kinds).toEqual(['double_call', 'phone_called_too_often']);
});

test('calls of one account bind the other: decisions and their number', () => {
  const decided = [
    call({ second: 1, account: 'mtt-main', guid: 'a', answer: 'confirmed' }),
    call({ second: 20, account: 'mtt-spare', guid: 'b' }),
  ];
  const both = [told('a', '1', 'booking.confirmed', true), told('b', '2', 'booking.no_answer', false)];
  expect(kindsOf(decided, both)).toEqual(['call_after_decision']);

  const accounts = ['mtt-main', 'mtt-spare', 'mtt-main', 'mtt-spare'];
  const four = accounts.map((account, turn) => call({ second: turn * 10, account, guid: `g${turn}` }));
  const events = four.map(({ guid }, turn) =>
    told(guid ?? '', String(turn), 'booking.no_answer', turn === 3),
  );
  expect(kindsOf(four, events)).toEqual(['too_many_calls']);
});
