import type {
  OutboxData,
  OutboxEventType,
  Outcome,
  ReasonCode,
  SwitchReason,
  WithdrawnReason,
} from '@perezvon/contracts-events';
import { offsetTime } from '../zone.ts';
import type { EndReason } from './decision.ts';
import { reasonText } from './explain.ts';
import { isWithdrawal } from './plan-booking.ts';
import type { OutcomeNews } from './reminder-outcome.ts';
import type { AttemptView } from './views.ts';

/** An event for 1C before it has an id. */
export type News = {
  [Type in OutboxEventType]: { type: Type; data: OutboxData<Type>; final: boolean };
}[OutboxEventType];

/** Whom and what the news is about. `zone`: of the infobase, for the offsets in it. */
export interface NewsSubject {
  bookingId: string;
  bookingNumber: string | null;
  maxAttempts: number;
  zone: string;
}

const attemptFacts = (subject: NewsSubject, attempt: AttemptView | null) => ({
  booking_id: subject.bookingId,
  booking_number: subject.bookingNumber,
  call_id: attempt?.id ?? null,
  attempt: attempt?.number ?? null,
  max_attempts: subject.maxAttempts,
  phone: attempt?.phone ?? null,
});

export const callStartedNews = (subject: NewsSubject, attempt: AttemptView): News => ({
  type: 'booking.call_started',
  data: attemptFacts(subject, attempt),
  final: false,
});

const types = {
  confirmed: 'booking.confirmed',
  declined: 'booking.declined',
  operator: 'booking.operator',
  hangup: 'booking.hangup',
  no_answer: 'booking.no_answer',
  informed: 'booking.informed',
} as const satisfies Record<Outcome, OutboxEventType>;

const responses: Record<Outcome, number | null> = {
  confirmed: 1,
  declined: 2,
  operator: 3,
  hangup: 4,
  no_answer: 5,
  informed: null,
};

const seconds = (from: Date | null, to: Date | null): number | null =>
  from === null || to === null ? null : Math.max(0, Math.round((to.getTime() - from.getTime()) / 1000));

/** An attempt's outcome, as 1C hears it. `provider`: the adapter's id. */
export const outcomeNews = (
  subject: NewsSubject,
  attempt: AttemptView,
  { outcome, provider, ...told }: OutcomeNews & { provider: string },
): News => {
  const time = (at: Date | null): string | null => (at === null ? null : offsetTime(at, subject.zone));
  return {
    type: types[outcome],
    final: told.final,
    data: {
      ...attemptFacts(subject, attempt),
      outcome,
      response: responses[outcome],
      final: told.final,
      next_attempt_at: time(told.nextAttemptAt),
      started_at: time(attempt.placedAt ?? attempt.intendedAt),
      answered_at: time(attempt.answeredAt),
      ended_at: time(attempt.endedAt),
      duration_sec: seconds(attempt.answeredAt, attempt.endedAt),
      hangup_cause: attempt.settledBy === 'watchdog' ? 'watchdog' : null,
      dtmf: null,
      speech_text: null,
      recording_url: null,
      provider,
      stale: told.stale,
      correction: told.correction,
    },
  };
};

const reasonCode = (reason: EndReason | 'provider_refused'): ReasonCode => {
  if (reason === 'bad_phone' || reason === 'do_not_call' || reason === 'provider_refused') return reason;
  return 'no_window';
};

const withdrawnReason = (reason: EndReason | 'provider_refused'): WithdrawnReason | null => {
  if (reason === 'answered') return 'finished';
  return reason !== 'provider_refused' && isWithdrawal(reason) ? reason : null;
};

/** The reminder that ends, as far as it got. */
export interface ClosedReminder {
  phone: string | null;
  attempts: number;
  /** The call id already given to 1C for an ordered call. */
  promisedId: string | null;
}

/** The final event of a reminder that ends without an answer: withdrawn by 1C, or failed. */
export const closingNews = (
  subject: NewsSubject,
  reason: EndReason | 'provider_refused',
  reminder: ClosedReminder,
): News => {
  const text = reason === 'provider_refused' ? 'Провайдер отказывается принять звонок' : reasonText(reason);
  const facts = {
    ...attemptFacts(subject, null),
    call_id: reminder.promisedId,
    attempt: reminder.attempts > 0 ? reminder.attempts : null,
    phone: reminder.phone,
    response: null,
    final: true as const,
    reason_text: text,
  };
  const withdrawn = withdrawnReason(reason);
  return withdrawn === null
    ? { type: 'booking.failed', final: true, data: { ...facts, reason_code: reasonCode(reason) } }
    : { type: 'booking.withdrawn', final: true, data: { ...facts, reason_code: withdrawn } };
};

const switchTexts: Record<SwitchReason, string> = {
  unavailable: 'Провайдер не отвечает или не принимает звонки',
  no_money: 'На счёте у провайдера кончились деньги',
  blocked: 'Провайдер заблокировал учётную запись',
  unauthorized: 'Провайдер не принимает логин, пароль или ключ',
  held: 'Звонки через учётную запись приостановлены вручную',
  restored: 'Учётная запись снова принимает звонки',
};

/** Calls of an infobase go out through another of its accounts from now on. `first`: the one it prefers. */
export const accountSwitchedNews = (change: {
  from: string;
  to: string;
  first: string;
  reason: SwitchReason;
}): News => ({
  type: 'account.switched',
  final: false,
  data: {
    from_account: change.from,
    to_account: change.to,
    is_fallback: change.to !== change.first,
    reason_code: change.reason,
    reason_text: switchTexts[change.reason],
  },
});
