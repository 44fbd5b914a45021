import { acknowledgedDecisionAt, groupBy, isDecision, time } from './judge-index.ts';
import type { LedgerIndex } from './judge-index.ts';
import type { Break, Expectations } from './judge.ts';
import type { CallRecord } from './ledger.ts';

type Check = (index: LedgerIndex, expectations: Expectations) => Break[];

const breakOf = (
  kind: Break['kind'],
  call: CallRecord,
  { index, detail }: { index: LedgerIndex; detail: string },
): Break => ({ kind, bookingId: index.bookingOf(call), guid: call.guid, phone: call.phone, detail });

/** One attempt, at most one call. */
const doubleCalls: Check = (index) =>
  [...groupBy(index.placed, ({ guid }) => guid).values()].flatMap((calls) =>
    calls.slice(1).map((call) =>
      breakOf('double_call', call, {
        index,
        detail: `call ${call.id} at ${call.requestedAt}, first ${calls[0]?.id}`,
      }),
    ),
  );

const restartsOf = (expectations: Expectations, bookingId: string): number[] =>
  (expectations.restarts?.get(bookingId) ?? []).map((at) => at.getTime());

const tooManyCalls: Check = (index, expectations) => {
  const { maxCallsPerBooking } = expectations;
  if (maxCallsPerBooking === undefined) return [];
  return [...index.callsByBooking].flatMap(([bookingId, calls]) => {
    const limit = maxCallsPerBooking * (1 + restartsOf(expectations, bookingId).length);
    return calls
      .slice(limit)
      .map((call) =>
        breakOf('too_many_calls', call, { index, detail: `more than ${limit}, at ${call.requestedAt}` }),
      );
  });
};

/** When the decision of this call was known to our side; ms, infinite when it never was. */
const decidedAt = (call: CallRecord, index: LedgerIndex): number => {
  const events = index
    .eventsOfCall(call.guid ?? '')
    .filter((event) => isDecision(event) && event.data['stale'] !== true)
    .map(({ at }) => time(at));
  const acknowledged = index.isTraceable(call) ? acknowledgedDecisionAt(call) : null;
  return Math.min(...events, acknowledged ?? Number.POSITIVE_INFINITY);
};

/**
 * When our side decided to make this call, ms: an attempt's id is a UUIDv7, made with its intent. What 1C said after that the call could
 * not know, however late its request came.
 */
const intendedAt = ({ guid, requestedAt }: CallRecord): number => {
  const requested = time(requestedAt);
  const [, high, low] = /^([0-9a-f]{8})-([0-9a-f]{4})-7/.exec(guid ?? '') ?? [];
  return high && low ? Math.min(requested, Number.parseInt(high + low, 16)) : requested;
};

/** None after a decision, unless 1C started the reminder anew in between. */
const callsAfterDecision: Check = (index, expectations) => {
  const graceMs = expectations.decisionGraceMs ?? 2_000;
  return [...index.callsByBooking].flatMap(([bookingId, calls]) => {
    const restarts = restartsOf(expectations, bookingId);
    const decided = calls.map((call) => ({
      from: intendedAt(call),
      known: decidedAt(call, index) + graceMs,
    }));
    return calls.flatMap((call) => {
      const at = time(call.requestedAt);
      const offended = decided.find(
        ({ from, known }) => known < at && !restarts.some((restart) => restart > from && restart <= at),
      );
      if (!offended) return [];
      const known = new Date(offended.known - graceMs).toISOString();
      return [
        breakOf('call_after_decision', call, { index, detail: `at ${call.requestedAt}, decided ${known}` }),
      ];
    });
  });
};

const callsOutsideWindow: Check = (index, { isCallAllowed }) =>
  isCallAllowed
    ? index.placed
        .filter(
          (call) =>
            !isCallAllowed({
              at: new Date(call.requestedAt),
              phone: call.phone,
              bookingId: index.bookingOf(call),
            }),
        )
        .map((call) => breakOf('call_outside_window', call, { index, detail: `at ${call.requestedAt}` }))
    : [];

const phoneBudget: Check = (index, { perPhone }) => {
  if (!perPhone) return [];
  return [...groupBy(index.placed, ({ phone }) => phone).values()]
    .flatMap((calls) => {
      const times = calls.map(({ requestedAt }) => time(requestedAt));
      return calls.filter((_, position) => {
        const at = times[position] ?? 0;
        const gap = at - (times[position - 1] ?? Number.NEGATIVE_INFINITY);
        const recent = times.slice(0, position + 1).filter((earlier) => at - earlier < perPhone.perMs);
        return gap < perPhone.minGapMs || recent.length > perPhone.calls;
      });
    })
    .map((call) => breakOf('phone_called_too_often', call, { index, detail: `at ${call.requestedAt}` }));
};

/** Every call that rang is told to 1C by some event that names it. */
const unreportedCalls: Check = (index, { everyCallReported = true }) =>
  everyCallReported
    ? index.placed
        .filter((call) => index.eventsOfCall(call.guid ?? '').length === 0)
        .map((call) =>
          breakOf('unreported_call', call, { index, detail: `call ${call.id} at ${call.requestedAt}` }),
        )
    : [];

/** A decision that our side acknowledged and could tie to the call reaches 1C, unless another call's decision did. */
const lostDecisions: Check = (index) => {
  const siblings = (call: CallRecord): readonly CallRecord[] => {
    const booking = index.bookingOf(call);
    return booking === null ? [call] : (index.callsByBooking.get(booking) ?? [call]);
  };
  return index.placed
    .filter((call) => acknowledgedDecisionAt(call) !== null && index.isTraceable(call))
    .filter((call) => !siblings(call).some(({ guid }) => index.eventsOfCall(guid ?? '').some(isDecision)))
    .map((call) => breakOf('lost_decision', call, { index, detail: `answer ${call.scenario.answer}` }));
};

export const callChecks: readonly Check[] = [
  doubleCalls,
  tooManyCalls,
  callsAfterDecision,
  callsOutsideWindow,
  phoneBudget,
  unreportedCalls,
  lostDecisions,
];
