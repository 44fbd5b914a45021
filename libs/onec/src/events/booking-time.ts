import { readDate } from '../values/date.ts';
import type { DateReading } from '../values/date.ts';
import { bookingNames } from './field-names.ts';
import { dateOf, integerOf, wallTimeOf } from './field-values.ts';
import type { Notes } from './notes.ts';
import type { RawField, RawRecord } from './raw-record.ts';

/** Where a moment may stand: one field with date and time, or two fields (УМЦ: ДатаНачала + ВремяНачала). */
interface MomentFields {
  moment: RawField;
  date: RawField;
  time: RawField;
}

type Moment =
  | { kind: 'value'; local: string; field: string }
  | { kind: 'empty'; field: string }
  | { kind: 'bad'; code: 'date_unrecognised' | 'time_required'; field: string };

const midnight = '00:00:00';

/** The time of day a value carries, in `zone`; null when none. A full date in a time field means its time part. */
const clockOf = (reading: DateReading, zone: string): string | null =>
  reading.kind === 'time' ? reading.time : (wallTimeOf(reading, zone)?.slice(11) ?? null);

const dayOf = (reading: DateReading, zone: string): string | null =>
  reading.kind === 'date' ? reading.date : (wallTimeOf(reading, zone)?.slice(0, 10) ?? null);

const bad = (code: 'date_unrecognised' | 'time_required', { field }: RawField): Moment => ({
  kind: 'bad',
  code,
  field,
});

const joined = (day: string | null, clock: string | null, main: RawField): Moment => {
  if (day === null) return bad('date_unrecognised', main);
  if (clock === null) return bad('time_required', main);
  return { kind: 'value', local: `${day}T${clock}`, field: main.field };
};

interface MomentContext {
  fields: MomentFields;
  main: RawField;
  notes: Notes;
  zone: string;
}

/** A value that names a day. At midnight, or without a time at all, the time field beside it completes it. */
const completed = (reading: DateReading, { fields, main, notes, zone }: MomentContext): Moment => {
  const local = wallTimeOf(reading, zone);
  if (local !== null && !local.endsWith(midnight)) return { kind: 'value', local, field: main.field };
  const time = dateOf(fields.time, notes);
  if (time.kind === 'unrecognised') return bad('date_unrecognised', fields.time);
  return joined(dayOf(reading, zone), clockOf(time, zone) ?? local?.slice(11) ?? null, main);
};

/** Joins date and time fields. Any moment that is not at midnight stands alone. */
const readMoment = (fields: MomentFields, notes: Notes, zone: string): Moment => {
  const main = fields.moment.value === undefined ? fields.date : fields.moment;
  const reading = dateOf(main, notes);
  switch (reading.kind) {
    case 'empty':
      return { kind: 'empty', field: fields.moment.field };
    case 'no_limit':
    case 'unrecognised':
      return bad('date_unrecognised', main);
    case 'time':
      return joined(dayOf(dateOf(fields.date, notes), zone), reading.time, main);
    case 'date':
    case 'local':
    case 'instant':
      return completed(reading, { fields, main, notes, zone });
  }
};

/** Start of the visit, wall time in `zone`. Missing, unreadable or without a time of day: the event is refused. */
const readStart = (data: RawRecord, notes: Notes, zone: string): string | null => {
  const start = readMoment(
    {
      moment: data.pick(bookingNames.start),
      date: data.pick(bookingNames.startDate),
      time: data.pick(bookingNames.startTime),
    },
    notes,
    zone,
  );
  if (start.kind === 'value') {
    if (start.local.endsWith(midnight)) notes.warn('date_midnight', { field: start.field });
    return start.local;
  }
  notes.fail(start.kind === 'empty' ? 'field_required' : start.code, { field: start.field });
  return null;
};

/** End of the visit; a time alone is on the day of the start. Anything unreadable is null and a warning. */
const readEnd = (
  data: RawRecord,
  notes: Notes,
  { zone, start }: { zone: string; start: string },
): string | null => {
  const own = data.pick(bookingNames.end);
  const time = data.pick(bookingNames.endTime);
  const date = data.pick(bookingNames.endDate);
  const day = date.value === undefined ? { ...date, value: start.slice(0, 10) } : date;
  const onlyDay =
    own.value === undefined && date.value === undefined && readDate(time.value).kind === 'empty';
  const end = onlyDay ? null : readMoment({ moment: own, date: day, time }, notes, zone);
  if (end === null || end.kind === 'empty') return null;
  if (end.kind === 'bad') {
    notes.warn('date_unrecognised', { field: end.field });
    return null;
  }
  if (end.local <= start) notes.warn('end_before_start', { field: end.field });
  return end.local <= start ? null : end.local;
};

/** Minutes from a number or from 1C's `0001-01-01T01:30:00`. */
const readDuration = (source: RawField, notes: Notes): number | null => {
  const length = typeof source.value === 'string' && /[:T]/.test(source.value) ? dateOf(source, notes) : null;
  if (length?.kind === 'empty') return null;
  if (length?.kind !== 'time') return integerOf(source, notes, { min: 1, max: 1440 });
  const [hours, minutes] = length.time.split(':').map(Number);
  const total = (hours ?? 0) * 60 + (minutes ?? 0);
  return total > 0 ? total : null;
};

interface VisitTime {
  start: string;
  end_at: string | null;
  duration_min: number | null;
}

/** When the visit is: wall times in `zone`, minutes. Without a readable start `notes` holds the error. */
export const readVisitTime = (data: RawRecord, notes: Notes, zone: string): VisitTime => {
  const start = readStart(data, notes, zone);
  if (start === null) return { start: '', end_at: null, duration_min: null };
  const end = readEnd(data, notes, { zone, start });
  return { start, end_at: end, duration_min: readDuration(data.pick(bookingNames.duration), notes) };
};
