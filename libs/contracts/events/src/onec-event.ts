import { z } from 'zod';
import { bookingSchema } from './booking.ts';
import { instant, phoneDigits, ref } from './primitives.ts';

/**
 * What 1C tells us, canonical. `libs/onec` makes these from what 1C really sends.
 * `booking.call_now`, `booking.stop` come from `POST /v1/onec/commands`, `voicebox.call` from `POST /v1/onec/compat/voicebox`:
 * they travel the same way as events, so that they are as durable.
 */
const envelope = {
  id: z.string().min(1).max(128),
  time: instant.nullable(),
  subject: ref,
};

export const onecEventSchema = z.discriminatedUnion('type', [
  z.strictObject({ ...envelope, type: z.literal('booking'), data: bookingSchema }),
  z.strictObject({
    ...envelope,
    type: z.literal('booking.deleted'),
    data: z.strictObject({ id: ref, modified_at: instant.nullable() }),
  }),
  z.strictObject({
    ...envelope,
    type: z.literal('booking.call_now'),
    data: z.strictObject({ booking_id: ref }),
  }),
  z.strictObject({
    ...envelope,
    type: z.literal('booking.stop'),
    data: z.strictObject({ booking_id: ref }),
  }),
  z.strictObject({
    ...envelope,
    type: z.literal('voicebox.call'),
    /** `call_id` was already given to 1C in the reply; `phone` null when the number was no telephone. */
    data: z.strictObject({
      call_id: z.uuid(),
      booking_id: ref,
      phone: phoneDigits.nullable(),
      name: z.string().max(200).nullable(),
      visit: z.string().max(500).nullable(),
    }),
  }),
]);

export type OnecEvent = z.infer<typeof onecEventSchema>;
export type OnecEventType = OnecEvent['type'];
export type OnecEventOf<T extends OnecEventType> = Extract<OnecEvent, { type: T }>;
