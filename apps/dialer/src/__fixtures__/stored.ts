import {
  attemptsOfReminders,
  bookingByExternalId,
  decisionsOfBooking,
  remindersOfBooking,
  type AttemptRow,
  type BookingRow,
  type Database,
  type DecisionEntry,
  type ReminderRow,
} from '@perezvon/database';

/** An event as 1C hears it. */
export interface Told {
  type: string;
  final: boolean;
  reminderId: string | null;
  data: Record<string, unknown>;
}

/** What the database knows of the clinic's bookings, by their id in 1C. */
export interface Stored {
  booking: (bookingId: string) => Promise<BookingRow>;
  /** Oldest first. */
  reminders: (bookingId: string) => Promise<ReminderRow[]>;
  attempts: (bookingId: string) => Promise<AttemptRow[]>;
  /** In the order of writing. */
  told: (bookingId: string) => Promise<Told[]>;
  /** Newest first. */
  ledger: (bookingId: string) => Promise<DecisionEntry[]>;
}

export const storedIn = ({ sql }: Pick<Database, 'sql'>): Stored => {
  const booking = async (bookingId: string): Promise<BookingRow> => {
    const row = await bookingByExternalId(sql, 'clinic', bookingId);
    if (row === null) throw new Error(`no booking ${bookingId}`);
    return row;
  };
  const reminders = async (bookingId: string): Promise<ReminderRow[]> =>
    remindersOfBooking(sql, (await booking(bookingId)).id);
  return {
    booking,
    reminders,
    attempts: async (bookingId) =>
      attemptsOfReminders(
        sql,
        (await reminders(bookingId)).map(({ id }) => id),
      ),
    told: (bookingId) =>
      sql.query<Told>(
        `SELECT type, final, reminder_id AS "reminderId", data FROM outbox_event WHERE subject = $1 ORDER BY ord`,
        [bookingId],
      ),
    ledger: async (bookingId) => decisionsOfBooking(sql, (await booking(bookingId)).id, 100),
  };
};
