import type { CallEvent, Outcome } from '@perezvon/contracts-events';
import { outcomes } from '@perezvon/contracts-events';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { isAnswer, mergeCallEvent, nothingKnown, settleByWatchdog } from './attempt-merge.ts';
import type { AttemptKnowledge } from './attempt-merge.ts';

/** One webhook as it lies in the inbox: what it says and when it arrived. */
interface Arrived {
  event: CallEvent;
  arrivedAt: Date;
}

type Says = Outcome | 'answered' | 'unknown';

/** Seconds of one minute, so that equal times are frequent. */
const at = (second: number): Date => new Date(Date.UTC(2026, 5, 3, 10, 0, second));

const arrived = (says: Says, second: number, providerSecond: number | null = null): Arrived => {
  const correlation = {
    key: `call-1:${says}`,
    providerCallId: 'call-1',
    attemptId: null,
    at: providerSecond === null ? null : at(providerSecond),
    providerStatus: says,
  };
  const event: CallEvent =
    says === 'answered' || says === 'unknown'
      ? { ...correlation, type: `call.${says}` }
      : { ...correlation, type: 'call.outcome', outcome: says };
  return { event, arrivedAt: at(second) };
};

const merge = (known: AttemptKnowledge, { event, arrivedAt }: Arrived): AttemptKnowledge =>
  mergeCallEvent(known, event, arrivedAt);

const known = (...events: Arrived[]): AttemptKnowledge => events.reduce(merge, nothingKnown);

const second = fc.integer({ min: 0, max: 5 });
const anyArrived: fc.Arbitrary<Arrived> = fc
  .tuple(fc.constantFrom<Says>(...outcomes, 'answered', 'unknown'), second, fc.option(second))
  .map((said) => arrived(...said));

/** The same webhooks in another order, some of them several times. */
const toldTwice = fc.array(anyArrived, { minLength: 1, maxLength: 7 }).chain((events) =>
  fc.tuple(
    fc.constant(events),
    fc.subarray(events).chain((again) =>
      fc.shuffledSubarray([...events, ...again], {
        minLength: events.length + again.length,
        maxLength: events.length + again.length,
      }),
    ),
  ),
);

