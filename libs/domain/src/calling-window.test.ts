import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import type { CallingWindow } from './calling-window.ts';
import { closingOf, isOpen, lastOpenMoment, nextOpening, weekdays } from './calling-window.ts';
import { instantOf, localOf, offsetTime } from './zone.ts';

const moscow = 'Europe/Moscow';
const daily: CallingWindow = { from: '09:00', to: '20:00', days: weekdays, holidays: [] };
const always: CallingWindow = { from: '00:00', to: '24:00', days: weekdays, holidays: [] };
const workdays: CallingWindow = { ...daily, days: ['mon', 'tue', 'wed', 'thu', 'fri'] };

const opening = (window: CallingWindow, local: string, zone = moscow) => {
  const found = nextOpening(window, instantOf(local, zone), zone);
  return found === null ? null : offsetTime(found, zone);
};

describe('isOpen', () => {
  it.each([
    ['2026-06-04T08:59:59', false],
    ['2026-06-04T09:00:00', true],
    ['2026-06-04T19:59:59', true],
    ['2026-06-04T20:00:00', false],
  ])('treats the window as half-open: at %s it is %s', (local, expected) => {
    expect(isOpen(daily, instantOf(local, moscow), moscow)).toBe(expected);
  });

  it('is by the zone of the place, not of the server', () => {
    const at = new Date('2026-06-04T05:30:00Z');
    expect(isOpen(daily, at, 'Europe/Moscow')).toBe(false);
    expect(isOpen(daily, at, 'Asia/Yekaterinburg')).toBe(true);
    expect(isOpen(daily, at, '+03:30')).toBe(true);
  });

  it('is false on a day of the week that is not listed and on holidays', () => {
    expect(isOpen(workdays, instantOf('2026-06-06T12:00:00', moscow), moscow)).toBe(false);
    expect(
      isOpen({ ...daily, holidays: ['2026-06-12'] }, instantOf('2026-06-12T12:00:00', moscow), moscow),
    ).toBe(false);
    expect(isOpen(daily, instantOf('2026-06-12T12:00:00', moscow), moscow)).toBe(true);
  });
});

