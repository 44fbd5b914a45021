import type { CallRecord, EventRecord, LedgerSnapshot } from '@perezvon/simulator';
import { expect, test } from 'vitest';
import { accountFactsOf, checkSwitches } from './account-facts.ts';

const watched = { infobases: ['clinic', 'evening'], first: 'main' };

const switched = (seq: string, from: string, to: string): EventRecord =>
  ({
    infobase: 'clinic',
    type: 'account.switched',
    status: 'accepted',
    seq,
    data: { from_account: from, to_account: to, reason_code: to === 'main' ? 'restored' : 'no_money' },
  }) as unknown as EventRecord;

const call = (account: string, placed: boolean): CallRecord => ({ account, placed }) as CallRecord;

const ledgerOf = (events: EventRecord[], calls: CallRecord[] = []): LedgerSnapshot =>
  ({ events, calls }) as unknown as LedgerSnapshot;

test('calls are counted by account, refused ones too', () => {
  const { calls } = accountFactsOf(
    ledgerOf([], [call('main', false), call('main', true), call('spare', true)]),
    watched,
  );
  expect(calls).toEqual({ main: { requests: 2, placed: 1 }, spare: { requests: 1, placed: 1 } });
});

test('failovers and ways back are counted, and where everybody ended', () => {
  const there = switched('1', 'main', 'spare');
  const events = [switched('2', 'spare', 'main'), there, { ...there, status: 'duplicate' as const }];
  expect(accountFactsOf(ledgerOf(events), watched)).toMatchObject({
    failovers: { no_money: 1 },
    restored: 1,
    endedOn: { clinic: 'main', evening: 'main' },
  });
  expect(accountFactsOf(ledgerOf([there]), watched).endedOn).toEqual({ clinic: 'spare', evening: 'main' });
});

test('a switch that 1C was not told of, or twice, is found', () => {
  const there = switched('1', 'main', 'spare');
  const back = switched('3', 'spare', 'main');
  expect(checkSwitches(ledgerOf([there, back]), watched)).toEqual([]);
  expect(checkSwitches(ledgerOf([back]), watched)).toMatchObject([{ kind: 'lost_event' }]);
  expect(checkSwitches(ledgerOf([there, switched('2', 'main', 'spare')]), watched)).toHaveLength(1);
});
