export { openDatabase } from './database.ts';
export type { Database, Sql } from './database.ts';
export { whenAvailable } from './when-available.ts';
export { requireSchema, schemaVersion } from './schema-version.ts';
export {
  finishOnecEvents,
  insertOnecEvents,
  lockPendingOnecEvents,
  pendingOnecEvents,
  replayOnecEvents,
} from './stores/onec-inbox.store.ts';
export type { InboxOutcome, OnecInboxEntry, OnecInsertResult } from './stores/onec-inbox.store.ts';
export {
  finishProviderEvents,
  areWebhooksHeldUp,
  insertProviderEvents,
  lockPendingProviderEvents,
  matchableProviderEventIds,
  pendingProviderEvents,
  replayProviderEvents,
  unmatchedProviderEventIds,
} from './stores/provider-inbox.store.ts';
export type {
  ProviderEventOutcome,
  ProviderInboxEntry,
  ProviderInboxRow,
} from './stores/provider-inbox.store.ts';
export {
  bookingByExternalId,
  bookingsById,
  claimBookingsToPlan,
  ensureBooking,
  saveBookingCommands,
  saveBookingVersions,
  updateBookings,
} from './stores/bookings.store.ts';
export type { BookingCommand, BookingRow, BookingVersion } from './stores/bookings.store.ts';
export {
  accountsWithDueReminders,
  answersOfBookings,
  claimDueReminders,
  insertReminders,
  lockReminders,
  lockRemindersOfBookings,
  plannedBetween,
  remindersOfBooking,
  updateReminders,
} from './stores/reminders.store.ts';
export type { DueReminder, OrderedSpeech, ReminderRow } from './stores/reminders.store.ts';
export {
  attemptsById,
  attemptsOfReminders,
  callsOfBookings,
  callsToPhones,
  claimSilentAttempts,
  countInProgress,
  findAttempts,
  insertAttempts,
  overdueAttempts,
  untoldAttempts,
  updateAttempts,
} from './stores/attempts.store.ts';
export type { AttemptReference, AttemptRow, SilentAttempt } from './stores/attempts.store.ts';
export {
  callingAccount,
  lockCallingAccount,
  moveDueReminders,
  saveCallingAccount,
} from './stores/calling-account.store.ts';
export {
  endPause,
  ensurePacing,
  lockFailures,
  lockPacing,
  pauseAccount,
  pausesOf,
  saveNextCallAt,
} from './stores/pacing.store.ts';
export type { PacingRow, PauseRow } from './stores/pacing.store.ts';
export {
  claimReconciliation,
  ensureReconciliation,
  finishReconciliation,
} from './stores/reconciliation.store.ts';
export type { ReconciliationRow } from './stores/reconciliation.store.ts';
export { decisionsOfBooking, insertDecisions, skippedBetween } from './stores/decisions.store.ts';
export type { DecisionEntry } from './stores/decisions.store.ts';
export {
  acknowledgeUpTo,
  ensureDestinations,
  eventsAfter,
  insertOutboxEvents,
  lockDestination,
  numberEvents,
  oldestSeq,
  rejectEvents,
  saveDestination,
} from './stores/outbox.store.ts';
export type { DestinationRow, NewOutboxEvent, NumberedOutboxEvent } from './stores/outbox.store.ts';
export {
  countLeases,
  finishEvents,
  infobasesWithDueEvents,
  leaseEvents,
  oldestPending,
  reopenDestinations,
  resumeSetAside,
  returnEvents,
} from './stores/deliveries.store.ts';
export type { DeliveryOutcome, EventReturn, LeasedEvent } from './stores/deliveries.store.ts';
export {
  pruneOnecEvents,
  pruneOutboxPage,
  prunePersonalData,
  pruneProviderEvents,
} from './stores/retention.store.ts';
export type { PrunedPage, PruneRequest } from './stores/retention.store.ts';
export { keptEvents, replayOutboxEvents } from './stores/kept-events.store.ts';
export type { KeptEvent } from './stores/kept-events.store.ts';
export { lockBookingKeys, lockPhones } from './stores/take-turns.ts';
