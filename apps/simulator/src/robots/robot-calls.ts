import type { SimulatedCall } from '@perezvon/contracts-adapter';
import type { CallRecord } from '../ledger.ts';
import { answerTo, type PlannedNews } from './robot-plan.ts';

const instantOrNull = (text: string | null): Date | null => (text === null ? null : new Date(text));

/** The call as the provider would list it now. */
export const listedCall = (call: CallRecord, speaks: boolean): SimulatedCall => ({
  providerCallId: call.id,
  attemptId: call.guid,
  phone: call.phone,
  startedAt: new Date(call.requestedAt),
  answeredAt: instantOrNull(call.answeredAt),
  endedAt: instantOrNull(call.endedAt),
  answer: answerTo(call.scenario.answer, speaks),
});

/** An instant of a call: its placing and so many ms. */
export const instantOf = (call: CallRecord, afterMs: number): Date =>
  new Date(Date.parse(call.requestedAt) + afterMs);

/** The call as a webhook tells of it; by the script's own times, however late it comes. */
export const toldCall = (
  call: CallRecord,
  { stage, answer, happenedMs }: PlannedNews,
  answeredMs: number | null,
): SimulatedCall => ({
  providerCallId: call.id,
  attemptId: call.echoesGuid ? call.guid : null,
  phone: call.phone,
  startedAt: new Date(call.requestedAt),
  answeredAt: answeredMs === null ? null : instantOf(call, answeredMs),
  endedAt: stage === 'marker' ? null : instantOf(call, happenedMs),
  answer,
});
