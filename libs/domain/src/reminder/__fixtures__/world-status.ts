import type { CallEvent } from '@perezvon/contracts-events';
import { mergeCallEvent, settleByWatchdog, type AttemptKnowledge } from '../attempt-merge.ts';
import { decide, retryAfter } from '../decide.ts';
import { factsOf } from '../facts.ts';
import { standingOf } from '../gates.ts';
import { outcomeNews } from '../news.ts';
import { applyOutcome } from '../reminder-outcome.ts';
import { rulesFor } from '../rules.ts';
import {
  callsOf,
  callsToPhone,
  later,
  subjectOf,
  tell,
  type Step,
  type World,
  type WorldAttempt,
} from './world.ts';

const settle = (world: World, attempt: WorldAttempt, after: AttemptKnowledge): void => {
  const { reminder, known: before } = attempt;
  const { now, settings } = world;
  const { view } = reminder.booking;
  const facts = { now, booking: view, reminder, callsToPhone: callsToPhone(world, reminder.phone) };
  const next = () => {
    const rules = rulesFor(settings, view.data);
    const retryAt = retryAfter(reminder.attempts, rules, after.endedAt ?? now);
    return { retryAt, decision: decide(factsOf({ ...facts, reminder: { ...reminder, retryAt } }), rules) };
  };
  const standing = standingOf(factsOf(facts));
  const result = applyOutcome({ reminder, before, after, now, standing, next });
  attempt.known = after;
  if (result.news !== null) {
    const placedAt = attempt.state === 'placed' ? attempt.intendedAt : null;
    const told = { ...attempt, ...after, placedAt, state: 'ended' as const };
    tell(world, reminder, outcomeNews(subjectOf(reminder), told, { ...result.news, provider: 'model' }));
  }
  Object.assign(reminder, result.reminder);
};

const eventOf = (world: World, attempt: WorldAttempt, step: Step & { do: 'word' }): CallEvent => {
  const correlation = {
    key: `${attempt.id}:${step.says}`,
    providerCallId: null,
    attemptId: null,
    at: step.minutesAgo === null ? null : later(world.now, -step.minutesAgo),
    providerStatus: step.says,
  };
  if (step.says === 'answered') return { ...correlation, type: 'call.answered' };
  if (step.says === 'unknown') return { ...correlation, type: 'call.unknown' };
  return { ...correlation, type: 'call.outcome', outcome: step.says };
};

export const watch = (world: World): void => {
  for (const attempt of callsOf(world)) {
    const overdue = attempt.deadlineAt <= world.now && attempt.known.endedAt === null;
    if (overdue) settle(world, attempt, settleByWatchdog(attempt.known, world.now));
  }
};

export const attemptAt = (world: World, index: number): WorldAttempt | undefined =>
  world.attempts[index % Math.max(1, world.attempts.length)];

export const hear = (world: World, step: Step & { do: 'word' }): void => {
  const attempt = attemptAt(world, step.attempt);
  if (attempt === undefined || attempt.state === 'refused') return;
  settle(world, attempt, mergeCallEvent(attempt.known, eventOf(world, attempt, step), world.now));
};
