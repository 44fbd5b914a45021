import { z } from 'zod';

/** How one attempt ended. `answered` followed by nothing more becomes `hangup`; silence becomes `no_answer`. */
export const outcomes = ['confirmed', 'declined', 'operator', 'informed', 'hangup', 'no_answer'] as const;
export type Outcome = (typeof outcomes)[number];

/** Outcomes that end the reminder. */
export const decisions = ['confirmed', 'declined', 'operator'] as const satisfies readonly Outcome[];
export type Decision = (typeof decisions)[number];

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

/** What a webhook (or a look-up) said, in canonical form. */
export const callEventSchema = z.discriminatedUnion('type', [
  /** Someone picked up; not an outcome yet. */
  z.strictObject({ ...correlation, type: z.literal('call.answered') }),
  z.strictObject({ ...correlation, type: z.literal('call.outcome'), outcome: z.enum(outcomes) }),
  /** Authentic and well-formed, but a status this adapter's settings don't know: kept and counted, changes nothing. */
  z.strictObject({ ...correlation, type: z.literal('call.unknown') }),
]);

export type CallEvent = z.infer<typeof callEventSchema>;
