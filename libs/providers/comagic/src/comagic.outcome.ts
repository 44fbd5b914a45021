import type { ComagicSettings } from './comagic.config.ts';

export type CallOutcome = 'informed' | 'hangup' | 'no_answer';

export interface CallEnd {
  /** Seconds of talk; null when not told. */
  talkSeconds: number | null;
  /** CoMagic's word for the end, null when a notification tells none. */
  finishReason: string | null;
  isLost: boolean | null;
}

/** Ends of the platform's side, after somebody was there. */
const endedByPlatform: ReadonlySet<string> = new Set([
  'operator_answer',
  'another_operator_answer',
  'operator_disconnects',
  'transfer_disconnects',
  'scenario_disconnects',
  'success_finish',
  'call_enqueued',
  'fax_session_done',
]);
const endedByPatient = 'subscriber_disconnects';

/**
 * What the end of a call means if it was a reminder call. Somebody was there when talk was measured, or when the reason says so
 * and the call is told not to be lost (talk is measured with employees, and a robot is none). A robot that asks heard no answer, or
 * another event tells it: `hangup`. A robot that only speaks was heard out when the platform ended the call, or by its length.
 */
export const outcomeOf = (end: CallEnd, { robot, heardSeconds }: ComagicSettings): CallOutcome => {
  if (!wasReached(end)) return 'no_answer';
  if (robot === 'scenario') return 'hangup';
  if (end.finishReason !== null && endedByPlatform.has(end.finishReason)) return 'informed';
  return (end.talkSeconds ?? 0) >= heardSeconds ? 'informed' : 'hangup';
};

const wasReached = ({ talkSeconds, finishReason, isLost }: CallEnd): boolean => {
  if (talkSeconds !== null && talkSeconds > 0) return true;
  if (isLost !== false || finishReason === null) return false;
  return finishReason === endedByPatient || endedByPlatform.has(finishReason);
};

/** How long a patient listened, seconds, by the duration the settings name; null when it isn't told. */
export const heardSecondsOf = (
  durations: { talk: number | null; total: number | null; wait: number | null },
  { heardBy }: Pick<ComagicSettings, 'heardBy'>,
): number | null => {
  const { talk, total, wait } = durations;
  if (heardBy === 'talk' || (talk !== null && talk > 0)) return talk;
  return total === null || wait === null ? talk : Math.max(0, total - wait);
};