describe('mergeCallEvent', () => {
  it('ends in the same knowledge in any order and with any repetition', () => {
    fc.assert(
      fc.property(toldTwice, ([events, shuffled]) => {
        expect(known(...shuffled)).toEqual(known(...events));
      }),
      { numRuns: 1_000 },
    );
  });

  it('ends in the same knowledge wherever the watchdog comes in between', () => {
    fc.assert(
      fc.property(toldTwice, fc.nat(14), ([events, shuffled], position) => {
        const settle = (state: AttemptKnowledge): AttemptKnowledge => settleByWatchdog(state, at(30));
        const before = shuffled.slice(0, position).reduce(merge, nothingKnown);
        const watched = shuffled.slice(position).reduce(merge, settle(before));
        expect(watched).toEqual(settle(known(...events)));
      }),
      { numRuns: 1_000 },
    );
  });

  it('takes the word of highest rank: an answer, then hung up, then picked up, then no answer', () => {
    fc.assert(
      fc.property(fc.array(anyArrived, { maxLength: 7 }), (events) => {
        const said = new Set(events.map(({ event }) => event.providerStatus as Says));
        const { outcome, endedAt } = known(...events);
        const ended = outcomes.some((each) => said.has(each));
        expect(endedAt !== null).toBe(ended);
        if (outcomes.some((each) => isAnswer(each) && said.has(each))) expect(isAnswer(outcome)).toBe(true);
        else if (!ended) expect(outcome).toBeNull();
        else expect(outcome).toBe(said.has('hangup') || said.has('answered') ? 'hangup' : 'no_answer');
      }),
    );
  });

  it.each<[string, Arrived[], Outcome | null]>([
    ['nothing said', [], null],
    ['a status nobody knows', [arrived('unknown', 1)], null],
    ['picked up, still talking', [arrived('answered', 1)], null],
    ['picked up after the end was told', [arrived('no_answer', 2), arrived('answered', 1)], 'hangup'],
    ['hung up', [arrived('hangup', 2)], 'hangup'],
    ['an answer after hanging up', [arrived('hangup', 2), arrived('confirmed', 3)], 'confirmed'],
    ['hanging up after an answer', [arrived('declined', 2), arrived('hangup', 3)], 'declined'],
    ['heard to the end', [arrived('answered', 1), arrived('informed', 3)], 'informed'],
    ['an answer after the end of the text', [arrived('informed', 1), arrived('declined', 3)], 'declined'],
    ['the end of the text after an answer', [arrived('confirmed', 1), arrived('informed', 3)], 'confirmed'],
  ])('makes of %s the right outcome', (_, events, outcome) => {
    expect(known(...events).outcome).toBe(outcome);
  });

  it('lets the first of two answers by the provider’s clock stand and flags the conflict', () => {
    const late = known(arrived('confirmed', 1, 9), arrived('declined', 2, 5));
    expect(late).toMatchObject({ outcome: 'declined', decisionAt: at(5), conflict: true });
    expect(late.decisionKey).toBe('call-1:declined');
  });

  it('counts arrival for an answer whose provider gives no time', () => {
    expect(known(arrived('confirmed', 4), arrived('declined', 9, 3))).toMatchObject({
      outcome: 'declined',
      conflict: true,
    });
    expect(known(arrived('declined', 4, 5), arrived('confirmed', 4))).toMatchObject({ outcome: 'confirmed' });
  });

  it('sees no conflict in the same answer told twice', () => {
    expect(known(arrived('confirmed', 1), arrived('confirmed', 3)).conflict).toBe(false);
  });

  it('sees no conflict between what the patient said and having been heard to the end', () => {
    expect(known(arrived('informed', 1), arrived('declined', 2), arrived('informed', 3)).conflict).toBe(
      false,
    );
  });

  it('takes the end of a telephone call for what it means of a reminder', () => {
    const { event, arrivedAt } = arrived('informed', 4);
    const { type: _type, ...rest } = event as Extract<CallEvent, { type: 'call.outcome' }>;
    const ended: CallEvent = {
      ...rest,
      type: 'call.ended',
      outcome: 'informed',
      talkSeconds: 12,
      recordingId: null,
    };
    expect(mergeCallEvent(nothingKnown, ended, arrivedAt)).toEqual(known(arrived('informed', 4)));
  });

  it('keeps the earliest moment of picking up and of the end', () => {
    const call = known(
      arrived('answered', 3),
      arrived('hangup', 9),
      arrived('answered', 2),
      arrived('hangup', 7),
    );
    expect(call).toMatchObject({ answeredAt: at(2), endedAt: at(7), settledBy: 'provider' });
  });
});

describe('settleByWatchdog', () => {
  it('counts silence as no answer and a call that was only picked up as hung up', () => {
    expect(settleByWatchdog(nothingKnown, at(30))).toMatchObject({
      outcome: 'no_answer',
      endedAt: at(30),
      settledBy: 'watchdog',
    });
    expect(settleByWatchdog(known(arrived('answered', 1)), at(30)).outcome).toBe('hangup');
  });

  it('changes nothing once the end is known', () => {
    const ended = known(arrived('hangup', 4));
    expect(settleByWatchdog(ended, at(30))).toBe(ended);
    const settled = settleByWatchdog(nothingKnown, at(30));
    expect(settleByWatchdog(settled, at(40))).toBe(settled);
  });

  it('gives way to any later word of the provider, even about an earlier end', () => {
    expect(merge(settleByWatchdog(nothingKnown, at(30)), arrived('confirmed', 59))).toMatchObject({
      outcome: 'confirmed',
      endedAt: at(59),
      settledBy: 'provider',
    });
  });
});
