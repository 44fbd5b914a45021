import type { Person } from '@perezvon/contracts-events';
import { isBlank } from '../values/reading.ts';
import { bookingNames, personNames } from './field-names.ts';
import { booleanOf, calendarDateOf, refOf, textOf } from './field-values.ts';
import { readPresented } from './named.ts';
import type { Notes } from './notes.ts';
import { readPhones } from './phones.ts';
import { rawRecord } from './raw-record.ts';
import type { RawField, RawRecord } from './raw-record.ts';

interface PersonOptions {
  timezone: string;
  cityCode: string | null;
}

const sexOf = (source: RawField, notes: Notes): 'm' | 'f' | null => {
  const word = (textOf(source, notes, 20) ?? '').toLowerCase();
  if (/^(m|male|м|муж)/.test(word)) return 'm';
  if (/^(f|female|ж|жен)/.test(word)) return 'f';
  if (word !== '') notes.warn('value_unrecognised', { field: source.field });
  return null;
};

/** Name, id and marks of a patient given as an object. */
const described = (patient: RawRecord, notes: Notes, timezone: string): Omit<Person, 'phones'> => {
  const last = textOf(patient.pick(personNames.lastName), notes, 100);
  const first = textOf(patient.pick(personNames.firstName), notes, 100);
  const middle = textOf(patient.pick(personNames.middleName), notes, 100);
  const parts = [last, first, middle].filter((part) => part !== null).join(' ');
  const name = textOf(patient.pick(personNames.name), notes, 200);
  return {
    id: refOf(patient.pick(personNames.id), notes),
    name: name ?? (parts === '' ? null : parts.slice(0, 200)),
    last_name: last,
    first_name: first,
    middle_name: middle,
    birth_date: calendarDateOf(patient.pick(personNames.birthDate), notes, timezone),
    sex: sexOf(patient.pick(personNames.sex), notes),
    // Whoever wrote something unreadable here wrote something: not calling is the mistake that can be undone.
    do_not_call: booleanOf(patient.pick(personNames.doNotCall), notes, { absent: false, unreadable: true }),
    language: textOf(patient.pick(personNames.language), notes, 5),
  };
};

const presented = (source: RawField, notes: Notes): Omit<Person, 'phones'> => {
  const named = readPresented(source, notes);
  return {
    id: named?.id ?? null,
    name: named?.name ?? null,
    last_name: null,
    first_name: null,
    middle_name: null,
    birth_date: null,
    sex: null,
    do_not_call: false,
    language: null,
  };
};

/**
 * The patient of a booking: an object, or its presentation as a text; name, telephones and the do-not-call mark may also
 * stand in the booking itself.
 */
export const readPatient = (data: RawRecord, notes: Notes, options: PersonOptions): Person => {
  const source = data.pick(bookingNames.patient);
  const patient = rawRecord(source.value, source.field);
  const person = patient === null ? presented(source, notes) : described(patient, notes, options.timezone);
  const ownName = person.name === null ? textOf(data.pick(bookingNames.patientName), notes, 200) : null;
  const forbidden = booleanOf(data.pick(personNames.doNotCall), notes, { absent: false, unreadable: true });
  if (isBlank(source.value) && ownName === null) notes.warn('patient_missing', { field: source.field });
  return {
    ...person,
    name: person.name ?? ownName,
    do_not_call: person.do_not_call || forbidden,
    phones: readPhones([patient, data], notes, options.cityCode),
  };
};
