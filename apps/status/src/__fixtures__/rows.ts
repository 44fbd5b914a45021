import type { Booking } from '@perezvon/contracts-events';
import type { AttemptRow, BookingVersion, ReminderRow } from '@perezvon/database';
import { v7 as uuidv7 } from 'uuid';

const noPerson = {
  last_name: null,
  first_name: null,
  middle_name: null,
  birth_date: null,
  sex: null,
  language: null,
};

const data = (id: string, phone: string): Booking => ({
  id,
  number: '000000001',
  version: null,
  modified_at: null,
  status: 'planned',
  status_name: null,
  cancel_reason: null,
  start: '2026-06-04T11:30:00',
  end_at: null,
  duration_min: null,
  timezone: null,
  branch: null,
  cabinet: null,
  doctor: null,
  patient: {
    ...noPerson,
    id: null,
    name: 'Иванова Валерия Сергеевна',
    phones: [{ number: phone, ext: null, kind: null, is_primary: true, comment: null, raw: null }],
    do_not_call: false,
  },
  services: [],
  comment: null,
  author: null,
  call: null,
});

const startAt = new Date('2026-06-04T08:30:00Z');
const shared = { infobaseId: 'clinic', zone: 'Europe/Moscow', startAt };

export const bookingRow = (externalId: string, phone: string, now: Date): BookingVersion => ({
  ...shared,
  id: uuidv7(),
  externalId,
  number: '000000001',
  versionAt: now,
  versionId: uuidv7(),
  status: 'planned',
  deleted: false,
  data: data(externalId, phone),
  planDueAt: now,
  now,
});

export const callingReminder = (bookingId: string, phone: string, now: Date): ReminderRow => ({
  ...shared,
  id: uuidv7(),
  bookingId,
  origin: 'booking',
  accountId: 'robot',
  phone,
  state: 'calling',
  dueAt: null,
  closesAt: new Date('2026-06-04T07:30:00Z'),
  maxAttempts: 3,
  attempts: 1,
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
  createdAt: now,
  updatedAt: now,
});

export const placedAttempt = (
  reminder: ReminderRow,
  providerCallId: string | null,
  now: Date,
): AttemptRow => ({
  id: uuidv7(),
  infobaseId: 'clinic',
  reminderId: reminder.id,
  number: 1,
  accountId: 'robot',
  phone: reminder.phone ?? '',
  state: 'placed',
  providerCallId,
  intendedAt: now,
  placedAt: now,
  answeredAt: null,
  endedAt: null,
  deadlineAt: new Date(now.getTime() + 600_000),
  outcome: null,
  decisionAt: null,
  decisionKey: null,
  hungUp: false,
  settledBy: null,
  conflict: false,
  providerStatus: null,
  detail: null,
});
