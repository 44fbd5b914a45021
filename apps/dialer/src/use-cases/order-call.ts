import type { OnecEventOf } from '@perezvon/contracts-events';
import { ensureBooking, insertReminders, type ReminderRow, type Sql } from '@perezvon/database';
import { closingNews, closingOf, nextOpening, sayable } from '@perezvon/domain';
import { subjectOf, writeNews, type CallingInfobase, type WrittenEvent } from '@perezvon/reminders';
import { v7 as uuidv7 } from 'uuid';
import type { Received } from './booking-versions.ts';

type OrderedCall = Received<OnecEventOf<'voicebox.call'>> & { infobase: CallingInfobase };

const dayMs = 86_400_000;

/** Until the end of the calling window in which the call can first be placed. */
const expiryOf = (infobase: CallingInfobase, now: Date): Date => {
  const { window } = infobase.reminders;
  const opening = nextOpening(window, now, infobase.timezone);
  return opening === null ? new Date(now.getTime() + dayMs) : closingOf(window, opening, infobase.timezone);
};

const reminderOf = ({ event, infobase }: OrderedCall, bookingId: string, now: Date): ReminderRow => {
  const callable = event.data.phone !== null;
  return {
    id: uuidv7(),
    infobaseId: infobase.id,
    bookingId,
    origin: 'voicebox',
    accountId: infobase.reminders.account[0],
    phone: event.data.phone,
    startAt: null,
    zone: infobase.timezone,
    state: callable ? 'planned' : 'bad_phone',
    dueAt: callable ? now : null,
    closesAt: expiryOf(infobase, now),
    maxAttempts: 1,
    attempts: 0,
    refusals: 0,
    retryAt: null,
    askedNow: true,
    promisedId: event.data.call_id,
    speech: { name: sayable(event.data.name ?? '', 100), visit: sayable(event.data.visit ?? '', 300) },
    decisionAt: null,
    decisionKey: null,
    conflict: false,
    reasonCode: callable ? null : 'bad_phone',
    finalAt: callable ? null : now,
    createdAt: now,
    updatedAt: now,
  };
};

/**
 * A call that 1C ordered through /compat/voicebox: one attempt, as soon as window and lines allow, about no start time. Its
 * attempt carries the id already given to 1C.
 */
export const orderCall = async (tx: Sql, call: OrderedCall, now: Date): Promise<WrittenEvent[]> => {
  const { event, infobase } = call;
  const booking = { externalId: event.data.booking_id, number: null };
  const bookingId = await ensureBooking(tx, {
    id: uuidv7(),
    infobaseId: infobase.id,
    externalId: booking.externalId,
    zone: infobase.timezone,
    now,
  });
  const reminder = reminderOf(call, bookingId, now);
  await insertReminders(tx, [reminder]);
  if (reminder.phone !== null) return [];
  const subject = subjectOf(booking, reminder, infobase);
  return writeNews(tx, [{ news: closingNews(subject, 'bad_phone', reminder), reminder, subject, at: now }]);
};
