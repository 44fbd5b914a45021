import {
  attemptsOfReminders,
  bookingByExternalId,
  decisionsOfBooking,
  remindersOfBooking,
  type Sql,
} from '@perezvon/database';
import type { BookingStore } from '../use-cases/describe-booking.ts';

export const createBookingStore = (sql: Sql): BookingStore => ({
  findBooking: (infobaseId, externalId) => bookingByExternalId(sql, infobaseId, externalId),
  findReminders: (bookingId) => remindersOfBooking(sql, bookingId),
  findAttempts: (reminderIds) => attemptsOfReminders(sql, reminderIds),
  findDecisions: (bookingId, limit) => decisionsOfBooking(sql, bookingId, limit),
});
