import { addDays, localDate, localOf, offsetsAround } from './zone.ts';

export const weekdays = ['mon', 'tue', 'wed', 'thu', 'fri', 'sat', 'sun'] as const;

export type Weekday = (typeof weekdays)[number];

/**
 * When people may be called, by the wall clock of the place: from `from` (inclusive) to `to` (exclusive) on `days` that are no
 * `holidays`. Never open when `from` isn't before `to`; `00:00`–`24:00` is open around the clock.
 */
export interface CallingWindow {
  /** `HH:mm` */
  from: string;
  /** `HH:mm` or `24:00` */
  to: string;
  days: readonly Weekday[];
  /** Dates `YYYY-MM-DD` */
  holidays: readonly string[];
}

/** A stretch of time in milliseconds since the epoch, `end` excluded. */
interface Stretch {
  start: number;
  end: number;
}

const day = 86_400_000;
const furthestDays = 370;
const sundayFirst = ['sun', 'mon', 'tue', 'wed', 'thu', 'fri', 'sat'] as const;

/** Whether the window is open at a moment, by the wall clock of `zone`. */
export function isOpen(window: CallingWindow, at: Date, zone: string): boolean {
  const [date = '', time = ''] = localOf(at, zone).split('T');
  // `09:00` sorts before `09:00:00` and `20:00:00` after `20:00`: text order is time order.
  return isCallingDay(window, date) && time >= window.from && time < window.to;
}

/**
 * The earliest moment not before `at` when the window is open; null when there is none up to `notAfter` (inclusive), or none
 * within 370 days.
 */
// eslint-disable-next-line max-params -- the deadline is optional and belongs to the question, not to the window
export function nextOpening(window: CallingWindow, at: Date, zone: string, notAfter?: Date): Date | null {
  const from = at.getTime();
  const limit = notAfter?.getTime() ?? Number.POSITIVE_INFINITY;
  if (from > limit) return null;
  if (isOpen(window, at, zone)) return at;
  // From yesterday: where clocks go back over midnight a part of it comes again.
  let date = addDays(localDate(at, zone), -1);
  for (let count = 0; count <= furthestDays; count += 1) {
    const stretch = openStretches(window, date, zone).find(({ start }) => start >= from);
    if (stretch !== undefined) return stretch.start <= limit ? new Date(stretch.start) : null;
    if (Date.parse(date) - day > limit) return null;
    date = addDays(date, 1);
  }
  return null;
}

/** The moment when the window that is open at `at` closes (at the latest the end of the local day); `at` itself when it is closed. */
export function closingOf(window: CallingWindow, at: Date, zone: string): Date {
  const moment = at.getTime();
  const stretches = openStretches(window, localDate(at, zone), zone);
  const stretch = stretches.find(({ start, end }) => start <= moment && moment < end);
  return stretch === undefined ? at : new Date(stretch.end);
}

/** The latest moment (to the millisecond) not after `before` when the window is open; null when there is none within 370 days. */
export function lastOpenMoment(window: CallingWindow, before: Date, zone: string): Date | null {
  if (isOpen(window, before, zone)) return before;
  const limit = before.getTime();
  let date = addDays(localDate(before, zone), 1);
  for (let count = 0; count <= furthestDays; count += 1) {
    const stretch = openStretches(window, date, zone).findLast(({ end }) => end <= limit);
    if (stretch !== undefined) return new Date(stretch.end - 1);
    date = addDays(date, -1);
  }
  return null;
}

function isCallingDay(window: CallingWindow, date: string): boolean {
  const weekday = sundayFirst[new Date(Date.parse(date)).getUTCDay()];
  return weekday !== undefined && window.days.includes(weekday) && !window.holidays.includes(date);
}

/**
 * When the window is open on a local date, in order. Usually one stretch; on a day when clocks change it is cut where they
 * change and each part is counted with its own offset, so a skipped hour is never open and a repeated one is open twice.
 */
function openStretches(window: CallingWindow, date: string, zone: string): Stretch[] {
  if (window.from >= window.to || !isCallingDay(window, date)) return [];
  const midnight = Date.parse(date);
  const from = midnight + millisecondsOf(window.from);
  const to = midnight + millisecondsOf(window.to);
  // No offset exceeds 14 hours, so the local day lies within a day of the same date in UTC.
  const { before, after, change } = offsetsAround(midnight - day, midnight + 2 * day, zone);
  const parts =
    change === null
      ? [{ start: from - before, end: to - before }]
      : [
          { start: from - before, end: Math.min(to - before, change) },
          { start: Math.max(from - after, change), end: to - after },
        ];
  return joinTouching(parts.filter(({ start, end }) => start < end));
}

function joinTouching(parts: Stretch[]): Stretch[] {
  const [first, second] = parts;
  const touching = first !== undefined && second !== undefined && first.end === second.start;
  return touching ? [{ start: first.start, end: second.end }] : parts;
}

function millisecondsOf(time: string): number {
  return (Number(time.slice(0, 2)) * 60 + Number(time.slice(3, 5))) * 60_000;
}
