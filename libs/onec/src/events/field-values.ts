import { localOf, offsetTime, instantOf } from '@perezvon/domain';
import { readBoolean } from '../values/boolean.ts';
import { readDate } from '../values/date.ts';
import type { DateReading } from '../values/date.ts';
import { readMoney, readNumber } from '../values/number.ts';
import { readRef } from '../values/ref.ts';
import { cutText, readText } from '../values/text.ts';
import type { Notes } from './notes.ts';
import type { RawField } from './raw-record.ts';

/** Optional fields of an event: what cannot be read becomes null and a warning, never an error. */

export const textOf = ({ value, field }: RawField, notes: Notes, max: number): string | null => {
  const reading = readText(value);
  if (reading.kind === 'unrecognised') notes.warn('value_unrecognised', { field });
  if (reading.kind !== 'value') return null;
  if (reading.value.length > max) notes.warn('text_cut', { field });
  return cutText(reading.value, max);
};

export const refOf = ({ value, field }: RawField, notes: Notes): string | null => {
  const reading = readRef(value);
  if (reading.kind === 'unrecognised') notes.warn('value_unrecognised', { field });
  if (reading.kind !== 'value') return null;
  if (typeof value === 'number') notes.warn('number_as_text', { field });
  return reading.value;
};

/** Like `refOf`, but a reference that is missing or unreadable refuses the event. */
export const requiredRefOf = (source: RawField, notes: Notes): string => {
  const reading = readRef(source.value);
  if (reading.kind === 'value') return refOf(source, notes) ?? '';
  notes.fail(reading.kind === 'empty' ? 'field_required' : 'field_invalid', { field: source.field });
  return '';
};

/** `absent` for a blank value, `unreadable` for one that is neither yes nor no. */
export const booleanOf = (
  { value, field }: RawField,
  notes: Notes,
  fallback: { absent: boolean; unreadable: boolean },
): boolean => {
  const reading = readBoolean(value);
  if (reading.kind === 'value') return reading.value;
  if (reading.kind === 'empty') return fallback.absent;
  notes.warn('value_unrecognised', { field });
  return fallback.unreadable;
};

/** A whole number, limited to `max`; 0 where the least is more is 1C's empty number and becomes null without a word. */
export const integerOf = (
  { value, field }: RawField,
  notes: Notes,
  { min, max }: { min: number; max: number },
): number | null => {
  const reading = readNumber(value);
  if (reading.kind === 'empty' || (reading.kind === 'value' && reading.value === 0 && min > 0)) return null;
  const whole = reading.kind === 'value' ? Math.round(reading.value) : Number.NaN;
  if (!(whole >= min)) {
    notes.warn('value_unrecognised', { field });
    return null;
  }
  if (whole > max) notes.warn('value_limited', { field });
  return Math.min(whole, max);
};

export const moneyOf = ({ value, field }: RawField, notes: Notes): string | null => {
  const reading = readMoney(value);
  if (reading.kind === 'unrecognised') notes.warn('value_unrecognised', { field });
  return reading.kind === 'value' ? reading.value : null;
};

/** Reads a date and notes what had to be mended; unreadable ones are left to the caller. */
export const dateOf = ({ value, field }: RawField, notes: Notes): DateReading => {
  const reading = readDate(value);
  if ('repair' in reading && reading.repair !== null) notes.warn(reading.repair, { field });
  if (reading.kind === 'no_limit') notes.warn('date_no_limit', { field });
  return reading;
};

/** Wall time in `zone` of a date that has both a day and a time; null for the others. */
export const wallTimeOf = (reading: DateReading, zone: string): string | null => {
  if (reading.kind === 'local') return reading.local;
  return reading.kind === 'instant' ? localOf(reading.at, zone) : null;
};

/** Optional wall time `YYYY-MM-DDTHH:mm:ss` in `zone`; a date alone is its midnight, «3999» is null. */
export const localTimeOf = (source: RawField, notes: Notes, zone: string): string | null => {
  const reading = dateOf(source, notes);
  if (reading.kind === 'date') return `${reading.date}T00:00:00`;
  if (reading.kind === 'time' || reading.kind === 'unrecognised') {
    notes.warn('date_unrecognised', { field: source.field });
  }
  return wallTimeOf(reading, zone);
};

/** Optional moment with the offset of `zone`; a time without a zone is meant in `zone`. */
export const momentOf = (source: RawField, notes: Notes, zone: string): { at: Date; text: string } | null => {
  const local = localTimeOf(source, notes, zone);
  if (local === null) return null;
  // An instant is taken as it is: its wall time may exist twice when clocks go back.
  const reading = readDate(source.value);
  const at = reading.kind === 'instant' ? reading.at : instantOf(local, zone);
  return { at, text: offsetTime(at, zone) };
};

/** Optional calendar date `YYYY-MM-DD`, for fields that are dates by meaning; the time part is ignored. */
export const calendarDateOf = (source: RawField, notes: Notes, zone: string): string | null =>
  localTimeOf(source, notes, zone)?.slice(0, 10) ?? null;
