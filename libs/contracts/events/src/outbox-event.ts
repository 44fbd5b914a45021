import { z } from 'zod';
import { instant, ref } from './primitives.ts';

/** Events to 1C (push and pull). Every key is always present, null when unknown: 1C reads `Событие.data.phone` without checks. */

const attemptFacts = {
  booking_id: ref,
  booking_number: z.string().nullable(),
  call_id: z.string().nullable(),
  attempt: z.number().int().nullable(),
  max_attempts: z.number().int(),
  phone: z.string().nullable(),
};

export const callStartedDataSchema = z.strictObject(attemptFacts);

export const outcomeDataSchema = z.strictObject({
  ...attemptFacts,
  outcome: z.enum(['confirmed', 'declined', 'operator', 'hangup', 'no_answer', 'informed']),
  /** 1 confirmed, 2 declined, 3 operator, 4 hung up, 5 no answer; null for `informed`. */
  response: z.number().int().min(1).max(5).nullable(),
  final: z.boolean(),
  next_attempt_at: instant.nullable(),
  started_at: instant.nullable(),
  answered_at: instant.nullable(),
  ended_at: instant.nullable(),
  duration_sec: z.number().int().nullable(),
  /** `watchdog` when the provider never said how the call ended. */
  hangup_cause: z.string().nullable(),
  dtmf: z.string().nullable(),
  speech_text: z.string().nullable(),
  recording_url: z.string().nullable(),
  provider: z.string().nullable(),
  /** The booking was cancelled or moved meanwhile: for information, apply it to nothing. */
  stale: z.boolean(),
  /** The final event was already sent (a late answer, or an earlier one by the provider's clock): it replaces what was said. */
  correction: z.boolean(),
});

export const reasonCodes = ['bad_phone', 'no_window', 'provider_refused', 'do_not_call'] as const;
export type ReasonCode = (typeof reasonCodes)[number];

export const failedDataSchema = z.strictObject({
  ...attemptFacts,
  response: z.null(),
  final: z.literal(true),
  reason_code: z.enum(reasonCodes),
  reason_text: z.string(),
});

export const withdrawnDataSchema = z.strictObject({
  ...attemptFacts,
  response: z.null(),
  final: z.literal(true),
  reason_code: z.enum(['cancelled', 'moved', 'finished', 'deleted', 'stopped', 'disabled']),
  reason_text: z.string(),
});

export const switchReasons = [
  'unavailable',
  'no_money',
  'blocked',
  'unauthorized',
  'held',
  'restored',
] as const;
export type SwitchReason = (typeof switchReasons)[number];

/** Calls go out through another account than before: an alert, even though the calls go on. */
export const accountSwitchedDataSchema = z.strictObject({
  from_account: z.string(),
  to_account: z.string(),
  /** The account in use is not the first of the list. */
  is_fallback: z.boolean(),
  reason_code: z.enum(switchReasons),
  reason_text: z.string(),
});

export const outboxDataSchemas = {
  'booking.call_started': callStartedDataSchema,
  'booking.confirmed': outcomeDataSchema,
  'booking.declined': outcomeDataSchema,
  'booking.operator': outcomeDataSchema,
  'booking.hangup': outcomeDataSchema,
  'booking.no_answer': outcomeDataSchema,
  'booking.informed': outcomeDataSchema,
  'booking.failed': failedDataSchema,
  'booking.withdrawn': withdrawnDataSchema,
  'account.switched': accountSwitchedDataSchema,
} as const;

export type OutboxEventType = keyof typeof outboxDataSchemas;
export type OutboxData<T extends OutboxEventType> = z.infer<(typeof outboxDataSchemas)[T]>;
export type WithdrawnReason = z.infer<typeof withdrawnDataSchema>['reason_code'];

/** The envelope 1C gets, the same object in push and pull. `time` carries the infobase's offset, whole seconds. */
export const outboxEventSchema = z.strictObject({
  specversion: z.literal('1.0'),
  id: z.string(),
  seq: z.string().regex(/^\d{12}$/),
  source: z.literal('perezvon'),
  type: z.enum(Object.keys(outboxDataSchemas) as [OutboxEventType, ...OutboxEventType[]]),
  subject: z.string(),
  time: instant,
  data: z.looseObject({}),
});

export type OutboxEvent = z.infer<typeof outboxEventSchema>;

/** Per event reply of 1C, see docs/guides/connect-1c.md. */
export const deliveryStatuses = ['accepted', 'duplicate', 'ignored', 'rejected', 'retry'] as const;
export type DeliveryStatus = (typeof deliveryStatuses)[number];
