import type { Answer, CallScript, Malformation } from '../script.ts';
import type { WebhookRecord } from '../ledger.ts';
import { wordFor } from './voicebox.settings.ts';
import type { VoiceboxAccount } from './voicebox.settings.ts';

export interface PlannedWebhook {
  stage: WebhookRecord['stage'];
  /** null: the marker, or a word of the script's own. */
  answer: Answer | null;
  response: string;
  malformed: Malformation | null;
  /** ms after the call was placed. */
  atMs: number;
}

export interface CallPlan {
  webhooks: PlannedWebhook[];
  /** ms after placing at which the line is free again. */
  endsAtMs: number;
}

/** How long a reversed marker follows the answer, ms: enough for the answer to be on its way first. */
const reversedGapMs = 30;

const copiesOf = (webhook: PlannedWebhook, faults: CallScript['marker']): PlannedWebhook[] =>
  faults.lost
    ? []
    : Array.from({ length: faults.copies }, (_, copy) => ({
        ...webhook,
        malformed: faults.malformed,
        atMs: webhook.atMs + faults.delayMs + copy * faults.copiesGapMs,
      }));

/** What a scripted call sends and when; pure. */
export const planCall = (script: CallScript, account: VoiceboxAccount): CallPlan => {
  const answeredAtMs = script.ringMs;
  const picksUp = script.answer !== 'no_answer' && script.answer !== 'silence';
  const endsAtMs = picksUp ? answeredAtMs + script.talkMs : answeredAtMs;
  const webhooks: PlannedWebhook[] = [];
  const add = (
    webhook: Omit<PlannedWebhook, 'malformed' | 'response'>,
    faults: CallScript['marker'],
    word = wordFor(account, webhook.answer),
  ): void => {
    if (word !== null) webhooks.push(...copiesOf({ ...webhook, response: word, malformed: null }, faults));
  };
  if (picksUp) {
    const atMs = script.order === 'reversed' ? endsAtMs + reversedGapMs : answeredAtMs;
    add({ stage: 'marker', answer: null, atMs }, script.marker);
  }
  const answer = script.word === null ? script.answer : null;
  const word = script.word ?? wordFor(account, script.answer);
  add({ stage: 'decision', answer, atMs: endsAtMs }, script.decision, word);
  if (script.second) {
    const { answer, afterMs } = script.second;
    add(
      { stage: 'second', answer, atMs: endsAtMs + afterMs },
      { ...script.decision, lost: false, copies: 1 },
    );
  }
  return { webhooks, endsAtMs };
};