describe('nextOpening', () => {
  it.each([
    ['2026-06-04T11:30:00', '2026-06-04T11:30:00+03:00'],
    ['2026-06-04T03:00:00', '2026-06-04T09:00:00+03:00'],
    ['2026-06-04T20:00:00', '2026-06-05T09:00:00+03:00'],
    ['2026-12-31T23:59:59', '2027-01-01T09:00:00+03:00'],
  ])('from %s is %s', (local, expected) => {
    expect(opening(daily, local)).toBe(expected);
  });

  it('skips the weekend and holidays', () => {
    expect(opening(workdays, '2026-06-05T20:00:00')).toBe('2026-06-08T09:00:00+03:00');
    expect(opening({ ...workdays, holidays: ['2026-06-08', '2026-06-09'] }, '2026-06-05T20:00:00')).toBe(
      '2026-06-10T09:00:00+03:00',
    );
  });

  it('is now when the window is always open, to the millisecond', () => {
    const at = new Date('2026-03-29T00:59:59.999Z');
    expect(nextOpening(always, at, 'Europe/Berlin')).toEqual(at);
  });

  it('respects the last allowed moment, inclusive', () => {
    const at = instantOf('2026-06-04T03:00:00', moscow);
    const nine = instantOf('2026-06-04T09:00:00', moscow);
    expect(nextOpening(daily, at, moscow, nine)).toEqual(nine);
    expect(nextOpening(daily, at, moscow, new Date(nine.getTime() - 1))).toBeNull();
    expect(nextOpening(daily, nine, moscow, at)).toBeNull();
  });

  it('gives up on a window that never opens', () => {
    expect(opening({ ...daily, days: [] }, '2026-06-04T03:00:00')).toBeNull();
    expect(opening({ ...daily, from: '20:00', to: '09:00' }, '2026-06-04T03:00:00')).toBeNull();
    expect(opening({ ...daily, from: '09:00', to: '09:00' }, '2026-06-04T09:00:00')).toBeNull();
  });

  it('opens when clocks jump when the beginning of the window is skipped', () => {
    const night = { ...daily, from: '02:30' };
    expect(opening(night, '2026-03-29T00:00:00', 'Europe/Berlin')).toBe('2026-03-29T03:00:00+02:00');
    expect(opening(night, '2026-03-08T00:00:00', 'America/New_York')).toBe('2026-03-08T03:00:00-04:00');
    const lordHowe = { ...daily, from: '02:10' };
    expect(opening(lordHowe, '2026-10-04T00:00:00', 'Australia/Lord_Howe')).toBe('2026-10-04T02:30:00+11:00');
  });

  it('passes over a window that lies wholly within skipped time', () => {
    const night = { ...daily, from: '02:10', to: '02:50' };
    expect(opening(night, '2026-03-29T00:00:00', 'Europe/Berlin')).toBe('2026-03-30T02:10:00+02:00');
  });

  it('opens twice in a repeated hour', () => {
    const night = { ...daily, from: '02:15', to: '02:45' };
    const zone = 'Europe/Berlin';
    const first = nextOpening(night, new Date('2026-10-24T23:00:00Z'), zone);
    expect(offsetTime(first!, zone)).toBe('2026-10-25T02:15:00+02:00');
    const second = nextOpening(night, new Date('2026-10-25T00:45:00Z'), zone);
    expect(offsetTime(second!, zone)).toBe('2026-10-25T02:15:00+01:00');
  });

  it('opens again in the part of the evening that Almaty had twice on 29 February 2024', () => {
    const evening = { ...daily, from: '22:00', to: '23:30' };
    const zone = 'Asia/Almaty';
    const first = closingOf(evening, new Date('2024-02-29T16:30:00Z'), zone);
    expect(offsetTime(first, zone)).toBe('2024-02-29T23:30:00+06:00');
    const again = nextOpening(evening, first, zone);
    expect(offsetTime(again!, zone)).toBe('2024-02-29T23:00:00+05:00');
    expect(opening(daily, '2024-03-01T03:00:00', zone)).toBe('2024-03-01T09:00:00+05:00');
  });

  it('finds no opening on the date that Samoa never had', () => {
    expect(opening(daily, '2011-12-29T20:00:00', 'Pacific/Apia')).toBe('2011-12-31T09:00:00+14:00');
  });
});

describe('closingOf', () => {
  it('is the end of the window, of the day, or the moment itself when closed', () => {
    const at = instantOf('2026-06-04T12:00:00', moscow);
    expect(offsetTime(closingOf(daily, at, moscow), moscow)).toBe('2026-06-04T20:00:00+03:00');
    expect(offsetTime(closingOf(always, at, moscow), moscow)).toBe('2026-06-05T00:00:00+03:00');
    const night = instantOf('2026-06-04T21:00:00', moscow);
    expect(closingOf(daily, night, moscow)).toEqual(night);
  });

  it('does not stop at a change of clocks in the middle of the window', () => {
    const at = instantOf('2026-10-25T00:30:00', 'Europe/Berlin');
    expect(offsetTime(closingOf(always, at, 'Europe/Berlin'), 'Europe/Berlin')).toBe(
      '2026-10-26T00:00:00+01:00',
    );
  });
});

describe('lastOpenMoment', () => {
  const last = (window: CallingWindow, local: string) =>
    lastOpenMoment(window, instantOf(local, moscow), moscow);

  it('is the moment itself while open, else the last millisecond before the window closed', () => {
    expect(last(daily, '2026-06-04T11:30:00')).toEqual(instantOf('2026-06-04T11:30:00', moscow));
    expect(last(daily, '2026-06-04T20:00:00')).toEqual(new Date('2026-06-04T16:59:59.999Z'));
    expect(last(daily, '2026-06-05T08:59:59')).toEqual(new Date('2026-06-04T16:59:59.999Z'));
    expect(last(workdays, '2026-06-08T08:00:00')).toEqual(new Date('2026-06-05T16:59:59.999Z'));
  });

  it('is null for a window that never opens', () => {
    expect(last({ ...daily, days: [] }, '2026-06-04T11:30:00')).toBeNull();
  });
});

