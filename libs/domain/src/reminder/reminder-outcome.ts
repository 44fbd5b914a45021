import type { Outcome, ReminderState } from '@perezvon/contracts-events';
import { comesFirst, isAnswer, type AttemptKnowledge } from './attempt-merge.ts';
import type { Decision } from './decision.ts';
import type { Standing } from './gates.ts';

/** The part of a reminder that outcomes change. */
export interface ReminderProgress {
  state: ReminderState;
  decisionAt: Date | null;
  decisionKey: string | null;
  conflict: boolean;
  /** Null until its one final event is written. */
  finalAt: Date | null;
  dueAt: Date | null;
  retryAt: Date | null;
}

/** What 1C is told about one attempt's outcome. */
export interface OutcomeNews {
  outcome: Outcome;
  final: boolean;
  nextAttemptAt: Date | null;
  /** The booking was cancelled or moved meanwhile. */
  stale: boolean;
  /** A final event was already sent; this replaces what it said. */
  correction: boolean;
}

export interface OutcomeResult {
  reminder: ReminderProgress;
  news: OutcomeNews | null;
}

export interface OutcomeInput {
  reminder: ReminderProgress;
  before: AttemptKnowledge;
  after: AttemptKnowledge;
  now: Date;
  /** How the booking, as known now, stands to the start time that was called about. */
  standing: Standing;
  /** The earliest moment of a further attempt after this one ended, and what the rules say to it. */
  next: () => { retryAt: Date; decision: Decision };
}

const stateOfAnswer = {
  confirmed: 'confirmed',
  declined: 'declined',
  operator: 'operator',
  informed: 'informed',
} as const;
type Answer = keyof typeof stateOfAnswer;
type Answered = AttemptKnowledge & { outcome: Answer; decisionAt: Date; decisionKey: string };
const answeredStates: ReadonlySet<ReminderState> = new Set(Object.values(stateOfAnswer));

export const isReminderAnswered = (state: ReminderState): boolean => answeredStates.has(state);

/** Is there anything left that could change by itself? */
export const isReminderOpen = (state: ReminderState): boolean =>
  state === 'planned' || state === 'calling' || state === 'waiting';

const news = (outcome: Outcome, extra: Partial<OutcomeNews>): OutcomeNews => ({
  outcome,
  final: false,
  nextAttemptAt: null,
  stale: false,
  correction: false,
  ...extra,
});

/** Nothing is called any more. */
const atRest = { dueAt: null, retryAt: null };

/**
 * An answer that 1C was told stands against later states of the booking (1C confirms or cancels it because of the answer),
 * but never goes to another start time.
 */
const isStale = (reminder: ReminderProgress, standing: Standing): boolean =>
  reminder.state === 'withdrawn' ||
  standing === 'moved' ||
  (standing === 'withdrawn' && !isReminderAnswered(reminder.state));

/** For information only. A reminder that the planner has not withdrawn yet ends with this. */
const applyStale = ({ reminder, after, now }: OutcomeInput, outcome: Outcome): OutcomeResult => {
  const conflict = reminder.conflict || after.conflict;
  const ends = isReminderOpen(reminder.state);
  return {
    reminder: ends
      ? { ...reminder, ...atRest, conflict, state: 'withdrawn', finalAt: now }
      : { ...reminder, conflict },
    news: news(outcome, { stale: true, final: ends }),
  };
};

/** A patient's answer: the earliest by the provider's clock is the reminder's, whichever attempt and order it came in. */
const applyAnswer = ({ reminder, now }: OutcomeInput, after: Answered): OutcomeResult => {
  const { outcome, decisionAt, decisionKey } = after;
  const answered = isReminderAnswered(reminder.state);
  const state = stateOfAnswer[outcome];
  const differs = answered && reminder.state !== state;
  const conflict = reminder.conflict || after.conflict || differs;
  if (answered && !comesFirst(after, reminder)) return { reminder: { ...reminder, conflict }, news: null };
  const correction = reminder.finalAt !== null;
  return {
    reminder: {
      ...reminder,
      ...atRest,
      state,
      decisionAt,
      decisionKey,
      conflict,
      finalAt: reminder.finalAt ?? now,
    },
    news: answered && !differs ? null : news(outcome, { final: !correction, correction }),
  };
};

/** Hung up or not reached: another attempt while attempts and window remain, else the end. */
const applyNoAnswer = ({ reminder, now, next }: OutcomeInput, outcome: Outcome): OutcomeResult => {
  if (reminder.state !== 'calling') return { reminder, news: news(outcome, {}) };
  const { retryAt, decision } = next();
  if (decision.verdict === 'end') {
    return {
      reminder: { ...reminder, ...atRest, state: 'not_reached', finalAt: now },
      news: news(outcome, { final: true }),
    };
  }
  return {
    reminder: { ...reminder, state: 'waiting', dueAt: decision.at, retryAt },
    news: news(outcome, { nextAttemptAt: decision.at }),
  };
};

const isAnswered = (known: AttemptKnowledge): known is Answered =>
  isAnswer(known.outcome) && known.decisionAt !== null && known.decisionKey !== null;

const sameAnswer = (a: AttemptKnowledge, b: AttemptKnowledge): boolean =>
  a.outcome === b.outcome &&
  a.decisionKey === b.decisionKey &&
  a.decisionAt?.getTime() === b.decisionAt?.getTime();

/** Another answer is news, the first end without an answer too; 1C hears nothing of how an unanswered call ended in detail. */
const isUntold = (before: AttemptKnowledge, after: AttemptKnowledge): boolean =>
  before.outcome === null || (isAnswer(after.outcome) && after.outcome !== before.outcome);

/**
 * What new knowledge about an attempt means for its reminder, and what 1C hears of it. A late answer wins over the watchdog and
 * over a closed reminder; nothing is ever final twice; what came too late for the booking is only reported. Hung up and not
 * reached are told once an attempt.
 */
export const applyOutcome = (input: OutcomeInput): OutcomeResult => {
  const { reminder, before, after, standing } = input;
  const { outcome } = after;
  const answered = isAnswered(after);
  const stale = isStale(reminder, standing);
  const isNews = answered && !stale ? !sameAnswer(before, after) : isUntold(before, after);
  if (outcome === null || !isNews) {
    return { reminder: { ...reminder, conflict: reminder.conflict || after.conflict }, news: null };
  }
  if (stale) return applyStale(input, outcome);
  return answered ? applyAnswer(input, after) : applyNoAnswer(input, outcome);
};
