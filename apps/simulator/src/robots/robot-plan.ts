import type { SimulatedAnswer } from '@perezvon/contracts-adapter';
import type { WebhookRecord } from '../ledger.ts';
import type { Answer, CallScript, Malformation } from '../script.ts';

/** Everything that the provider tells at one point of a call: none, one or several webhooks, one after the other. */
export interface PlannedNews {
  stage: WebhookRecord['stage'];
  answer: SimulatedAnswer;
  malformed: Malformation | null;
  /** When it happened, ms after the call was placed. */
  happenedMs: number;
  /** When it is told, ms after the call was placed. */
  atMs: number;
}

export interface CallPlan {
  news: PlannedNews[];
  /** ms after placing; null: nobody picks up. */
  answeredMs: number | null;
  /** ms after placing at which the line is free again. */
  endsMs: number;
}

/** How long a reversed pick-up follows the end, ms: enough for the end to be on its way first. */
const reversedGapMs = 30;

/** What an answer comes to with this robot; `silence` looks like nobody's picking up. */
export const answerTo = (answer: Answer, speaks: boolean): SimulatedAnswer => {
  if (answer === 'silence') return 'no_answer';
  return speaks && answer !== 'hangup' && answer !== 'no_answer' ? 'informed' : answer;
};

const copiesOf = (news: Omit<PlannedNews, 'malformed'>, faults: CallScript['marker']): PlannedNews[] =>
  faults.lost
    ? []
    : Array.from({ length: faults.copies }, (_, copy) => ({
        ...news,
        malformed: faults.malformed,
        atMs: news.atMs + faults.delayMs + copy * faults.copiesGapMs,
      }));

/** What a scripted call comes to, and what the provider tells of it when; pure. */
export const planCall = (script: CallScript, speaks: boolean): CallPlan => {
  const { ringMs, talkMs, second } = script;
  const picksUp = script.answer !== 'no_answer' && script.answer !== 'silence';
  const endsMs = picksUp ? ringMs + talkMs : ringMs;
  const answer = answerTo(script.answer, speaks);
  const pickUpMs = script.order === 'reversed' ? endsMs + reversedGapMs : ringMs;
  const pickUp = { stage: 'marker', answer, happenedMs: ringMs, atMs: pickUpMs } as const;
  const end = { stage: 'decision', answer, happenedMs: endsMs, atMs: endsMs } as const;
  const news = [
    ...(picksUp ? copiesOf(pickUp, script.marker) : []),
    ...(script.answer === 'silence' ? [] : copiesOf(end, script.decision)),
  ];
  if (second) {
    const atMs = endsMs + second.afterMs;
    const again = {
      stage: 'second',
      answer: answerTo(second.answer, speaks),
      happenedMs: atMs,
      atMs,
    } as const;
    news.push(...copiesOf(again, { ...script.decision, lost: false, copies: 1 }));
  }
  return { news, answeredMs: picksUp ? ringMs : null, endsMs };
};
