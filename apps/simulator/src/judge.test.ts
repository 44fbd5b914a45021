import { describe, expect, it } from 'vitest';
import { at, minutes, tellStory } from './__fixtures__/story.ts';
import type { Story } from './__fixtures__/story.ts';
import { historyOf } from './history.ts';
import { judge } from './judge.ts';
import type { Expectations } from './judge.ts';
import type { CallRecord } from './ledger.ts';

const started = { type: 'booking.call_started' };
const noAnswer = { type: 'booking.no_answer' };

const kindsOf = (story: Story, expectations: Expectations = {}): string[] =>
  judge(story.snapshot(), expectations).breaks.map(({ kind }) => kind);

/** Two attempts, the second one confirmed: every promise kept. */
const goodDay = (): Story =>
  tellStory()
    .call('g1')
    .event('e1', { ...started, guid: 'g1' })
    .webhook('no_answer')
    .event('e2', { ...noAnswer, guid: 'g1' })
    .time(90)
    .call('g2')
    .event('e3', { ...started, guid: 'g2' })
    .webhook('confirmed')
    .event('e4', { guid: 'g2', final: true });

const strict: Expectations = {
  maxCallsPerBooking: 2,
  isCallAllowed: ({ at: moment }) => moment.getUTCHours() >= 9,
  perPhone: { calls: 2, perMs: minutes(1440), minGapMs: minutes(60) },
  finals: ['b1'],
  events: [{ subject: 'b1', type: 'booking.confirmed' }],
};

describe('judge', () => {
  it('finds nothing where every promise was kept, and says what it looked at', () => {
    const verdict = judge(goodDay().snapshot(), strict);
    expect(verdict.breaks).toEqual([]);
    expect(verdict.ok).toBe(true);
    expect(verdict.facts).toEqual({
      callRequests: 2,
      placedCalls: 2,
      bookingsCalled: 1,
      deliveredEvents: 4,
      redeliveredEvents: 0,
      finals: 1,
      corrections: 0,
    });
  });

  it('counts breaks by kind and names booking, attempt and phone', () => {
    const verdict = judge(goodDay().call('g1').snapshot());
    expect(verdict.ok).toBe(false);
    expect(verdict.counts).toMatchObject({ double_call: 1, repeated_final: 0 });
    expect(verdict.breaks[0]).toMatchObject({ bookingId: 'b1', guid: 'g1', phone: '79160000001' });
  });
});

