import type { ReminderState } from '@perezvon/contracts-events';
import { describe, expect, it } from 'vitest';
import { nothingKnown, type AttemptKnowledge } from './attempt-merge.ts';
import type { Decision } from './decision.ts';
import { applyOutcome, type OutcomeInput, type ReminderProgress } from './reminder-outcome.ts';
import { moscow } from './__fixtures__/bookings.ts';

const now = moscow('2026-06-03 12:00');
const retryAt = moscow('2026-06-03 12:30');
const dueAt = moscow('2026-06-03 13:00');
const answeredAt = moscow('2026-06-03 11:58');
const earlier = moscow('2026-06-03 11:00');

const reminder = (state: ReminderState, changed: Partial<ReminderProgress> = {}): ReminderProgress => ({
  state,
  decisionAt: null,
  decisionKey: null,
  conflict: false,
  finalAt: null,
  dueAt: null,
  retryAt: null,
  ...changed,
});

const answer = (outcome: 'confirmed' | 'declined', at = answeredAt): AttemptKnowledge => ({
  ...nothingKnown,
  outcome,
  endedAt: at,
  settledBy: 'provider',
  decisionAt: at,
  decisionKey: `call-1:${outcome}`,
});

const noAnswer: AttemptKnowledge = {
  ...nothingKnown,
  outcome: 'no_answer',
  endedAt: answeredAt,
  settledBy: 'provider',
};
const unanswered: AttemptKnowledge = { ...noAnswer, settledBy: 'watchdog' };

const going: Decision = { verdict: 'wait', at: dueAt, closesAt: null, trace: [] };
const spent: Decision = { verdict: 'end', reason: 'attempts_spent', trace: [] };

const apply = (
  input: Partial<Omit<OutcomeInput, 'next'>> & Pick<OutcomeInput, 'reminder' | 'after'>,
  decision: Decision = going,
) =>
  applyOutcome({
    before: nothingKnown,
    now,
    standing: 'waiting',
    next: () => ({ retryAt, decision }),
    ...input,
  });

const confirmed = reminder('confirmed', {
  decisionAt: answeredAt,
  decisionKey: 'call-1:confirmed',
  finalAt: earlier,
});

describe('no answer', () => {
  it('waits for the next attempt while there is one', () => {
    expect(apply({ reminder: reminder('calling'), after: noAnswer })).toEqual({
      reminder: reminder('waiting', { dueAt, retryAt }),
      news: { outcome: 'no_answer', final: false, nextAttemptAt: dueAt, stale: false, correction: false },
    });
  });

  it('ends the reminder when there is none', () => {
    expect(apply({ reminder: reminder('calling'), after: noAnswer }, spent)).toEqual({
      reminder: reminder('not_reached', { finalAt: now }),
      news: { outcome: 'no_answer', final: true, nextAttemptAt: null, stale: false, correction: false },
    });
  });

  it('is told once: the provider’s hang-up after the watchdog’s word is no news', () => {
    const waiting = reminder('waiting', { dueAt, retryAt });
    const after: AttemptKnowledge = { ...noAnswer, outcome: 'hangup', hungUp: true };
    expect(apply({ reminder: waiting, before: unanswered, after })).toEqual({
      reminder: waiting,
      news: null,
    });
  });

  it('of a refused call that rang after all leaves the planned try alone', () => {
    const waiting = reminder('waiting', { dueAt, retryAt });
    expect(apply({ reminder: waiting, after: noAnswer })).toMatchObject({
      reminder: waiting,
      news: { final: false },
    });
  });

  it('of a call that rang on after an answer changes nothing', () => {
    const result = apply({ reminder: confirmed, after: noAnswer });
    expect(result.reminder).toEqual(confirmed);
    expect(result.news).toMatchObject({ outcome: 'no_answer', final: false, correction: false });
  });
});

