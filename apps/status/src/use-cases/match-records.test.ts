import type { CallRecord } from '@perezvon/contracts-adapter';
import { describe, expect, it } from 'vitest';
import { matchRecords, type Matchable } from './match-records.ts';

const at = (second: number): Date => new Date(Date.UTC(2026, 5, 3, 9, 0, second));

const attempt = (known: Partial<Matchable> & { id: string }): Matchable => ({
  providerCallId: null,
  phone: '79000000001',
  intendedAt: at(0),
  ...known,
});

const record = (
  providerCallId: string,
  known: Partial<CallRecord> & { phone?: string; direction?: 'in' | 'out' } = {},
): CallRecord => {
  const { phone = '79000000001', direction = 'out', ...rest } = known;
  return {
    providerCallId,
    attemptId: null,
    parties: { direction, clientPhone: phone, ownPhone: null, extensions: [] },
    startedAt: at(5),
    answeredAt: null,
    endedAt: at(30),
    talkSeconds: 20,
    outcome: 'informed',
    providerStatus: 'ANSWER',
    recordingId: null,
    ...rest,
  };
};

const matched = (records: CallRecord[], attempts: Matchable[]): string[] =>
  matchRecords(records, attempts).map((match) => `${match.record.providerCallId}=${match.attempt.id}`);

describe('the attempt of a listed call', () => {
  it('is found by our id, whatever the telephone', () => {
    expect(
      matched([record('c-1', { attemptId: 'a-1', phone: '79000000009' })], [attempt({ id: 'a-1' })]),
    ).toEqual(['c-1=a-1']);
  });

  it('is found by the id of the provider', () => {
    expect(matched([record('c-1')], [attempt({ id: 'a-1', providerCallId: 'c-1', phone: '7' })])).toEqual([
      'c-1=a-1',
    ]);
  });

  it('is found by telephone and time where the list knows no id of ours', () => {
    expect(matched([record('row-7')], [attempt({ id: 'a-1', providerCallId: 'c-1' })])).toEqual([
      'row-7=a-1',
    ]);
  });

  it.each([
    ['started long after the request', { startedAt: at(121) }],
    ['started long before it', { startedAt: at(-61) }],
    ['went to somebody else', { phone: '79000000002' }],
    ['came in', { direction: 'in' as const, providerCallId: 'c-1', attemptId: 'a-1' }],
  ])('is not one that %s', (_, known) => {
    expect(matched([record('row-7', known)], [attempt({ id: 'a-1', providerCallId: 'c-1' })])).toEqual([]);
  });

  it('is not guessed when two calls or two attempts fit', () => {
    const attempts = [attempt({ id: 'a-1' }), attempt({ id: 'a-2', intendedAt: at(3) })];
    expect(matched([record('row-7')], attempts)).toEqual([]);
    expect(matched([record('row-7'), record('row-8')], [attempt({ id: 'a-1' })])).toEqual([]);
  });

  it('is guessed among what is left when the others are known', () => {
    const attempts = [attempt({ id: 'a-1', providerCallId: 'c-1' }), attempt({ id: 'a-2' })];
    expect(matched([record('c-1'), record('row-8')], attempts)).toEqual(['c-1=a-1', 'row-8=a-2']);
  });
});
