import type { CallRecord, EventRecord, LedgerSnapshot } from './ledger.ts';

/** Heard to the end counts as well: nobody is called again after it. */
const decisionAnswers: readonly string[] = ['confirmed', 'declined', 'operator', 'informed'];
const decisionTypes: readonly string[] = decisionAnswers.map((answer) => `booking.${answer}`);
/** Webhooks spoilt in these ways can still be understood. */
const readable: readonly (string | null)[] = [null, 'numbers', 'extra_fields'];

/** The ledger, looked up by what the promises are about. */
export interface LedgerIndex {
  placed: readonly CallRecord[];
  /** First arrival of each event that 1C took or finally refused; redeliveries and `retry` left out. */
  delivered: readonly EventRecord[];
  redelivered: number;
  /** Booking of a call, as told to 1C by any event with `data.call_id` = the call's guid; else as the test knows it. */
  bookingOf(call: CallRecord): string | null;
  /** Placed calls in order of placing. */
  callsByBooking: ReadonlyMap<string, readonly CallRecord[]>;
  eventsOfCall(guid: string): readonly EventRecord[];
  /** Could our side know which attempt the webhooks of this call were about? */
  isTraceable(call: CallRecord): boolean;
}

export const time = (instant: string): number => Date.parse(instant);

export const textOf = (data: EventRecord['data'], key: string): string | null => {
  const value = data[key];
  return typeof value === 'string' ? value : null;
};

export const groupBy = <Item>(
  items: Iterable<Item>,
  keyOf: (item: Item) => string | null,
): Map<string, Item[]> => {
  const groups = new Map<string, Item[]>();
  for (const item of items) {
    const key = keyOf(item);
    if (key === null) continue;
    const group = groups.get(key);
    if (group) group.push(item);
    else groups.set(key, [item]);
  }
  return groups;
};

const firstArrivals = (events: readonly EventRecord[]): EventRecord[] => {
  const first = new Map<string, EventRecord>();
  for (const event of events) {
    const key = `${event.infobase} ${event.id}`;
    if (event.status !== 'retry' && !first.has(key)) first.set(key, event);
  }
  return [...first.values()];
};

export const indexLedger = (
  snapshot: LedgerSnapshot,
  knownBookingOf: (call: CallRecord) => string | null = () => null,
): LedgerIndex => {
  const placed = snapshot.calls.filter((call) => call.placed);
  const delivered = firstArrivals(snapshot.events);
  const byCall = groupBy(delivered, ({ data }) => textOf(data, 'call_id'));
  const byId = groupBy(placed, ({ id }) => id);
  const bookingOf = (call: CallRecord): string | null => {
    for (const { data } of byCall.get(call.guid ?? '') ?? []) {
      const booking = textOf(data, 'booking_id');
      if (booking !== null) return booking;
    }
    return knownBookingOf(call);
  };
  return {
    placed,
    delivered,
    redelivered: snapshot.events.length - delivered.length,
    bookingOf,
    callsByBooking: groupBy(placed, bookingOf),
    eventsOfCall: (guid) => byCall.get(guid) ?? [],
    isTraceable: ({ id, guid, echoesGuid, replyId }) =>
      guid !== null && (echoesGuid || (replyId !== null && byId.get(id)?.length === 1)),
  };
};

export const isDecision = (event: EventRecord): boolean => decisionTypes.includes(event.type);

/** When our side took note (2xx) of a decision of this call that it could understand; ms, null = never. */
export const acknowledgedDecisionAt = (call: CallRecord): number | null => {
  const times = call.webhooks
    .filter(
      ({ answer, malformed, status }) =>
        decisionAnswers.includes(answer ?? '') &&
        readable.includes(malformed) &&
        status !== null &&
        status >= 200 &&
        status < 300,
    )
    .map(({ endedAt, at }) => time(endedAt ?? at));
  return times.length === 0 ? null : Math.min(...times);
};
