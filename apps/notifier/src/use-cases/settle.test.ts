import type { DestinationRow, LeasedEvent } from '@perezvon/database';
import type { DeliveryResult, RetryReason } from '@perezvon/onec';
import { describe, expect, it } from 'vitest';
import { defaultPace } from './delivery.ts';
import { settle, type Settlement } from './settle.ts';

const now = new Date('2026-06-03T08:00:00Z');
const destination: DestinationRow = {
  infobaseId: 'clinic',
  lastSeq: 10,
  ackedSeq: 0,
  state: 'open',
  reason: null,
  failures: 0,
  nextTryAt: new Date(0),
};
const event = (id: string, extra: Partial<LeasedEvent> = {}): LeasedEvent => ({
  id,
  infobaseId: 'clinic',
  seq: 1,
  subject: id,
  type: 'booking.confirmed',
  time: now,
  data: {},
  tries: 0,
  alone: false,
  ...extra,
});

interface Case {
  result: DeliveryResult;
  events?: LeasedEvent[];
  current?: Partial<DestinationRow>;
  seen?: Partial<Pick<DestinationRow, 'failures' | 'state'>>;
}

const settled = ({ result, events = [event('a'), event('b')], current = {}, seen = {} }: Case): Settlement =>
  settle({
    destination: { ...destination, ...current },
    claim: {
      leaseId: 'lease',
      until: now,
      events,
      envelopes: [],
      seen: { failures: 0, state: 'open', ...seen },
    },
    result,
    now,
    pace: defaultPace,
    random: () => 0,
  });
const failure = (reason: RetryReason, retryAfterMs: number | null = null): DeliveryResult => ({
  kind: 'retry',
  reason,
  retryAfterMs,
  detail: 'подробности',
});
const answered = (...said: [string, 'accepted' | 'retry' | 'rejected'][]): DeliveryResult => ({
  kind: 'answered',
  results: said.map(([id, status]) => ({ id, status, error: null })),
});
const inMs = (date: Date | null | undefined): number | null =>
  date === null || date === undefined ? null : date.getTime() - now.getTime();

describe('an answer', () => {
  it('puts an event off by how often it was tried, and leaves the destination alone', () => {
    const {
      outcomes,
      destination: after,
      returned,
    } = settled({
      result: answered(['a', 'accepted'], ['b', 'retry']),
      events: [event('a'), event('b', { tries: 2 })],
    });
    expect(outcomes.map(({ state, nextTryAt }) => [state, inMs(nextTryAt)])).toEqual([
      ['delivered', 0],
      ['pending', 60_000],
    ]);
    expect(after).toEqual(destination);
    expect(returned).toBeNull();
  });

  it('takes an id that is missing for a retry', () => {
    const { outcomes } = settled({ result: answered(['a', 'accepted']) });
    expect(outcomes[1]).toMatchObject({ id: 'b', state: 'pending' });
  });

  it('to a probe opens the destination again', () => {
    const trouble = { failures: 7, state: 'paused', reason: 'unauthorized' } as const;
    const { destination: after, recovered } = settled({
      result: answered(),
      current: trouble,
      seen: trouble,
    });
    expect(after).toMatchObject({ failures: 0, state: 'open', reason: null, nextTryAt: now });
    expect(recovered).toBe(true);
  });

  it('to a batch that left before another one failed opens nothing', () => {
    const { destination: after, recovered } = settled({ result: answered(), current: { failures: 1 } });
    expect(after.failures).toBe(1);
    expect(recovered).toBe(false);
  });
});

describe('a failure', () => {
  it('sets the events of the batch aside when one of them may be to blame', () => {
    const { returned, destination: after } = settled({ result: failure('server_error') });
    expect(returned).toEqual({
      leaseId: 'lease',
      ids: ['a', 'b'],
      alone: true,
      putOffUntil: null,
      error: 'server_error: подробности',
    });
    expect(after.failures).toBe(1);
    expect(inMs(after.nextTryAt)).toBe(5_000);
  });

  it.each(['unreachable', 'busy', 'session', 'html'] as const)('blames no event for %s', (reason) => {
    expect(settled({ result: failure(reason) }).returned?.alone).toBe(false);
  });

  it('counts once for all lanes that fail together', () => {
    expect(settled({ result: failure('timeout'), current: { failures: 1 } }).destination.failures).toBe(1);
  });

  it('climbs the ladder', () => {
    const trouble = { failures: 4 };
    const { destination: after } = settled({ result: failure('timeout'), current: trouble, seen: trouble });
    expect([after.failures, inMs(after.nextTryAt)]).toEqual([5, 900_000]);
  });

  it.each([
    [120_000, 120_000],
    [0, 1_000],
  ])('waits as long as Retry-After says: %i ms', (wish, wait) => {
    expect(inMs(settled({ result: failure('throttled', wish) }).destination.nextTryAt)).toBe(wait);
  });

  it('of an event alone, while 1C was well, is the event’s own: it waits longer, 1C a moment', () => {
    const { returned, destination: after } = settled({
      result: failure('server_error'),
      events: [event('a', { alone: true, tries: 3 })],
    });
    expect(inMs(returned?.putOffUntil)).toBe(300_000);
    expect([after.failures, inMs(after.nextTryAt)]).toEqual([0, 5_000]);
  });

  it('of an event alone, while 1C was not well, counts against both', () => {
    const { returned, destination: after } = settled({
      result: failure('server_error'),
      events: [event('a', { alone: true })],
      current: { failures: 2 },
      seen: { failures: 2 },
    });
    expect(inMs(returned?.putOffUntil)).toBe(5_000);
    expect(after.failures).toBe(3);
  });

  it.each(['paused', 'disabled'] as const)('does not undo that another lane was %s', (state) => {
    expect(settled({ result: failure('timeout'), current: { state } }).destination.state).toBe(state);
  });
});

describe('a refusal', () => {
  it('pauses until the next probe and puts no event off', () => {
    const result = { kind: 'paused', reason: 'unauthorized', probeAfterMs: 600_000, detail: '401' } as const;
    const { destination: after, returned } = settled({ result });
    expect([after.state, inMs(after.nextTryAt), after.reason]).toEqual([
      'paused',
      600_000,
      'unauthorized: 401',
    ]);
    expect(returned).toMatchObject({ alone: false, putOffUntil: null });
  });

  it('disables on 410', () => {
    expect(settled({ result: { kind: 'disabled', detail: '' } }).destination.state).toBe('disabled');
  });
});
