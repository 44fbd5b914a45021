import type {
  AttemptState,
  Booking,
  BookingStatus,
  Outcome,
  ReminderState,
} from '@perezvon/contracts-events';

/** What the domain needs to know of a stored booking. */
export interface BookingView {
  status: BookingStatus;
  deleted: boolean;
  stopped: boolean;
  startAt: Date | null;
  /** Of the booking, else of the infobase. */
  zone: string;
  data: Booking | null;
}

/** What the domain needs to know of a stored reminder. */
export interface ReminderView {
  origin: 'booking' | 'voicebox';
  state: ReminderState;
  startAt: Date | null;
  phone: string | null;
  dueAt: Date | null;
  closesAt: Date;
  attempts: number;
  maxAttempts: number;
  retryAt: Date | null;
  askedNow: boolean;
}

/** What the domain needs to know of a stored attempt. */
export interface AttemptView {
  id: string;
  number: number;
  phone: string;
  state: AttemptState;
  intendedAt: Date;
  placedAt: Date | null;
  answeredAt: Date | null;
  endedAt: Date | null;
  outcome: Outcome | null;
  settledBy: 'provider' | 'watchdog' | null;
}
