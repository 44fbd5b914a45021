import type { Booking } from '@perezvon/contracts-events';
import { normaliseUuid } from '../values/ref.ts';
import { refOf, textOf } from './field-values.ts';
import { namedNames } from './field-names.ts';
import type { Notes } from './notes.ts';
import { rawRecord } from './raw-record.ts';
import type { RawField } from './raw-record.ts';

type Named = NonNullable<Booking['branch']>;

const longestName = 200;

/** `{id, name}` from an object, from a presentation («Кабинет 5») or from a bare UUID; null when there is neither. */
export const readNamed = (source: RawField, notes: Notes): Named | null => {
  const record = rawRecord(source.value, source.field);
  if (record !== null) {
    const id = refOf(record.pick(namedNames.id), notes);
    const name = textOf(record.pick(namedNames.name), notes, longestName);
    return id === null && name === null ? null : { id, name };
  }
  if (typeof source.value === 'string' && normaliseUuid(source.value.trim()) !== null) {
    const id = refOf(source, notes);
    return id === null ? null : { id, name: null };
  }
  const name = textOf(source, notes, longestName);
  return name === null ? null : { id: null, name };
};