describe('any window in any zone', () => {
  const zones = [
    'Europe/Moscow',
    'Europe/Berlin',
    'America/New_York',
    'Asia/Almaty',
    'Australia/Lord_Howe',
    '-03:30',
  ];
  const changes = [
    '2024-02-29T19:00:00Z',
    '2026-03-08T07:00:00Z',
    '2026-03-29T01:00:00Z',
    '2026-04-04T15:00:00Z',
  ];
  const moreChanges = ['2026-10-03T15:30:00Z', '2026-10-25T01:00:00Z', '2026-11-01T06:00:00Z'];
  const time = fc.integer({ min: 0, max: 24 * 12 }).map((step) => {
    const [hours, minutes] = [Math.floor(step / 12), (step % 12) * 5];
    return `${String(hours).padStart(2, '0')}:${String(minutes).padStart(2, '0')}`;
  });
  const anyWindow = fc
    .record({
      times: fc.tuple(time, time).filter(([a, b]) => a !== b),
      days: fc.subarray([...weekdays], { minLength: 1 }),
      holidays: fc.subarray(['2026-03-29', '2026-10-25', '2024-03-01', '2026-11-01']),
    })
    .map(({ times, days, holidays }): CallingWindow => {
      const [from = '', to = ''] = [...times].sort();
      return { from, to, days, holidays };
    });
  const nearChange = fc
    .tuple(fc.constantFrom(...changes, ...moreChanges), fc.integer({ min: -2 * 86_400, max: 2 * 86_400 }))
    .map(([change, seconds]) => new Date(Date.parse(change) + seconds * 1000));
  const anyMoment = fc.date({
    min: new Date('2024-01-01T00:00:00Z'),
    max: new Date('2030-01-01T00:00:00Z'),
    noInvalidDate: true,
  });
  const anyCase = [anyWindow, fc.oneof(nearChange, anyMoment), fc.constantFrom(...zones)] as const;
  const between = (from: Date, to: Date) =>
    Array.from(
      { length: 40 },
      (_, step) => new Date(from.getTime() + ((to.getTime() - from.getTime()) * step) / 40),
    );
  const minutesBefore = (to: Date) =>
    Array.from({ length: 90 }, (_, step) => new Date(to.getTime() - 1 - step * 60_000));

  it('opens next at the first moment that is open', () => {
    fc.assert(
      fc.property(...anyCase, (window, at, zone) => {
        const found = nextOpening(window, at, zone);
        if (found === null) throw new Error('a window with a weekday opens within a year');
        expect(found.getTime()).toBeGreaterThanOrEqual(at.getTime());
        expect(isOpen(window, found, zone)).toBe(true);
        const clock = localOf(found, zone).slice(11);
        expect(clock >= window.from && clock < window.to).toBe(true);
        for (const moment of [...between(at, found), ...minutesBefore(found)]) {
          if (moment >= at && moment < found) expect(isOpen(window, moment, zone)).toBe(false);
        }
      }),
      { numRuns: 200 },
    );
  });

  it('closes at the first moment that is closed or on another day', () => {
    fc.assert(
      fc.property(...anyCase, (window, at, zone) => {
        const open = nextOpening(window, at, zone);
        const closing = closingOf(window, open!, zone);
        expect(closing.getTime()).toBeGreaterThan(open!.getTime());
        for (const moment of [...between(open!, closing), ...minutesBefore(closing)]) {
          if (moment >= open!) expect(isOpen(window, moment, zone)).toBe(true);
        }
        const ended = !isOpen(window, closing, zone) || localOf(closing, zone).endsWith('T00:00:00');
        expect(ended).toBe(true);
      }),
      { numRuns: 200 },
    );
  });

  it('was last open at an open moment with nothing open after it', () => {
    fc.assert(
      fc.property(...anyCase, (window, before, zone) => {
        const found = lastOpenMoment(window, before, zone);
        if (found === null) throw new Error('a window with a weekday was open within a year');
        expect(found.getTime()).toBeLessThanOrEqual(before.getTime());
        expect(isOpen(window, found, zone)).toBe(true);
        for (const moment of [...between(found, before), before]) {
          if (moment > found) expect(isOpen(window, moment, zone)).toBe(false);
        }
      }),
      { numRuns: 200 },
    );
  });
});
