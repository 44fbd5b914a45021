import { FixedOffsetZone, IANAZone, type Zone } from 'luxon';

const minute = 60_000;
const day = 86_400_000;
/** Asking Intl about one name takes a fifth of a millisecond; aliases (`UTC`, `Asia/Calcutta`) are not in the list and pay that. */
const commonZones: ReadonlySet<string> = new Set(Intl.supportedValuesOf('timeZone'));
/**
 * The offset of each zone in the minute that was asked about last: luxon formats a date each time. Zones change their offset between
 * minutes only (since 1972). Names must have passed `isZone`, so this stays small.
 */
const latestOffsets = new Map<string, { minute: number; offset: number }>();
const offsetText = /^([+-])(\d\d):([0-5]\d)$/;

/** Where in time a zone changes its offset within a stretch: offsets in milliseconds, `change` null when it keeps one. */
export interface OffsetStretch {
  before: number;
  after: number;
  /** First millisecond of the new offset. */
  change: number | null;
}

/** Whether a text names a zone the functions here take: an IANA name or a fixed offset up to ±14 hours such as `+03:00`. */
export function isZone(text: string): boolean {
  if (commonZones.has(text) || offsetMinutes(text) !== null) return true;
  return /^[A-Za-z][\w+/-]{1,63}$/.test(text) && IANAZone.isValidZone(text);
}

/**
 * The moment of a wall-clock time `YYYY-MM-DDTHH:mm:ss` in a zone (IANA name or `+03:00`). A time that doesn't exist because
 * clocks went forward moves forward by the gap; a time that exists twice is the first of the two. Throws RangeError on an unknown zone.
 */
export function instantOf(local: string, zone: string): Date {
  const wall = Date.parse(`${local}Z`);
  const { before, after } = offsetsAround(wall - day, wall + day, zone);
  const fits = (offset: number): boolean => offsetAt(wall - offset, zone) === offset;
  return new Date(!fits(before) && fits(after) ? wall - after : wall - before);
}

/** The wall-clock time `YYYY-MM-DDTHH:mm:ss` of a moment in a zone; fractions of a second are dropped. */
export function localOf(at: Date, zone: string): string {
  return wallOf(at, zone).slice(0, 19);
}

/** A moment with the zone's offset, whole seconds: `2026-06-04T11:30:00+03:00`. */
export function offsetTime(at: Date, zone: string): string {
  // Asked for once: Intl takes microseconds for an offset.
  const offset = offsetAt(at.getTime(), zone);
  const total = Math.round(offset / minute);
  const hours = String(Math.floor(Math.abs(total) / 60)).padStart(2, '0');
  const minutes = String(Math.abs(total) % 60).padStart(2, '0');
  const local = new Date(at.getTime() + offset).toISOString().slice(0, 19);
  return `${local}${total < 0 ? '-' : '+'}${hours}:${minutes}`;
}

/** The calendar date `YYYY-MM-DD` of a moment in a zone. */
export function localDate(at: Date, zone: string): string {
  return wallOf(at, zone).slice(0, 10);
}

/** The first moment of a date `YYYY-MM-DD` in a zone (01:00 where clocks jump over midnight). */
export function startOfDay(date: string, zone: string): Date {
  return instantOf(`${date}T00:00:00`, zone);
}

/** A date `YYYY-MM-DD` moved by whole days. */
export function addDays(date: string, days: number): string {
  return new Date(Date.parse(`${date}T00:00:00Z`) + days * day).toISOString().slice(0, 10);
}

/** The offsets at both ends of a stretch (ms since the epoch) and the moment between them when it changes; one change at most is seen. */
export function offsetsAround(from: number, to: number, zone: string): OffsetStretch {
  const before = offsetAt(from, zone);
  const after = offsetAt(to, zone);
  if (before === after) return { before, after, change: null };
  let low = from;
  let high = to;
  while (high - low > 1) {
    const middle = Math.floor((low + high) / 2);
    if (offsetAt(middle, zone) === before) low = middle;
    else high = middle;
  }
  return { before, after, change: high };
}

function wallOf(at: Date, zone: string): string {
  return new Date(at.getTime() + offsetAt(at.getTime(), zone)).toISOString();
}

function offsetAt(at: number, zone: string): number {
  const asked = Math.floor(at / minute);
  const known = latestOffsets.get(zone);
  if (known?.minute === asked) return known.offset;
  const offset = zoneOf(zone).offset(at) * minute;
  latestOffsets.set(zone, { minute: asked, offset });
  return offset;
}

/** luxon keeps one instance per IANA name, so this costs a look-up; names must have passed `isZone`, so the store stays small. */
function zoneOf(text: string): Zone {
  const fixed = offsetMinutes(text);
  if (fixed !== null) return FixedOffsetZone.instance(fixed);
  const zone = IANAZone.create(text);
  if (!zone.isValid) throw new RangeError('unknown time zone');
  return zone;
}

function offsetMinutes(text: string): number | null {
  const parts = offsetText.exec(text);
  if (parts === null) return null;
  const total = Number(parts[2]) * 60 + Number(parts[3]);
  return total > 14 * 60 ? null : total * (parts[1] === '-' ? -1 : 1);
}