describe('calls', () => {
  it('with the same attempt id are one too many, unless the request placed none', () => {
    expect(kindsOf(goodDay().call('g1', { placed: false }))).toEqual([]);
    expect(kindsOf(tellStory().call('g1').call('g1').call('g1').event('e1', { guid: 'g1' }))).toEqual([
      'double_call',
      'double_call',
    ]);
  });

  it('over the maximum of a booking are counted one by one, and a restart allows as many again', () => {
    const story = tellStory();
    for (let count = 1; count <= 4; count += 1) {
      story
        .time(count * 100)
        .call(`g${count}`)
        .event(`e${count}`, { ...noAnswer, guid: `g${count}` });
    }
    expect(kindsOf(story, { maxCallsPerBooking: 4 })).toEqual([]);
    expect(kindsOf(story, { maxCallsPerBooking: 3 })).toEqual(['too_many_calls']);
    expect(kindsOf(story, { maxCallsPerBooking: 2 })).toEqual(['too_many_calls', 'too_many_calls']);
    expect(kindsOf(story, { maxCallsPerBooking: 2, restarts: new Map([['b1', [at(250)]]]) })).toEqual([]);
  });

  it('after an acknowledged decision are found, by the webhook alone', () => {
    const story = tellStory()
      .call('g1')
      .webhook('confirmed')
      .event('e1', { guid: 'g1', type: 'booking.no_answer', data: {} })
      .time(10)
      .call('g2')
      .event('e2', { ...noAnswer, guid: 'g2' });
    expect(kindsOf(story)).toContain('call_after_decision');
  });

  it('after an answer of which nobody can know whose it is are allowed', () => {
    const story = (told: Partial<CallRecord>) =>
      tellStory()
        .call('g1', told)
        .webhook('confirmed')
        .event('e1', { ...noAnswer, guid: 'g1' })
        .time(10)
        .call('g2')
        .event('e2', { ...noAnswer, guid: 'g2' });
    expect(kindsOf(story({ replyId: null, echoesGuid: true }))).toContain('call_after_decision');
    expect(kindsOf(story({ replyId: null }))).toEqual([]);
  });

  it('after a message was heard to the end are found too', () => {
    const story = tellStory()
      .call('g1')
      .event('e1', { type: 'booking.informed', guid: 'g1', final: true })
      .time(10)
      .call('g2')
      .event('e2', { ...noAnswer, guid: 'g2' });
    expect(kindsOf(story)).toEqual(['call_after_decision']);
  });

  it('after a decision that 1C was told are found', () => {
    expect(
      kindsOf(
        goodDay()
          .time(200)
          .call('g3')
          .event('e5', { ...noAnswer, guid: 'g3' }),
      ),
    ).toEqual(['call_after_decision']);
  });

  it('after a decision are allowed within the grace, after a restart, and after a stale decision', () => {
    const story = goodDay()
      .time(91)
      .call('g3')
      .event('e5', { ...noAnswer, guid: 'g3' });
    expect(kindsOf(story)).toEqual(['call_after_decision']);
    expect(kindsOf(story, { decisionGraceMs: minutes(2) })).toEqual([]);
    expect(kindsOf(story, { restarts: new Map([['b1', [at(90.5)]]]) })).toEqual([]);
    expect(kindsOf(story, { restarts: new Map([['b1', [at(89)]]]) })).toEqual(['call_after_decision']);
    const stale = tellStory()
      .call('g1')
      .event('e1', { guid: 'g1', data: { stale: true } })
      .time(60)
      .call('g2')
      .event('e2', { ...noAnswer, guid: 'g2' });
    expect(kindsOf(stale)).toEqual([]);
  });

  it('after a decision about the time before a move are allowed: the call was intended before it, if requested after', () => {
    const uuidv7 = (minute: number) => {
      const hex = at(minute).getTime().toString(16).padStart(12, '0');
      return `${hex.slice(0, 8)}-${hex.slice(8)}-7000-8000-000000000001`;
    };
    const story = (intended: number) =>
      tellStory()
        .time(10)
        .call(uuidv7(intended))
        .webhook('confirmed')
        .event('e1', { guid: uuidv7(intended) })
        .time(60)
        .call('g2')
        .event('e2', { ...noAnswer, guid: 'g2' });
    const restarts = new Map([['b1', [at(9)]]]);
    expect(kindsOf(story(8), { restarts })).toEqual([]);
    expect(kindsOf(story(9.5), { restarts })).toEqual(['call_after_decision']);
    // A clock of ours that is ahead excuses nothing.
    expect(kindsOf(story(11), { restarts })).toEqual(['call_after_decision']);
  });

  it('after a decision that nobody acknowledged or could read are allowed', () => {
    const told = (outcome: Parameters<Story['webhook']>[1]) =>
      tellStory()
        .call('g1')
        .webhook('confirmed', outcome)
        .event('e1', { ...noAnswer, guid: 'g1' })
        .time(60)
        .call('g2')
        .event('e2', { ...noAnswer, guid: 'g2' });
    expect(kindsOf(told({ status: 503 }))).toEqual([]);
    expect(kindsOf(told({ status: null }))).toEqual([]);
    expect(kindsOf(told({ malformed: 'broken_json' }))).toEqual([]);
    expect(kindsOf(told({ malformed: 'numbers' }))).toContain('call_after_decision');
  });

  it('outside the allowed time are found, with the booking where it is known', () => {
    const seen: (string | null)[] = [];
    const story = goodDay().time(-1).call('g9');
    const verdict = judge(story.snapshot(), {
      everyCallReported: false,
      isCallAllowed: ({ at: moment, bookingId }) => {
        seen.push(bookingId);
        return moment >= at(0);
      },
    });
    expect(verdict.breaks).toMatchObject([{ kind: 'call_outside_window', guid: 'g9' }]);
    expect(seen).toEqual(['b1', 'b1', null]);
  });

  it('to one phone too often or too soon are found, over all bookings', () => {
    const story = (gap: number) =>
      [0, 1, 2].reduce(
        (told, count) =>
          told
            .time(count * gap)
            .call(`g${count}`)
            .event(`e${count}`, { ...noAnswer, guid: `g${count}`, booking: `b${count}` }),
        tellStory(),
      );
    const perPhone = { calls: 2, perMs: minutes(1440), minGapMs: minutes(60) };
    expect(kindsOf(story(100), { perPhone })).toEqual(['phone_called_too_often']);
    expect(kindsOf(story(59), { perPhone })).toEqual(['phone_called_too_often', 'phone_called_too_often']);
    expect(kindsOf(story(1440), { perPhone })).toEqual([]);
  });

  it('that 1C never heard of are found', () => {
    expect(kindsOf(goodDay().call('g3'))).toEqual(['unreported_call']);
    expect(kindsOf(goodDay().call('g3', { placed: false }))).toEqual([]);
  });

  it('are counted for their booking where the test knows it', () => {
    const bookingOf = () => 'b1';
    expect(kindsOf(tellStory().call('g1').call('g2'), { bookingOf, maxCallsPerBooking: 1 })).toEqual([
      'too_many_calls',
      'unreported_call',
      'unreported_call',
    ]);
  });
});

