import { isBlank } from './reading.ts';

/** What had to be understood or mended to read a date. */
type DateRepair = 'date_format' | 'date_plus_lost';

/**
 * One date value of 1C. `local`: wall time without a zone (`2022-06-04T11:30:00`). `time`: a value of 0001-01-01, which
 * is how 1C keeps a time of day. `empty`: 1C's empty date. `no_limit`: 3999 and later.
 */
export type DateReading =
  | { kind: 'instant'; at: Date; repair: DateRepair | null }
  | { kind: 'local'; local: string; repair: DateRepair | null }
  | { kind: 'date'; date: string; repair: DateRepair | null }
  | { kind: 'time'; time: string }
  | { kind: 'empty' }
  | { kind: 'no_limit' }
  | { kind: 'unrecognised' };

interface Parts {
  year: number;
  date: string;
  /** `HH:mm:ss`, null when the value is a date only. */
  time: string | null;
  /** `Z`, `+03:00`, null when there is none. */
  offset: string | null;
  repair: DateRepair | null;
}

const unrecognised = { kind: 'unrecognised' } as const;
const iso =
  /^(\d{4})-(\d\d)-(\d\d)(?:[T ] ?(\d{1,2}):(\d\d)(?::(\d\d)(?:[.,]\d{1,9})?)?(Z| ?[+-]\d\d(?::?\d\d(?::\d\d)?)?| \d\d:\d\d)?)?$/i;
const russian = /^(\d{1,2})\.(\d{1,2})\.(\d{4})(?:,? (\d{1,2}):(\d\d)(?::(\d\d))?)?$/;
const compact = /^(\d{4})(\d\d)(\d\d)(?:T?(\d\d)(\d\d)(\d\d))?$/;
const epoch = /^(?:\/Date\((-?\d{1,15})(?:[+-]\d{4})?\)\/|new Date\((-?\d{1,15})\))$/;
const clock = /^(\d{1,2})[:.-](\d\d)(?::(\d\d))?$/;

const two = (text: string | undefined): string => (text ?? '0').padStart(2, '0');

const clockText = (
  hour: string | undefined,
  minute: string | undefined,
  second: string | undefined,
): string => `${two(hour)}:${two(minute)}:${two(second)}`;

const offsetOf = (text: string | undefined): string | null => {
  const compactOffset = (text ?? '').trim();
  if (compactOffset === '') return null;
  if (compactOffset.toUpperCase() === 'Z') return 'Z';
  const digits = compactOffset.replace(/\D/g, '').padEnd(4, '0');
  const sign = compactOffset.startsWith('-') ? '-' : '+';
  return `${sign}${digits.slice(0, 2)}:${digits.slice(2, 4)}`;
};

const isoParts = (text: string): Parts | null => {
  const match = iso.exec(text);
  if (match === null) return null;
  const [, year, month, day, hour, minute, second, offset] = match;
  return {
    year: Number(year),
    date: `${String(year)}-${two(month)}-${two(day)}`,
    time: hour === undefined ? null : clockText(hour, minute, second),
    offset: offsetOf(offset),
    repair: / \d\d:\d\d$/.test(offset ?? '') ? 'date_plus_lost' : null,
  };
};

const otherParts = (text: string): Parts | null => {
  const dayFirst = russian.exec(text);
  const match = dayFirst ?? compact.exec(text);
  if (match === null) return null;
  const [, first, month, third, hour, minute, second] = match;
  const [year, day] = dayFirst === null ? [first, third] : [third, first];
  return {
    year: Number(year),
    date: `${String(year)}-${two(month)}-${two(day)}`,
    time: hour === undefined ? null : clockText(hour, minute, second),
    offset: null,
    repair: 'date_format',
  };
};

const daysOfMonth = [31, 29, 31, 30, 31, 30, 31, 31, 30, 31, 30, 31];

const isLeapYear = (year: number): boolean => year % 4 === 0 && (year % 100 !== 0 || year % 400 === 0);

/** `YYYY-MM-DD`, all digits. */
const isRealDate = (date: string): boolean => {
  const month = Number(date.slice(5, 7));
  const day = Number(date.slice(8, 10));
  if (month === 2 && day === 29) return isLeapYear(Number(date.slice(0, 4)));
  return day >= 1 && day <= (daysOfMonth[month - 1] ?? 0);
};

const isRealTime = (time: string): boolean => /^([01]\d|2[0-3]):[0-5]\d:[0-5]\d$/.test(time);

/** 0001-01-01 is no date: midnight is 1C's empty date, anything else a time of day. Its offset is an artefact and ignored. */
const ofYearOne = (date: string, time: string | null): DateReading => {
  if (date !== '0001-01-01') return unrecognised;
  return time === null || time === '00:00:00' ? { kind: 'empty' } : { kind: 'time', time };
};

const ofParts = ({ year, date, time, offset, repair }: Parts): DateReading => {
  if (!isRealDate(date) || (time !== null && !isRealTime(time))) return unrecognised;
  if (year === 1) return ofYearOne(date, time);
  if (year < 1900) return unrecognised;
  if (year >= 3999) return { kind: 'no_limit' };
  if (time === null) return { kind: 'date', date, repair };
  if (offset === null) return { kind: 'local', local: `${date}T${time}`, repair };
  const at = new Date(`${date}T${time}${offset}`);
  return Number.isNaN(at.getTime()) ? unrecognised : { kind: 'instant', at, repair };
};

/** `/Date(…)/` and `new Date(…)`: milliseconds of 1C's Microsoft and JavaScript date forms. */
const ofEpoch = (milliseconds: number): DateReading => {
  const text = new Date(milliseconds).toISOString();
  const parts = isoParts(text.replace(/\.\d+Z$/, 'Z'));
  return parts === null ? unrecognised : ofParts({ ...parts, repair: 'date_format' });
};

const readEpoch = (text: string): DateReading | null => {
  const match = epoch.exec(text);
  if (match === null) return null;
  const milliseconds = Number(match[1] ?? match[2]);
  return Math.abs(milliseconds) < 2e14 ? ofEpoch(milliseconds) : unrecognised;
};

const readClock = (text: string): DateReading | null => {
  const match = clock.exec(text);
  if (match === null) return null;
  const time = clockText(match[1], match[2], match[3]);
  return isRealTime(time) ? { kind: 'time', time } : unrecognised;
};

/**
 * Reads a date as 1C writes it: ISO with or without a zone, seconds or fractions (dropped), `04.06.2022 11:30:00`,
 * `yyyyMMddHHmmss`, `/Date(ms)/`, `new Date(ms)`, a time of day, its empty and its unlimited date. Pure; never throws.
 */
export const readDate = (value: unknown): DateReading => {
  if (isBlank(value)) return { kind: 'empty' };
  if (typeof value !== 'string' && typeof value !== 'number') return unrecognised;
  const text = String(value).slice(0, 60).replace(/\s+/g, ' ').trim();
  const special = readEpoch(text) ?? readClock(text);
  if (special !== null) return special;
  const parts = isoParts(text) ?? otherParts(text);
  return parts === null ? unrecognised : ofParts(parts);
};
