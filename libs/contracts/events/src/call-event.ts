import { z } from 'zod';
import { phoneDigits } from './primitives.ts';

/** How one attempt ended. `answered` followed by nothing more becomes `hangup`; silence becomes `no_answer`. */
export const outcomes = ['confirmed', 'declined', 'operator', 'informed', 'hangup', 'no_answer'] as const;
export type Outcome = (typeof outcomes)[number];

/** Outcomes that end the reminder. */
export const decisions = ['confirmed', 'declined', 'operator'] as const satisfies readonly Outcome[];
export type Decision = (typeof decisions)[number];

const extension = z.string().min(1).max(20);

/** Who talks to whom, as far as one event tells. */
const callPartiesSchema = z.strictObject({
  direction: z.enum(['in', 'out', 'internal']).nullable(),
  /** The party outside; null when hidden or not told. */
  clientPhone: phoneDigits.nullable(),
  /** Our number that was called, or that the client saw. */
  ownPhone: phoneDigits.nullable(),
  /** The employees this event is about, by their short numbers. */
  extensions: z.array(extension).max(100),
});
export type CallParties = z.infer<typeof callPartiesSchema>;

const correlation = {
  /** The provider's own identity of this event: the same webhook twice gives the same key. */
  key: z.string().min(1).max(300),
  providerCallId: z.string().min(1).max(200).nullable(),
  /** Our attempt id, where the provider echoes it. */
  attemptId: z.uuid().nullable(),
  /** The provider's own time of the event; null when it sends none (then arrival counts). */
  at: z.date().nullable(),
  /** The provider's word for what happened, as it came. */
  providerStatus: z.string().max(200),
};

/** The leg the event is about, where the provider's commands need one; absent when it is about the call as a whole. */
const legId = z.string().min(1).max(200).optional();

/** Absent when the event tells nothing of the parties, as a robot's answer does. */
const parties = callPartiesSchema.optional();

/** What a webhook (or a look-up) said about a call, in canonical form. */
export const callEventSchema = z.discriminatedUnion('type', [
  /** It rings, or is being dialled. */
  z.strictObject({ ...correlation, type: z.literal('call.ringing'), legId, parties }),
  /** Someone picked up; not an outcome yet. */
  z.strictObject({ ...correlation, type: z.literal('call.answered'), legId, parties }),
  /** What the robot understood; more telephony events may follow. */
  z.strictObject({ ...correlation, type: z.literal('call.outcome'), outcome: z.enum(outcomes) }),
  z.strictObject({
    ...correlation,
    type: z.literal('call.ended'),
    legId,
    parties,
    /** What this end means if it was a reminder call: a robot that only speaks was heard out (`informed`), or not. */
    outcome: z.enum(['informed', 'hangup', 'no_answer']),
    /** Seconds of talk; 0 when nobody answered, null when not told. */
    talkSeconds: z.number().nonnegative().nullable(),
    /** For `openRecording`; null when there is none or it comes later. */
    recordingId: z.string().min(1).max(1000).nullable(),
  }),
  z.strictObject({
    ...correlation,
    type: z.literal('recording.ready'),
    recordingId: z.string().min(1).max(1000),
  }),
  /** Keys pressed on the telephone. */
  z.strictObject({ ...correlation, type: z.literal('digits.pressed'), digits: z.string().min(1).max(50) }),
  /** Authentic and well-formed, but a status this adapter's settings don't know: kept and counted, changes nothing. */
  z.strictObject({ ...correlation, type: z.literal('call.unknown') }),
]);

export type CallEvent = z.infer<typeof callEventSchema>;
