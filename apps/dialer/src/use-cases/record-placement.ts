import type { PlaceResult, RefusalReason } from '@perezvon/contracts-adapter';
import {
  attemptsById,
  bookingsById,
  endPause,
  lockFailures,
  lockReminders,
  pauseAccount,
  pausesOf,
  updateAttempts,
  updateReminders,
  type AttemptRow,
  type BookingRow,
  type Database,
  type ReminderRow,
  type Sql,
} from '@perezvon/database';
import { callStartedNews, refusalBudget, restAfterRefusal, retryAfterRefusal } from '@perezvon/domain';
import {
  closeReminder,
  subjectOf,
  writeNews,
  type CallingInfobase,
  type Directory,
  type WrittenEvent,
} from '@perezvon/reminders';
import type { CommittedIntent } from './claim-calls.ts';
import type { PlaceOutcome } from './place-call.ts';
import { canBeTried } from './takes-calls.ts';

export interface RecordPlacementOptions {
  database: Database;
  directory: Directory;
  clock: () => Date;
}

interface Case {
  reminder: ReminderRow;
  attempt: AttemptRow;
  booking: BookingRow;
  infobase: CallingInfobase;
  now: Date;
}

/** Refusals that concern the account, not this call: every other call of it would fare alike for now. */
const concernsAccount: ReadonlySet<string> = new Set<RefusalReason>([
  'rate_limited',
  'no_money',
  'blocked',
  'unauthorized',
  'unavailable',
]);

const minuteMs = 60_000;

const recordPlaced = async (tx: Sql, about: Case, providerCallId: string | null): Promise<WrittenEvent[]> => {
  const { attempt, reminder, booking, infobase, now } = about;
  // Written down already: the answer to our commit was lost.
  if (attempt.placedAt !== null) return [];
  // The provider's webhook may have been quicker than its reply to us: what it said stands.
  const waited = attempt.state === 'intended' || attempt.state === 'unclear';
  const placed: AttemptRow = {
    ...attempt,
    state: waited ? 'placed' : attempt.state,
    providerCallId,
    placedAt: now,
    deadlineAt: new Date(now.getTime() + infobase.reminders.answerTimeoutMinutes * minuteMs),
  };
  await updateAttempts(tx, [placed]);
  if (attempt.state === 'ended') return [];
  const subject = subjectOf(booking, reminder, infobase);
  return writeNews(tx, [{ news: callStartedNews(subject, placed), reminder, subject, at: now }]);
};

/** Also our own: an intent that was too old to be sent. */
type Refused = Omit<Extract<PlaceResult, { kind: 'refused' }>, 'kind' | 'reason'> & {
  reason: RefusalReason | 'held_up';
};

const heldUpRetryMs = 1_000;

/** A number the provider won't call ends the reminder at once, everything else when the budget is used up. */
const endOfRefusals = (refused: Refused, refusals: number): 'bad_phone' | 'provider_refused' | null => {
  if (refused.reason === 'bad_phone') return 'bad_phone';
  return refusals >= refusalBudget ? 'provider_refused' : null;
};

/** The account is paused, the longer the more often in a row; whether another of the infobase's accounts can take over at once. */
const pauseAfter = async (tx: Sql, { attempt, infobase, now }: Case, refused: Refused): Promise<boolean> => {
  const { reason } = refused;
  if (!concernsAccount.has(reason)) return false;
  const failures = await lockFailures(tx, attempt.accountId);
  await pauseAccount(tx, {
    accountId: attempt.accountId,
    until: restAfterRefusal({ reason, failures, retryAfterMs: refused.retryAfterMs ?? null }, now),
    reason,
    now,
  });
  const others = infobase.reminders.account.filter((id) => id !== attempt.accountId);
  if (others.length === 0 || reason === 'rate_limited') return false;
  const pauses = await pausesOf(tx, others);
  return others.some((id) =>
    canBeTried(
      pauses.find(({ accountId }) => accountId === id),
      now,
    ),
  );
};

/** The reminder after a refusal: not an attempt, so it may try again within its budget of refusals. */
const afterRefusal = (about: Case, refused: Refused, isTakenOver: boolean) => {
  const { reminder, now } = about;
  const refusals = reminder.refusals + 1;
  const attempts = reminder.attempts - 1;
  const retryAt = isTakenOver ? now : retryAfterRefusal(refusals, refused.retryAfterMs ?? null, now);
  return {
    ends: endOfRefusals(refused, refusals),
    reminder: {
      ...reminder,
      refusals,
      attempts,
      updatedAt: now,
      state: attempts > 0 ? ('waiting' as const) : ('planned' as const),
      dueAt: retryAt,
      retryAt,
    },
  };
};

const recordRefused = async (tx: Sql, about: Case, refused: Refused): Promise<WrittenEvent[]> => {
  const { attempt, reminder, booking, infobase, now } = about;
  if (attempt.state !== 'intended') return [];
  await updateAttempts(tx, [{ ...attempt, state: 'refused', endedAt: now, detail: refused.detail }]);
  const after = afterRefusal(about, refused, await pauseAfter(tx, about, refused));
  if (reminder.state !== 'calling') return [];
  if (after.ends === null) {
    await updateReminders(tx, [after.reminder]);
    return [];
  }
  const closed = closeReminder({
    reminder: after.reminder,
    booking,
    infobase,
    reason: after.ends,
    now,
  });
  await updateReminders(tx, [closed.reminder]);
  return writeNews(tx, [closed.news]);
};

const recordUnclear = async (tx: Sql, { attempt }: Case, detail: string): Promise<WrittenEvent[]> => {
  if (attempt.state === 'intended') await updateAttempts(tx, [{ ...attempt, state: 'unclear', detail }]);
  return [];
};

const record = (tx: Sql, about: Case, result: PlaceOutcome): Promise<WrittenEvent[]> => {
  switch (result.kind) {
    case 'placed':
      return recordPlaced(tx, about, result.providerCallId);
    case 'refused':
      return recordRefused(tx, about, result);
    case 'held_up':
      return recordRefused(tx, about, {
        reason: 'held_up',
        retryAfterMs: heldUpRetryMs,
        detail: result.detail,
      });
    case 'unclear':
      return recordUnclear(tx, about, result.detail);
  }
};

/** Writes down what became of a request. Applied once: an attempt that has moved on is not set back. */
export const recordPlacement = (
  { database, directory, clock }: RecordPlacementOptions,
  committed: CommittedIntent,
  result: PlaceOutcome,
): Promise<WrittenEvent[]> =>
  database.transaction(async (tx) => {
    const [reminder] = await lockReminders(tx, [committed.reminderId]);
    const [attempt] = await attemptsById(tx, [committed.intent.attemptId]);
    if (reminder === undefined || attempt === undefined) return [];
    // An ordered call keeps its id: written down already (the answer to our commit was lost), and begun anew by another dialer since.
    if (attempt.intendedAt.getTime() !== committed.intendedAt.getTime()) return [];
    const [booking] = await bookingsById(tx, [reminder.bookingId]);
    const infobase = directory.calling(reminder.infobaseId);
    if (booking === undefined || infobase === null) return [];
    const now = clock();
    if (committed.isTrial && result.kind === 'placed') await endPause(tx, attempt.accountId, now);
    return record(tx, { reminder, attempt, booking, infobase, now }, result);
  });