describe('an answer', () => {
  it('ends the reminder with its one final event', () => {
    expect(apply({ reminder: reminder('calling'), after: answer('confirmed') })).toEqual({
      reminder: { ...confirmed, finalAt: now },
      news: { outcome: 'confirmed', final: true, nextAttemptAt: null, stale: false, correction: false },
    });
  });

  it('that comes after the watchdog cancels the planned retry', () => {
    const waiting = reminder('waiting', { dueAt, retryAt });
    const { reminder: after, news } = apply({
      reminder: waiting,
      before: unanswered,
      after: answer('declined'),
    });
    expect(after).toMatchObject({ state: 'declined', dueAt: null, retryAt: null, finalAt: now });
    expect(news).toMatchObject({ final: true, correction: false });
  });

  it('that comes after the final event corrects it and is not final again', () => {
    const closed = reminder('not_reached', { finalAt: earlier });
    const { reminder: after, news } = apply({
      reminder: closed,
      before: unanswered,
      after: answer('confirmed'),
    });
    expect(after).toMatchObject({ state: 'confirmed', finalAt: earlier });
    expect(news).toMatchObject({ outcome: 'confirmed', final: false, correction: true, stale: false });
  });

  it('given earlier by the provider’s clock replaces the one that stood', () => {
    const result = apply({ reminder: confirmed, after: answer('declined', earlier) });
    expect(result.reminder).toMatchObject({ state: 'declined', decisionAt: earlier, conflict: true });
    expect(result.news).toMatchObject({ outcome: 'declined', final: false, correction: true });
  });

  it('given later is kept as a conflict and not told', () => {
    expect(apply({ reminder: confirmed, after: answer('declined', now) })).toEqual({
      reminder: { ...confirmed, conflict: true },
      news: null,
    });
  });

  it('known again changes nothing, a conflict within the call is flagged', () => {
    const before = answer('confirmed');
    expect(apply({ reminder: confirmed, before, after: before })).toEqual({
      reminder: confirmed,
      news: null,
    });
    expect(apply({ reminder: confirmed, before, after: { ...before, conflict: true } })).toEqual({
      reminder: { ...confirmed, conflict: true },
      news: null,
    });
  });

  it('told again with an earlier arrival moves the moment that answers of other calls are compared with', () => {
    const result = apply({
      reminder: confirmed,
      before: answer('confirmed'),
      after: answer('confirmed', earlier),
    });
    expect(result).toEqual({ reminder: { ...confirmed, decisionAt: earlier }, news: null });
  });
});

describe('what comes too late for the booking', () => {
  it.each(['confirmed', 'no_answer'] as const)('is stale and not final after withdrawal: %s', (outcome) => {
    const withdrawn = reminder('withdrawn', { finalAt: earlier });
    const after = outcome === 'confirmed' ? answer('confirmed') : noAnswer;
    expect(apply({ reminder: withdrawn, after, standing: 'withdrawn' })).toEqual({
      reminder: withdrawn,
      news: { outcome, final: false, nextAttemptAt: null, stale: true, correction: false },
    });
  });

  it('regression: an answer between a move and its planning was told as if about the new start', () => {
    const { reminder: after, news } = apply({
      reminder: reminder('calling'),
      after: answer('confirmed'),
      standing: 'moved',
    });
    expect(after).toEqual(reminder('withdrawn', { finalAt: now }));
    expect(news).toMatchObject({ outcome: 'confirmed', stale: true, final: true });
  });

  it('regression: no answer between a cancellation and its planning ended the reminder as not reached', () => {
    const { reminder: after, news } = apply(
      { reminder: reminder('calling'), after: noAnswer, standing: 'withdrawn' },
      { verdict: 'end', reason: 'cancelled', trace: [] },
    );
    expect(after).toEqual(reminder('withdrawn', { finalAt: now }));
    expect(news).toMatchObject({ outcome: 'no_answer', stale: true, final: true });
  });

  it('regression: a late answer about the old start corrected a reminder whose visit had moved', () => {
    const closed = reminder('not_reached', { finalAt: earlier });
    const result = apply({
      reminder: closed,
      before: unanswered,
      after: answer('confirmed'),
      standing: 'moved',
    });
    expect(result.reminder).toEqual(closed);
    expect(result.news).toMatchObject({ stale: true, correction: false, final: false });
  });

  it('still corrects an answer when 1C only acted upon it', () => {
    const result = apply({ reminder: confirmed, after: answer('declined', earlier), standing: 'withdrawn' });
    expect(result.news).toMatchObject({ outcome: 'declined', stale: false, correction: true });
  });

  it('is told once', () => {
    const withdrawn = reminder('withdrawn', { finalAt: earlier });
    const before = answer('confirmed');
    const after = { ...before, decisionAt: earlier };
    expect(apply({ reminder: withdrawn, before, after, standing: 'moved' }).news).toBeNull();
  });
});
