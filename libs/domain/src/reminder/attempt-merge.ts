import { decisions } from '@perezvon/contracts-events';
import type { CallEvent, Outcome } from '@perezvon/contracts-events';

/**
 * What is known of one call, merged so that order and repetition of events do not matter: every field only ever
 * moves one way (earliest moment, once true stays true), and the outcome is derived from them.
 */
export interface AttemptKnowledge {
  answeredAt: Date | null;
  /** Earliest word that the call was over. */
  endedAt: Date | null;
  outcome: Outcome | null;
  /** When and by which event the answer that stands was given. */
  decisionAt: Date | null;
  decisionKey: string | null;
  hungUp: boolean;
  /** `watchdog` while nobody but the watchdog said that the call was over. */
  settledBy: 'provider' | 'watchdog' | null;
  /** Two different answers came; the other one is kept in the events. */
  conflict: boolean;
}

export const nothingKnown: AttemptKnowledge = {
  answeredAt: null,
  endedAt: null,
  outcome: null,
  decisionAt: null,
  decisionKey: null,
  hungUp: false,
  settledBy: null,
  conflict: false,
};

/** Outcomes that the person (or the end of the text) gave: they stand above hung-up and no-answer. */
const answers: ReadonlySet<Outcome> = new Set<Outcome>(['confirmed', 'declined', 'operator', 'informed']);
export const isAnswer = (outcome: Outcome | null): outcome is Outcome =>
  outcome !== null && answers.has(outcome);

const earlier = (a: Date | null, b: Date): Date => (a === null || b < a ? b : a);

/** The answer that stands (if any), else hung up, else answered without a word = hung up, else no answer. */
const derivedOutcome = (known: AttemptKnowledge): Outcome | null => {
  if (isAnswer(known.outcome)) return known.outcome;
  if (known.endedAt === null) return null;
  return known.hungUp || known.answeredAt !== null ? 'hangup' : 'no_answer';
};

/** The first of two answers by the provider's own clock (else by arrival; ties by event key). */
export const comesFirst = (
  a: { decisionAt: Date; decisionKey: string },
  b: { decisionAt: Date | null; decisionKey: string | null },
): boolean => {
  if (b.decisionAt === null || b.decisionKey === null) return true;
  return a.decisionAt.getTime() === b.decisionAt.getTime()
    ? a.decisionKey < b.decisionKey
    : a.decisionAt < b.decisionAt;
};

const isDecision = (outcome: Outcome | null): boolean => decisions.some((decision) => decision === outcome);

/** What the patient said stands above “heard to the end”, whichever came first; of two answers alike in that the first stands. */
const mergeAnswer = (
  known: AttemptKnowledge,
  answer: { outcome: Outcome; decisionAt: Date; decisionKey: string },
): AttemptKnowledge => {
  if (!isAnswer(known.outcome)) return { ...known, ...answer };
  if (isDecision(known.outcome) !== isDecision(answer.outcome))
    return isDecision(answer.outcome) ? { ...known, ...answer } : known;
  const conflict = known.conflict || known.outcome !== answer.outcome;
  return comesFirst(answer, known) ? { ...known, ...answer, conflict } : { ...known, conflict };
};

type EndOfCall = Extract<CallEvent, { outcome: Outcome }>;

const mergeEnd = (known: AttemptKnowledge, event: EndOfCall, at: Date): AttemptKnowledge => {
  const ended: AttemptKnowledge = {
    ...known,
    endedAt: known.settledBy === 'provider' ? earlier(known.endedAt, at) : at,
    settledBy: 'provider',
    hungUp: known.hungUp || event.outcome === 'hangup',
  };
  return withOutcome(
    isAnswer(event.outcome)
      ? mergeAnswer(ended, { outcome: event.outcome, decisionAt: at, decisionKey: event.key })
      : ended,
  );
};

/** Adds one event. `arrivedAt` stands in for the time when the provider gives none. Commutative, associative, idempotent. */
export const mergeCallEvent = (
  known: AttemptKnowledge,
  event: CallEvent,
  arrivedAt: Date,
): AttemptKnowledge => {
  const at = event.at ?? arrivedAt;
  switch (event.type) {
    case 'call.answered':
      return withOutcome({ ...known, answeredAt: earlier(known.answeredAt, at) });
    case 'call.outcome':
    case 'call.ended':
      return mergeEnd(known, event, at);
    case 'call.unknown':
    case 'call.ringing':
    case 'recording.ready':
    case 'digits.pressed':
      return known;
  }
};

/** Nobody said how the call ended in time: it counts as over, but any later word of the provider still wins. */
export const settleByWatchdog = (known: AttemptKnowledge, at: Date): AttemptKnowledge =>
  known.endedAt !== null ? known : withOutcome({ ...known, endedAt: at, settledBy: 'watchdog' });

const withOutcome = (known: AttemptKnowledge): AttemptKnowledge => ({
  ...known,
  outcome: derivedOutcome(known),
});
