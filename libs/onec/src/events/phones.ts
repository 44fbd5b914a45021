import type { Phone } from '@perezvon/contracts-events';
import { parsePhones } from '@perezvon/domain';
import type { ParsedPhone } from '@perezvon/domain';
import { isBlank } from '../values/reading.ts';
import { collapseText, cutText } from '../values/text.ts';
import { booleanOf, textOf } from './field-values.ts';
import { phoneNames } from './field-names.ts';
import type { Notes } from './notes.ts';
import { rawRecord } from './raw-record.ts';
import type { RawField, RawRecord } from './raw-record.ts';

const mostPhones = 10;

type PhoneKind = NonNullable<Phone['kind']>;

/** One telephone text with what the record around it says about it. */
interface Entry {
  source: RawField;
  kind: PhoneKind | null;
  primary: boolean;
  ext: string | null;
  comment: string | null;
}

const kindWords: readonly [PhoneKind, RegExp][] = [
  ['mobile', /mobile|cell|моб|сотов/],
  ['home', /home|дом/],
  ['work', /work|раб|служ/],
  [
    'relative',
    /relative|parent|родствен|родител|представител|мам|пап|мать|отец|бабуш|дедуш|опекун|жена|муж|сын|доч/,
  ],
  ['other', /other|проч|друг|ин[оы]/],
];

const kindOf = (text: string | null): PhoneKind | null => {
  const word = (text ?? '').toLowerCase();
  return kindWords.find(([, pattern]) => pattern.test(word))?.[0] ?? null;
};

const isRelative = (comment: string | null): boolean => kindOf(comment) === 'relative';

const entryOf = (source: RawField, notes: Notes, kind: PhoneKind | null): Entry => {
  const record = rawRecord(source.value, source.field);
  if (record === null) return { source, kind, primary: false, ext: null, comment: null };
  const kindText = textOf(record.pick(phoneNames.kind), notes, 50);
  return {
    source: record.pick(phoneNames.number),
    kind: kindOf(kindText) ?? kind,
    primary: booleanOf(record.pick(phoneNames.primary), notes, { absent: false, unreadable: false }),
    ext: textOf(record.pick(phoneNames.ext), notes, 10),
    comment: textOf(record.pick(phoneNames.comment), notes, 100),
  };
};

const none: readonly Entry[] = [];

/** A field holds one telephone (text, number, object) or a list of them. */
const entriesOf = (source: RawField, notes: Notes, kind: PhoneKind | null): readonly Entry[] => {
  if (source.value === undefined) return none;
  const items: RawField[] = Array.isArray(source.value)
    ? source.value.map((value: unknown, index) => ({ value, field: `${source.field}[${String(index)}]` }))
    : [source];
  if (items.length > mostPhones) notes.warn('list_cut', { field: source.field });
  return items
    .slice(0, mostPhones)
    .filter((item) => !isBlank(item.value))
    .map((item) => entryOf(item, notes, kind));
};

const recordEntries = (record: RawRecord, notes: Notes): Entry[] => [
  ...entriesOf(record.pick(phoneNames.lists), notes, null),
  ...entriesOf(record.pick(phoneNames.any), notes, null),
  ...entriesOf(record.pick(phoneNames.mobile), notes, 'mobile'),
  ...entriesOf(record.pick(phoneNames.home), notes, 'home'),
  ...entriesOf(record.pick(phoneNames.work), notes, 'work'),
  ...entriesOf(record.pick(phoneNames.relative), notes, 'relative'),
];

const problemCodes = {
  empty: 'phone_empty',
  incomplete: 'phone_incomplete',
  internal: 'phone_internal',
  not_a_phone: 'phone_unrecognised',
} as const;

const bounded = (text: string | null, max: number): string | null => {
  if (text === null) return null;
  const clean = cutText(collapseText(text), max);
  return clean === '' ? null : clean;
};

const phoneOf = (parsed: ParsedPhone, entry: Entry, isFirst: boolean): Phone => {
  const comment = entry.comment ?? bounded(parsed.comment, 100);
  return {
    number: parsed.number,
    ext: entry.ext ?? bounded(parsed.ext, 10),
    kind: entry.kind ?? (isRelative(comment) ? 'relative' : null),
    is_primary: entry.primary && isFirst,
    comment,
    raw: bounded(parsed.raw, 200),
  };
};

/** The telephones of one text; null and a warning when the value is no text. */
export const parsePhoneField = (
  { value, field }: RawField,
  notes: Notes,
  cityCode: string | null,
): ParsedPhone[] => {
  if (typeof value !== 'string' && typeof value !== 'number') {
    if (!isBlank(value)) notes.warn('phone_unrecognised', { field });
    return [];
  }
  const parsed = parsePhones(String(value), { cityCode });
  for (const { problem } of parsed) {
    if (problem !== null) notes.warn(problemCodes[problem], { field });
  }
  return parsed;
};

/** Each number once, the first flagged one primary (nobody is when 1C flagged none). */
const settled = (phones: readonly Phone[]): Phone[] => {
  if (phones.length < 2) return [...phones];
  const seen = new Set<string>();
  let hasPrimary = false;
  const result: Phone[] = [];
  for (const phone of [
    ...phones.filter((one) => one.is_primary),
    ...phones.filter((one) => !one.is_primary),
  ]) {
    const key = phone.number === null ? `raw ${phone.raw ?? ''}` : `${phone.number} ${phone.ext ?? ''}`;
    if (seen.has(key)) continue;
    seen.add(key);
    result.push({ ...phone, is_primary: phone.is_primary && !hasPrimary });
    hasPrimary ||= phone.is_primary;
  }
  return result;
};

/**
 * Every telephone of a booking's patient, from the patient and from the booking itself: texts with several numbers,
 * objects, lists, fields by kind, a parent's field. What is no telephone stays with `number: null` and a warning.
 */
export const readPhones = (
  records: readonly (RawRecord | null)[],
  notes: Notes,
  cityCode: string | null,
): Phone[] => {
  const entries = records.flatMap((record) => (record === null ? [] : recordEntries(record, notes)));
  const phones = entries.flatMap((entry) =>
    parsePhoneField(entry.source, notes, cityCode).map((parsed, index) =>
      phoneOf(parsed, entry, index === 0),
    ),
  );
  const all = settled(phones);
  if (all.length === 0) notes.warn('phone_missing', { field: 'data.patient.phones' });
  if (all.length > mostPhones) notes.warn('list_cut', { field: 'data.patient.phones' });
  return all.slice(0, mostPhones);
};
