import type { CallWishes } from '@perezvon/contracts-events';
import { readBoolean } from '../values/boolean.ts';
import { bookingNames, wishNames } from './field-names.ts';
import { booleanOf, integerOf, localTimeOf, textOf } from './field-values.ts';
import type { Notes } from './notes.ts';
import { rawRecord } from './raw-record.ts';
import type { RawField, RawRecord } from './raw-record.ts';

const noWishes: CallWishes = {
  enabled: true,
  scenario: null,
  not_before: null,
  not_after: null,
  max_attempts: null,
  retry_min: null,
  say_name: null,
  say_visit: null,
};

const fromRecord = (call: RawRecord, notes: Notes, zone: string): CallWishes => ({
  enabled: booleanOf(call.pick(wishNames.enabled), notes, { absent: true, unreadable: true }),
  scenario: textOf(call.pick(wishNames.scenario), notes, 100),
  not_before: localTimeOf(call.pick(wishNames.notBefore), notes, zone),
  not_after: localTimeOf(call.pick(wishNames.notAfter), notes, zone),
  max_attempts: integerOf(call.pick(wishNames.maxAttempts), notes, { min: 1, max: 10 }),
  retry_min: integerOf(call.pick(wishNames.retryMin), notes, { min: 1, max: 1_000_000 }),
  say_name: textOf(call.pick(wishNames.sayName), notes, 200),
  say_visit: textOf(call.pick(wishNames.sayVisit), notes, 500),
});

/** `call` as an object, or just yes or no. */
const fromField = (source: RawField, notes: Notes, zone: string): CallWishes | null => {
  const record = rawRecord(source.value, source.field);
  if (record !== null) return fromRecord(record, notes, zone);
  const enabled = readBoolean(source.value);
  if (enabled.kind === 'value') return { ...noWishes, enabled: enabled.value };
  if (enabled.kind === 'unrecognised') notes.warn('value_unrecognised', { field: source.field });
  return null;
};

/** How 1C wants this booking called: `call`, and `visit` of the booking itself as what the robot says. Null: no wishes. */
export const readCallWishes = (data: RawRecord, notes: Notes, zone: string): CallWishes | null => {
  const wishes = fromField(data.pick(bookingNames.call), notes, zone);
  const visit = wishes?.say_visit ?? textOf(data.pick(bookingNames.visit), notes, 500);
  return visit === null ? wishes : { ...(wishes ?? noWishes), say_visit: visit };
};
