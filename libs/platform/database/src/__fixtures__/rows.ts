import { randomUUID } from 'node:crypto';
import type { BookingVersion } from '../stores/bookings.store.ts';
import type { AttemptRow } from '../stores/attempts.store.ts';
import type { OnecInboxEntry } from '../stores/onec-inbox.store.ts';
import type { NewOutboxEvent } from '../stores/outbox.store.ts';
import type { ReminderRow } from '../stores/reminders.store.ts';

export const infobaseId = 'clinic';
export const at = new Date('2026-06-03T08:00:00.000Z');
export const minutesLater = (minutes: number): Date => new Date(at.getTime() + minutes * 60_000);

export const onecEntry = (changed: Partial<OnecInboxEntry> = {}): OnecInboxEntry => ({
  id: randomUUID(),
  infobaseId,
  eventId: randomUUID(),
  type: 'booking',
  subject: 'booking-1',
  payload: { id: 'booking-1' },
  receivedAt: at.toISOString(),
  ...changed,
});

export const bookingVersion = (changed: Partial<BookingVersion> = {}): BookingVersion => ({
  id: randomUUID(),
  infobaseId,
  externalId: randomUUID(),
  number: '000000001',
  versionAt: at,
  versionId: randomUUID(),
  status: 'planned',
  startAt: minutesLater(24 * 60),
  zone: 'Europe/Moscow',
  deleted: false,
  data: null,
  planDueAt: at,
  now: at,
  ...changed,
});

export const reminderRow = (bookingId: string, changed: Partial<ReminderRow> = {}): ReminderRow => ({
  id: randomUUID(),
  infobaseId,
  bookingId,
  origin: 'booking',
  accountId: 'robot',
  phone: '79991230001',
  startAt: minutesLater(24 * 60),
  zone: 'Europe/Moscow',
  state: 'planned',
  dueAt: at,
  closesAt: minutesLater(23 * 60),
  maxAttempts: 3,
  attempts: 0,
  refusals: 0,
  retryAt: null,
  askedNow: false,
  promisedId: null,
  speech: null,
  decisionAt: null,
  decisionKey: null,
  conflict: false,
  reasonCode: null,
  finalAt: null,
  createdAt: at,
  updatedAt: at,
  ...changed,
});

export const attemptRow = (reminderId: string, changed: Partial<AttemptRow> = {}): AttemptRow => ({
  id: randomUUID(),
  infobaseId,
  reminderId,
  number: 1,
  accountId: 'robot',
  phone: '79991230001',
  state: 'placed',
  providerCallId: null,
  intendedAt: at,
  placedAt: at,
  answeredAt: null,
  endedAt: null,
  deadlineAt: minutesLater(10),
  outcome: null,
  decisionAt: null,
  decisionKey: null,
  hungUp: false,
  settledBy: null,
  conflict: false,
  providerStatus: null,
  detail: null,
  ...changed,
});

export const outboxEvent = (changed: Partial<NewOutboxEvent> = {}): NewOutboxEvent => ({
  id: randomUUID(),
  infobaseId,
  subject: 'booking-1',
  type: 'booking.confirmed',
  time: at,
  data: {},
  reminderId: null,
  final: false,
  ...changed,
});
