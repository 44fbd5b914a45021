import type { BookingStatus, Outcome } from '@perezvon/contracts-events';
import type { AttemptKnowledge } from '../attempt-merge.ts';
import type { EndReason } from '../decision.ts';
import { closingNews, type News, type NewsSubject } from '../news.ts';
import { closedState } from '../plan-booking.ts';
import type { ReminderProgress } from '../reminder-outcome.ts';
import type { ReminderSettings } from '../rules.ts';
import type { BookingView, ReminderView } from '../views.ts';
import { zone } from './bookings.ts';

/**
 * What the dialer and status do with the domain's functions, in memory: bookings, reminders, attempts, and a ledger of what
 * happened. Nothing here checks anything: the invariants are the test's.
 */
export type Step =
  | { do: 'write'; booking: number; version: number; what: Written }
  | { do: 'command'; booking: number; command: 'call_now' | 'stop' }
  | { do: 'plan' }
  | { do: 'dial' }
  | { do: 'reply'; attempt: number; result: 'placed' | 'refused' | 'unclear' }
  | { do: 'word'; attempt: number; says: Outcome | 'answered' | 'unknown'; minutesAgo: number | null }
  | { do: 'watch' }
  | { do: 'pass'; minutes: number }
  /** Time passes until something is due. */
  | { do: 'wait' };

/** One version of a booking as 1C writes it; `start` is wall-clock time. */
export interface Written {
  start: string;
  status: BookingStatus;
  phone: string | null;
  deleted: boolean;
  enabled: boolean;
  maxAttempts: number | null;
}

export interface WorldBooking {
  id: string;
  version: number;
  view: BookingView;
  callNow: boolean;
  /** Something was written since the last planning. */
  pending: boolean;
}

export interface WorldReminder extends ReminderView, ReminderProgress {
  id: string;
  booking: WorldBooking;
  refusals: number;
  dueAt: Date | null;
  retryAt: Date | null;
}

export interface WorldAttempt {
  id: string;
  number: number;
  reminder: WorldReminder;
  startAt: Date | null;
  phone: string;
  intendedAt: Date;
  deadlineAt: Date;
  state: 'intended' | 'placed' | 'unclear' | 'refused';
  known: AttemptKnowledge;
}

/** What 1C was told, with the state of the world when it was. */
export interface Told {
  reminder: WorldReminder;
  news: News;
  /** The booking as it was known then. */
  booking: BookingView;
  stateBefore: WorldReminder['state'];
  finalBefore: boolean;
}

export interface World {
  now: Date;
  settings: ReminderSettings;
  bookings: WorldBooking[];
  reminders: WorldReminder[];
  attempts: WorldAttempt[];
  told: Told[];
}

export const later = (at: Date, minutes: number): Date => new Date(at.getTime() + minutes * 60_000);

export const newWorld = (settings: ReminderSettings, now: Date, bookings: number): World => ({
  now,
  settings,
  bookings: Array.from({ length: bookings }, (_, index) => ({
    id: `booking-${String(index)}`,
    version: -1,
    view: { status: 'unknown', deleted: false, stopped: false, startAt: null, zone, data: null },
    callNow: false,
    pending: false,
  })),
  reminders: [],
  attempts: [],
  told: [],
});

export const sameMoment = (a: Date | null, b: Date | null): boolean => a?.getTime() === b?.getTime();

/** Calls that may have rung. */
export const callsOf = (world: World): WorldAttempt[] =>
  world.attempts.filter((attempt) => attempt.state !== 'refused');

export const callsToPhone = (world: World, phone: string | null): Date[] =>
  callsOf(world).flatMap((attempt) => (attempt.phone === phone ? [attempt.intendedAt] : []));

export const tell = (world: World, reminder: WorldReminder, news: News): void => {
  world.told.push({
    reminder,
    news,
    booking: { ...reminder.booking.view },
    stateBefore: reminder.state,
    finalBefore: world.told.some((told) => told.reminder === reminder && told.news.final),
  });
};

export const subjectOf = (reminder: WorldReminder): NewsSubject => ({
  bookingId: reminder.booking.id,
  bookingNumber: null,
  maxAttempts: reminder.maxAttempts,
  zone,
});

export const close = (
  world: World,
  reminder: WorldReminder,
  reason: EndReason | 'provider_refused',
): void => {
  tell(world, reminder, closingNews(subjectOf(reminder), reason, { ...reminder, promisedId: null }));
  const state = reason === 'provider_refused' ? 'failed' : closedState(reason, reminder.attempts);
  Object.assign(reminder, { state, dueAt: null, retryAt: null, finalAt: world.now });
};
