import { insertOutboxEvents, type NewOutboxEvent, type ReminderRow, type Sql } from '@perezvon/database';
import type { News, NewsSubject } from '@perezvon/domain';
import { v7 as uuidv7 } from 'uuid';

export interface ReminderNews {
  news: News;
  reminder: Pick<ReminderRow, 'id' | 'infobaseId'>;
  subject: NewsSubject;
  at: Date;
}

/** An outbox event that was written: the notifier is to be woken for it. */
export interface WrittenEvent {
  infobaseId: string;
  eventId: string;
}

/** Writes news about reminders into the outbox, in the transaction of what they tell. */
export const writeNews = async (tx: Sql, items: readonly ReminderNews[]): Promise<WrittenEvent[]> => {
  const events = items.map(({ news, reminder, subject, at }): NewOutboxEvent => ({
    id: uuidv7(),
    infobaseId: reminder.infobaseId,
    subject: subject.bookingId,
    type: news.type,
    time: at,
    data: news.data,
    reminderId: reminder.id,
    final: news.final,
  }));
  await insertOutboxEvents(tx, events);
  return events.map((event) => ({ infobaseId: event.infobaseId, eventId: event.id }));
};