describe('decisions', () => {
  const unreported = (overrides: Parameters<Story['call']>[1] = {}) =>
    tellStory()
      .call('g1', overrides)
      .webhook('confirmed')
      .event('e1', { ...noAnswer, guid: 'g1', final: true });

  it('that were acknowledged but never reached 1C are lost', () => {
    expect(kindsOf(unreported())).toEqual(['lost_decision']);
  });

  it('are not lost when another call about the booking was answered', () => {
    const again = unreported({ echoesGuid: true }).call('g2').webhook('confirmed');
    const told = again.event('e2', { type: 'booking.confirmed', guid: 'g2', final: true });
    expect(kindsOf(told)).toEqual([]);
  });

  it('are not lost when nothing tied the webhook to the attempt', () => {
    expect(kindsOf(unreported({ replyId: null }))).toEqual([]);
    expect(kindsOf(unreported({ replyId: null, echoesGuid: true }))).toEqual(['lost_decision']);
    const sameId = unreported().call('g2', { id: 'id-g1', phone: '79160000002' });
    expect(kindsOf(sameId.event('e2', { ...noAnswer, guid: 'g2', booking: 'b2' }))).toEqual([]);
  });
});

describe('final events', () => {
  it('are missing where there is none', () => {
    expect(kindsOf(goodDay(), { finals: ['b1', 'b2'] })).toEqual(['missing_final']);
  });

  it('are repeated where two have different ids, not where one was delivered twice', () => {
    const twice = goodDay().event('e4', { guid: 'g2', final: true, status: 'duplicate' });
    expect(kindsOf(twice, { finals: ['b1'] })).toEqual([]);
    expect(judge(twice.snapshot()).facts.redeliveredEvents).toBe(1);
    const again = goodDay().event('e5', { guid: 'g2', final: true });
    expect(kindsOf(again, { finals: ['b1'] })).toEqual(['repeated_final']);
    expect(kindsOf(again, { finals: [{ bookingId: 'b1', count: 2 }] })).toEqual([]);
    expect(kindsOf(again, { finals: [{ bookingId: 'b1', count: 0 }] })).toHaveLength(2);
  });

  it('are not repeated by a correction, and not delivered by what 1C put off', () => {
    const corrected = goodDay().event('e5', { guid: 'g2', final: true, data: { correction: true } });
    expect(kindsOf(corrected, { finals: ['b1'] })).toEqual([]);
    const putOff = tellStory().event('e1', { final: true, status: 'retry' });
    expect(kindsOf(putOff, { finals: ['b1'] })).toEqual(['missing_final']);
    expect(kindsOf(putOff.event('e1', { final: true }), { finals: ['b1'] })).toEqual([]);
  });
});

describe('events', () => {
  it('out of order within a subject are found, across subjects and infobases they are not', () => {
    const story = () => tellStory().event('e2', {});
    expect(kindsOf(story().event('e1', {}))).toEqual(['out_of_order']);
    expect(kindsOf(story().event('e1', { booking: 'b2' }))).toEqual([]);
    expect(kindsOf(story().event('e1', { infobase: 'other' }))).toEqual([]);
  });

  it('may come again later, but only unchanged', () => {
    const again = () => tellStory().event('e1', {}).event('e2', {});
    expect(kindsOf(again().event('e1', { status: 'duplicate' }))).toEqual([]);
    expect(kindsOf(again().event('e1', { status: 'duplicate', final: true }))).toEqual(['changed_event']);
  });

  it('never share a seq', () => {
    const story = tellStory().event('e1', { booking: 'b1' });
    expect(kindsOf(story.event('e01', { booking: 'b2' }))).toEqual(['repeated_seq']);
  });

  it('that were expected and did not come are lost, as often as they were expected', () => {
    const expected = { subject: 'b1', type: 'booking.confirmed' };
    expect(kindsOf(goodDay(), { events: [expected] })).toEqual([]);
    expect(kindsOf(goodDay(), { events: [expected, expected] })).toEqual(['lost_event']);
    expect(kindsOf(goodDay(), { events: [{ ...expected, subject: 'b2' }] })).toEqual(['lost_event']);
  });
});

describe('violations', () => {
  it('count as breaks unless the test provoked them', () => {
    const story = goodDay().violation('over_concurrency');
    expect(kindsOf(story)).toEqual(['violation']);
    expect(kindsOf(story, { ignoreViolations: ['over_concurrency'] })).toEqual([]);
  });
});

describe('history', () => {
  it('tells what happened to one booking in order, and only that', () => {
    const story = goodDay().call('g9').event('e9', { booking: 'b9', guid: 'g9' });
    const lines = historyOf(story.snapshot(), 'b1').map(({ what }) => what.split(' ').slice(0, 3).join(' '));
    expect(lines).toEqual([
      'call id-g1 guid',
      '1C got booking.call_started',
      'webhook decision {}',
      '1C got booking.no_answer',
      'call id-g2 guid',
      '1C got booking.call_started',
      'webhook decision {}',
      '1C got booking.confirmed',
    ]);
  });
});
