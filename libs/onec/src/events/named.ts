import type { Booking } from '@perezvon/contracts-events';
import { normaliseUuid } from '../values/ref.ts';
import { refOf, textOf } from './field-values.ts';
import { namedNames } from './field-names.ts';
import type { Notes } from './notes.ts';
import { rawRecord } from './raw-record.ts';
import type { RawField, RawRecord } from './raw-record.ts';

type Named = NonNullable<Booking['branch']>;

const longestName = 200;

/** `{id, name}` from an object; null when it has neither. */
const readDescribed = (record: RawRecord, notes: Notes): Named | null => {
  const id = refOf(record.pick(namedNames.id), notes);
  const name = textOf(record.pick(namedNames.name), notes, longestName);
  return id === null && name === null ? null : { id, name };
};

/** `{id, name}` from a presentation («Кабинет 5») or from a bare UUID; null when there is neither. */
export const readPresented = (source: RawField, notes: Notes): Named | null => {
  if (source.value === undefined) return null;
  if (typeof source.value === 'string' && normaliseUuid(source.value.trim()) !== null) {
    const id = refOf(source, notes);
    return id === null ? null : { id, name: null };
  }
  const name = textOf(source, notes, longestName);
  return name === null ? null : { id: null, name };
};

/** Either, with the object it was read from. */
export const readNamedRecord = (
  source: RawField,
  notes: Notes,
): { named: Named | null; record: RawRecord | null } => {
  const record = rawRecord(source.value, source.field);
  return { record, named: record === null ? readPresented(source, notes) : readDescribed(record, notes) };
};

export const readNamed = (source: RawField, notes: Notes): Named | null =>
  readNamedRecord(source, notes).named;
