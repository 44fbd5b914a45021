import type { BookingRow, ReminderRow } from '@perezvon/database';
import type { NewsSubject } from '@perezvon/domain';
import type { InfobaseConfig } from '@perezvon/config';

/** Whom news about a reminder is about, as 1C knows it. */
export const subjectOf = (
  booking: Pick<BookingRow, 'externalId' | 'number'>,
  reminder: Pick<ReminderRow, 'maxAttempts'>,
  infobase: Pick<InfobaseConfig, 'timezone'>,
): NewsSubject => ({
  bookingId: booking.externalId,
  bookingNumber: booking.number,
  maxAttempts: reminder.maxAttempts,
  zone: infobase.timezone,
});
