import type { BookingRow, DecisionEntry, ReminderRow } from '@perezvon/database';
import { closedState, closingNews, type Decision, type EndReason } from '@perezvon/domain';
import type { InfobaseConfig } from '@perezvon/config';
import { subjectOf } from './subject.ts';
import type { ReminderNews } from './write-news.ts';

export interface Closing {
  reminder: ReminderRow;
  booking: Pick<BookingRow, 'externalId' | 'number'>;
  infobase: InfobaseConfig;
  reason: EndReason | 'provider_refused';
  now: Date;
}

/** Ends a reminder that gets no (further) call, with its one final event. */
export const closeReminder = (closing: Closing): { reminder: ReminderRow; news: ReminderNews } => {
  const { reminder, booking, infobase, reason, now } = closing;
  const subject = subjectOf(booking, reminder, infobase);
  return {
    reminder: {
      ...reminder,
      state: reason === 'provider_refused' ? 'failed' : closedState(reason, reminder.attempts),
      dueAt: null,
      retryAt: null,
      reasonCode: reason,
      finalAt: now,
      updatedAt: now,
    },
    news: { news: closingNews(subject, reason, reminder), reminder, subject, at: now },
  };
};

/** A verdict as a line of the decision ledger. */
export const ledgerEntry = (
  about: { bookingId: string; reminderId: string | null; now: Date },
  decision: Decision,
): DecisionEntry => ({
  bookingId: about.bookingId,
  reminderId: about.reminderId,
  at: about.now,
  verdict: decision.verdict,
  reason: decision.verdict === 'end' ? decision.reason : decision.verdict,
  dueAt: decision.verdict === 'end' ? null : decision.at,
  trace: decision.trace,
});
