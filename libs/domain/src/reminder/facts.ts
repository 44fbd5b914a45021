import { choosePhone } from '../phone.ts';
import { instantOf } from '../zone.ts';
import type { DecisionFacts } from './decision.ts';
import type { BookingView, ReminderView } from './views.ts';

/** The telephone to remind this booking's patient on; null when 1C gave none that can be called. */
export const phoneOf = (booking: BookingView): string | null =>
  booking.data === null ? null : (choosePhone(booking.data.patient.phones)?.number ?? null);

const wish = (local: string | null | undefined, zone: string): Date | null =>
  local === null || local === undefined ? null : instantOf(local, zone);

const bookingFacts = (booking: BookingView): DecisionFacts['booking'] => ({
  status: booking.status,
  deleted: booking.deleted,
  stopped: booking.stopped,
  startAt: booking.startAt,
  callEnabled: booking.data?.call?.enabled ?? true,
  doNotCall: booking.data?.patient.do_not_call ?? false,
  phone: phoneOf(booking),
  notBefore: wish(booking.data?.call?.not_before, booking.zone),
  notAfter: wish(booking.data?.call?.not_after, booking.zone),
});

/** A call 1C ordered by itself (VoiceBox compatibility) depends on no booking; only booking.stop reaches it. */
const orderedCallFacts = (booking: BookingView, reminder: ReminderView): DecisionFacts['booking'] => ({
  status: 'planned',
  deleted: false,
  stopped: booking.stopped,
  startAt: null,
  callEnabled: true,
  doNotCall: false,
  phone: reminder.phone,
  notBefore: null,
  notAfter: null,
});

export interface FactsInput {
  now: Date;
  booking: BookingView;
  reminder: ReminderView;
  /** Calls to this telephone in the last two days: when each was begun. */
  callsToPhone: readonly Date[];
  /** Another reminder of the booking got an answer about the same start time. */
  answered?: boolean;
}

/** The facts about a reminder that exists. */
export const factsOf = ({
  now,
  booking,
  reminder,
  callsToPhone,
  answered = false,
}: FactsInput): DecisionFacts => ({
  now,
  zone: booking.zone,
  booking: reminder.origin === 'voicebox' ? orderedCallFacts(booking, reminder) : bookingFacts(booking),
  reminder: {
    isNew: false,
    startAt: reminder.startAt,
    attempts: reminder.attempts,
    maxAttempts: reminder.maxAttempts,
    answered,
    retryAt: reminder.retryAt,
    askedNow: reminder.askedNow,
    expiresAt: reminder.origin === 'voicebox' ? reminder.closesAt : null,
  },
  callsToPhone,
});

/** The facts about a reminder that may be planned for the booking's present start time. */
export const factsOfNew = (input: {
  now: Date;
  booking: BookingView;
  callsToPhone: readonly Date[];
  attempts: number;
  maxAttempts: number;
  answered: boolean;
  askedNow: boolean;
}): DecisionFacts => ({
  now: input.now,
  zone: input.booking.zone,
  booking: bookingFacts(input.booking),
  reminder: {
    isNew: true,
    startAt: input.booking.startAt,
    attempts: input.attempts,
    maxAttempts: input.maxAttempts,
    answered: input.answered,
    retryAt: null,
    askedNow: input.askedNow,
    expiresAt: null,
  },
  callsToPhone: input.callsToPhone,
});
