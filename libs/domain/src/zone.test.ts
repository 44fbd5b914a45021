import fc from 'fast-check';
import { DateTime } from 'luxon';
import { describe, expect, it } from 'vitest';
import { addDays, instantOf, isZone, localDate, localOf, offsetTime, startOfDay } from './zone.ts';

const zones = [
  'Europe/Moscow',
  'Europe/Berlin',
  'America/New_York',
  'America/St_Johns',
  'Asia/Almaty',
  'Asia/Kathmandu',
  'Australia/Lord_Howe',
  'Pacific/Kiritimati',
  'Pacific/Pago_Pago',
  'UTC',
  '+03:00',
  '-09:30',
];
const anyMoment = fc.date({
  min: new Date('2012-01-01T00:00:00Z'),
  max: new Date('2036-12-31T00:00:00Z'),
  noInvalidDate: true,
});
const iso = (at: Date) => at.toISOString().replace('.000Z', 'Z');

describe('instantOf', () => {
  it.each([
    ['2022-06-04T11:30:00', 'Europe/Moscow', '2022-06-04T08:30:00Z'],
    ['2022-06-04T11:30:00', '+03:00', '2022-06-04T08:30:00Z'],
    ['2022-06-04T11:30:00', '-09:30', '2022-06-04T21:00:00Z'],
    ['2022-06-04T11:30:00', 'UTC', '2022-06-04T11:30:00Z'],
    ['2024-02-29T23:59:59', 'Asia/Almaty', '2024-02-29T17:59:59Z'],
    ['2024-03-01T01:00:00', 'Asia/Almaty', '2024-02-29T20:00:00Z'],
  ])('of %s in %s is %s', (local, zone, expected) => {
    expect(iso(instantOf(local, zone))).toBe(expected);
  });

  it.each([
    ['2026-03-29T02:30:00', 'Europe/Berlin', '2026-03-29T03:30:00+02:00'],
    ['2026-03-08T02:00:00', 'America/New_York', '2026-03-08T03:00:00-04:00'],
    ['2026-10-04T02:15:00', 'Australia/Lord_Howe', '2026-10-04T02:45:00+11:00'],
  ])('moves %s, which %s skips, forward to %s', (local, zone, expected) => {
    expect(offsetTime(instantOf(local, zone), zone)).toBe(expected);
  });

  it.each([
    ['2026-10-25T02:30:00', 'Europe/Berlin', '2026-10-25T02:30:00+02:00'],
    ['2026-11-01T01:00:00', 'America/New_York', '2026-11-01T01:00:00-04:00'],
    ['2026-04-05T01:45:00', 'Australia/Lord_Howe', '2026-04-05T01:45:00+11:00'],
    ['2024-02-29T23:30:00', 'Asia/Almaty', '2024-02-29T23:30:00+06:00'],
  ])('takes the first %s of the two that %s has', (local, zone, expected) => {
    expect(offsetTime(instantOf(local, zone), zone)).toBe(expected);
  });

  it('is the inverse of localOf, up to the second pass of a repeated hour', () => {
    fc.assert(
      fc.property(anyMoment, fc.constantFrom(...zones), (moment, zone) => {
        const at = new Date(Math.floor(moment.getTime() / 1000) * 1000);
        const back = instantOf(localOf(at, zone), zone);
        expect(localOf(back, zone)).toBe(localOf(at, zone));
        expect(back.getTime()).toBeLessThanOrEqual(at.getTime());
      }),
      { numRuns: 500 },
    );
  });

  it('refuses an unknown zone', () => {
    expect(() => instantOf('2022-06-04T11:30:00', 'Europe/Nowhere')).toThrow(RangeError);
  });
});

describe('localOf, localDate and offsetTime', () => {
  it('agree with luxon in every zone', () => {
    fc.assert(
      fc.property(anyMoment, fc.constantFrom(...zones.slice(0, 10)), (at, zone) => {
        const expected = DateTime.fromJSDate(at, { zone });
        expect(localOf(at, zone)).toBe(expected.toFormat("yyyy-MM-dd'T'HH:mm:ss"));
        expect(localDate(at, zone)).toBe(expected.toISODate());
        expect(offsetTime(at, zone)).toBe(expected.toFormat("yyyy-MM-dd'T'HH:mm:ssZZ"));
      }),
      { numRuns: 500 },
    );
  });

  it('write a fixed offset as it was given', () => {
    expect(offsetTime(new Date('2026-06-04T08:30:00.999Z'), '+03:00')).toBe('2026-06-04T11:30:00+03:00');
    expect(offsetTime(new Date('2026-06-04T08:30:00Z'), '-09:30')).toBe('2026-06-03T23:00:00-09:30');
    expect(offsetTime(new Date('2026-06-04T08:30:00Z'), 'UTC')).toBe('2026-06-04T08:30:00+00:00');
  });
});

describe('startOfDay', () => {
  it.each([
    ['2026-06-04', 'Europe/Moscow', '2026-06-03T21:00:00Z'],
    ['2026-03-29', 'Asia/Beirut', '2026-03-28T22:00:00Z'],
    ['2026-11-01', 'America/Havana', '2026-11-01T04:00:00Z'],
  ])('of %s in %s is %s', (date, zone, expected) => {
    expect(iso(startOfDay(date, zone))).toBe(expected);
  });

  it('is 01:00 where clocks jump over midnight', () => {
    expect(localOf(startOfDay('2026-03-29', 'Asia/Beirut'), 'Asia/Beirut')).toBe('2026-03-29T01:00:00');
  });
});

describe('addDays', () => {
  it.each([
    ['2026-02-28', 1, '2026-03-01'],
    ['2024-02-28', 1, '2024-02-29'],
    ['2026-01-01', -1, '2025-12-31'],
    ['2026-06-04', 0, '2026-06-04'],
  ])('of %s and %i is %s', (date, days, expected) => {
    expect(addDays(date, days)).toBe(expected);
  });
});

describe('isZone', () => {
  it.each([
    'Europe/Moscow',
    'Asia/Yekaterinburg',
    'UTC',
    'Etc/GMT-3',
    '+03:00',
    '-12:00',
    '+14:00',
    '+05:45',
  ])('takes %s', (text) => {
    expect(isZone(text)).toBe(true);
  });

  it.each([
    '',
    'Moscow',
    'local',
    'system',
    'Europe/Nowhere',
    '+3',
    '+15:00',
    '+03:60',
    '03:00',
    'x'.repeat(500),
  ])('refuses %j', (text) => {
    expect(isZone(text)).toBe(false);
  });

  it('never throws', () => {
    fc.assert(
      fc.property(fc.string(), (text) => {
        expect(typeof isZone(text)).toBe('boolean');
      }),
    );
  });
});
