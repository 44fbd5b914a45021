import { isDeepStrictEqual } from 'node:util';
import { groupBy, textOf } from './judge-index.ts';
import type { LedgerIndex } from './judge-index.ts';
import type { Break, Expectations } from './judge.ts';
import type { EventRecord, LedgerSnapshot } from './ledger.ts';

type Check = (index: LedgerIndex, expectations: Expectations, snapshot: LedgerSnapshot) => Break[];

const breakOf = (kind: Break['kind'], event: EventRecord, detail: string): Break => ({
  kind,
  bookingId: textOf(event.data, 'booking_id') ?? event.subject,
  guid: textOf(event.data, 'call_id'),
  phone: textOf(event.data, 'phone'),
  detail: `${event.type} ${event.id} seq ${event.seq}: ${detail}`,
});

/** A correction replaces a final that was sent before; it is not another one. */
export const isFinal = ({ data }: EventRecord): boolean =>
  data['final'] === true && data['correction'] !== true;

/** Exactly as many finals as there were reminders. */
const finals: Check = (index, expectations) => {
  const found = groupBy(
    index.delivered.filter(isFinal),
    ({ data, subject }) => textOf(data, 'booking_id') ?? subject,
  );
  return (expectations.finals ?? []).flatMap((expected): Break[] => {
    const { bookingId, count } = typeof expected === 'string' ? { bookingId: expected, count: 1 } : expected;
    const events = found.get(bookingId) ?? [];
    const missing = Array.from({ length: Math.max(0, count - events.length) }, (): Break => {
      const detail = `${events.length} of ${count} finals`;
      return { kind: 'missing_final', bookingId, guid: null, phone: null, detail };
    });
    const surplus = events
      .slice(count)
      .map((event) => breakOf('repeated_final', event, `${events.length} finals instead of ${count}`));
    return [...missing, ...surplus];
  });
};

/** Per subject, `seq` only grows from one new event to the next. */
const order: Check = (index) =>
  [...groupBy(index.delivered, ({ infobase, subject }) => `${infobase} ${subject}`).values()].flatMap(
    (events) =>
      events.flatMap((event, position) => {
        const previous = events[position - 1];
        if (!previous || event.seq > previous.seq) return [];
        return [breakOf('out_of_order', event, `after seq ${previous.seq}`)];
      }),
  );

const repeatedSeqs: Check = (index) =>
  [...groupBy(index.delivered, ({ infobase, seq }) => `${infobase} ${seq}`).values()].flatMap((events) =>
    events.slice(1).map((event) => breakOf('repeated_seq', event, `also ${events[0]?.id}`)),
  );

/** A redelivered event is the same event, to the letter. */
const changedEvents: Check = (_index, _expectations, { events }) =>
  [...groupBy(events, ({ infobase, id }) => `${infobase} ${id}`).values()].flatMap(([first, ...again]) =>
    again
      .filter(
        (event) =>
          first !== undefined &&
          !isDeepStrictEqual(
            [event.seq, event.type, event.subject, event.time, event.data],
            [first.seq, first.type, first.subject, first.time, first.data],
          ),
      )
      .map((event) => breakOf('changed_event', event, 'came again with other content')),
  );

const lostEvents: Check = (index, { events = [] }) => {
  const found = groupBy(index.delivered, ({ subject, type }) => `${subject} ${type}`);
  return [...groupBy(events, ({ subject, type }) => `${subject} ${type}`)].flatMap(([key, expected]) => {
    const missing = expected.length - (found.get(key)?.length ?? 0);
    return expected.slice(0, Math.max(0, missing)).map(({ subject, type }): Break => ({
      kind: 'lost_event',
      bookingId: subject,
      guid: null,
      phone: null,
      detail: type,
    }));
  });
};

const violations: Check = (_index, { ignoreViolations = [] }, snapshot) =>
  snapshot.violations
    .filter(({ kind }) => !ignoreViolations.includes(kind))
    .map(({ party, kind, detail, reference }) => ({
      kind: 'violation',
      bookingId: null,
      guid: reference,
      phone: null,
      detail: `${party} ${kind}: ${detail}`,
    }));

export const eventChecks: readonly Check[] = [
  finals,
  order,
  repeatedSeqs,
  changedEvents,
  lostEvents,
  violations,
];
