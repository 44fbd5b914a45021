import type { Sql } from '../database.ts';
import * as attempts from '../stores/attempts.store.ts';
import * as callingAccounts from '../stores/calling-account.store.ts';
import * as bookings from '../stores/bookings.store.ts';
import * as decisions from '../stores/decisions.store.ts';
import * as onecInbox from '../stores/onec-inbox.store.ts';
import * as providerInbox from '../stores/provider-inbox.store.ts';
import * as reminders from '../stores/reminders.store.ts';
import { daysAgo, now, some, uuidOf } from './full-tables.ts';

/** What is run, and the indexes it must use; none named: any, there are several good ones. */
export type HotQuery = readonly [
  name: string,
  indexes: readonly string[],
  run: (sql: Sql) => Promise<unknown>,
];

const hourAgo = new Date(now.getTime() - 3_600_000);
const newest = some(100, (n) => uuidOf('e', 60_000 - n));
const someBookings = some(100, (n) => uuidOf('b', 2 * n + 2));
const someReminders = some(100, (n) => uuidOf('r', 2 * n + 2));
const someAttempts = some(100, (n) => uuidOf('a', n + 2));
const span = { after: daysAgo(60), before: now, limit: 1_000 };

export const inboxQueries: readonly HotQuery[] = [
  [
    'insertOnecEvents',
    ['onec_event_infobase_id_event_id_type_subject_key'],
    (sql) =>
      onecInbox.insertOnecEvents(
        sql,
        some(100, (n) => ({
          id: uuidOf('e', 70_000 + n),
          infobaseId: 'clinic-0',
          eventId: `event-${59_950 + n}`,
          type: 'booking',
          subject: 'booking-1',
          payload: {},
          receivedAt: now.toISOString(),
        })),
      ),
  ],
  ['lockPendingOnecEvents', [], (sql) => onecInbox.lockPendingOnecEvents(sql, newest)],
  [
    'finishOnecEvents',
    ['onec_event_pkey'],
    (sql) =>
      onecInbox.finishOnecEvents(
        sql,
        newest.map((id) => ({ id, state: 'done', error: null })),
        now,
      ),
  ],
  ['pendingOnecEvents', ['onec_event_pending_idx'], (sql) => onecInbox.pendingOnecEvents(sql, span)],
  ['lockPendingProviderEvents', [], (sql) => providerInbox.lockPendingProviderEvents(sql, newest)],
  [
    'finishProviderEvents',
    ['provider_event_pkey'],
    (sql) =>
      providerInbox.finishProviderEvents(
        sql,
        newest.map((id) => ({ id, state: 'done', error: null, providerCallId: null })),
        now,
      ),
  ],
  [
    'pendingProviderEvents',
    ['provider_event_pending_idx'],
    (sql) => providerInbox.pendingProviderEvents(sql, span),
  ],
  [
    'unmatchedProviderEventIds',
    ['provider_event_unmatched_idx'],
    (sql) =>
      providerInbox.unmatchedProviderEventIds(sql, { accountId: 'robot-0', providerCallId: 'unknown-500' }),
  ],
  [
    'areWebhooksHeldUp',
    ['provider_event_backlog_idx'],
    (sql) => providerInbox.areWebhooksHeldUp(sql, ['robot-0', 'robot-1'], now),
  ],
  [
    'matchableProviderEventIds',
    ['provider_event_unmatched_idx', 'attempt_account_id_provider_call_id_idx'],
    (sql) => providerInbox.matchableProviderEventIds(sql, 1_000),
  ],
];

export const callingQueries: readonly HotQuery[] = [
  ['claimBookingsToPlan', ['booking_plan_due_idx'], (sql) => bookings.claimBookingsToPlan(sql, now, 200)],
  ['bookingsById', ['booking_pkey'], (sql) => bookings.bookingsById(sql, someBookings)],
  [
    'bookingByExternalId',
    ['booking_infobase_id_external_id_key'],
    (sql) => bookings.bookingByExternalId(sql, 'clinic-1', 'booking-4'),
  ],
  [
    'updateBookings',
    ['booking_pkey'],
    async (sql) => bookings.updateBookings(sql, await bookings.bookingsById(sql, someBookings)),
  ],
  [
    'lockRemindersOfBookings',
    ['reminder_booking_id_idx'],
    (sql) => reminders.lockRemindersOfBookings(sql, someBookings),
  ],
  ['answersOfBookings', ['reminder_booking_id_idx'], (sql) => reminders.answersOfBookings(sql, someBookings)],
  [
    'updateReminders',
    ['reminder_pkey'],
    async (sql) => reminders.updateReminders(sql, await reminders.lockReminders(sql, someReminders)),
  ],
  [
    'claimDueReminders',
    ['reminder_due_idx', 'booking_pkey'],
    (sql) => reminders.claimDueReminders(sql, { accountId: 'robot-0', now, limit: 3 }),
  ],
  [
    'accountsWithDueReminders',
    ['reminder_due_idx'],
    (sql) => reminders.accountsWithDueReminders(sql, ['robot-0', 'robot-1'], now),
  ],
  [
    'moveDueReminders',
    ['reminder_preview_idx', 'reminder_pkey'],
    (sql) =>
      callingAccounts.moveDueReminders(sql, {
        infobaseId: 'clinic-0',
        from: 'robot-0',
        to: 'robot-1',
        now,
        limit: 3,
        keep: 1,
      }),
  ],
  [
    'plannedBetween',
    ['reminder_preview_idx'],
    (sql) => reminders.plannedBetween(sql, { infobaseId: 'clinic-0', from: hourAgo, to: now, limit: 10_000 }),
  ],
  ['countInProgress', [], (sql) => attempts.countInProgress(sql, 'robot-0')],
  ['overdueAttempts', ['attempt_deadline_idx'], (sql) => attempts.overdueAttempts(sql, now, 200)],
  [
    'findAttempts',
    ['attempt_pkey', 'attempt_account_id_provider_call_id_idx'],
    (sql) =>
      attempts.findAttempts(sql, {
        ids: someAttempts,
        calls: some(100, (n) => ({ accountId: `robot-${n % 2}`, providerCallId: `call-${n}` })),
      }),
  ],
  [
    'updateAttempts',
    ['attempt_pkey'],
    async (sql) => attempts.updateAttempts(sql, await attempts.attemptsById(sql, someAttempts)),
  ],
  [
    'callsToPhones',
    ['attempt_infobase_id_phone_intended_at_idx'],
    (sql) =>
      attempts.callsToPhones(sql, {
        infobaseIds: ['clinic-0', 'clinic-1'],
        phones: ['79990059998', '79990059997'],
        since: daysAgo(2),
      }),
  ],
  [
    'callsOfBookings',
    ['reminder_booking_id_idx', 'attempt_reminder_id_idx'],
    (sql) => attempts.callsOfBookings(sql, someBookings),
  ],
  [
    'attemptsOfReminders',
    ['attempt_reminder_id_idx'],
    (sql) => attempts.attemptsOfReminders(sql, someReminders),
  ],
  [
    'decisionsOfBooking',
    ['decision_booking_id_id_idx'],
    (sql) => decisions.decisionsOfBooking(sql, uuidOf('b', 4), 20),
  ],
  [
    'skippedBetween',
    ['decision_booking_id_id_idx', 'reminder_booking_id_idx'],
    (sql) =>
      decisions.skippedBetween(sql, { infobaseId: 'clinic-0', from: daysAgo(1), to: now, limit: 1_000 }),
  ],
];
