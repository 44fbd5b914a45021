export { decimalText, instant, localDateTime, named, phoneDigits, ref } from './primitives.ts';
export {
  bookingSchema,
  bookingStatuses,
  callWishesSchema,
  doctorSchema,
  personSchema,
  phoneKinds,
  phoneSchema,
  serviceSchema,
} from './booking.ts';
export type { Booking, BookingStatus, CallWishes, Person, Phone } from './booking.ts';
export { onecEventSchema } from './onec-event.ts';
export type { OnecEvent, OnecEventOf, OnecEventType } from './onec-event.ts';
export { callEventSchema, decisions, outcomes } from './call-event.ts';
export type { CallEvent, CallParties, Decision, Outcome } from './call-event.ts';
export type { MessageEvent } from './message-event.ts';
export { providerEventSchema } from './provider-event.ts';
export type { ProviderEvent } from './provider-event.ts';
export {
  accountSwitchedDataSchema,
  callStartedDataSchema,
  deliveryStatuses,
  failedDataSchema,
  outboxDataSchemas,
  outboxEventSchema,
  outcomeDataSchema,
  reasonCodes,
  switchReasons,
  withdrawnDataSchema,
} from './outbox-event.ts';
export type {
  DeliveryStatus,
  OutboxData,
  OutboxEvent,
  OutboxEventType,
  ReasonCode,
  SwitchReason,
  WithdrawnReason,
} from './outbox-event.ts';
export { attemptStates, openReminderStates, reminderStates } from './reminder-state.ts';
export type { AttemptState, ReminderState } from './reminder-state.ts';
