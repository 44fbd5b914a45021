import { loadConfig } from '@perezvon/config';
import { decodeBody, decodeEvent } from '@perezvon/onec';
import { adapters } from '@perezvon/provider-registry';
import { expect, test } from 'vitest';
import { clinicConfig } from './clinic-config.ts';
import { visitAt, wallTime, zoneAwayFromMidnight } from './clock-zone.ts';
import { robotNamed, robotNames } from './robot.ts';
import { bookingEvent, type Visit } from './visit.ts';
import { wireBody } from './wire.ts';

const visit: Visit = {
  id: '5d0c0de0-0000-4000-8000-000000000001',
  number: 'ЗП-000001',
  patient: 'Абрамова Вера Ильинична',
  phone: '+79000000001',
  specialization: 'Терапевт',
  start: '2026-06-04T11:30:00',
};

test.each(robotNames)('the written configuration has no error with the robot %s', (name) => {
  const zone = 'Europe/Moscow';
  const text = clinicConfig({
    infobases: [
      { id: 'clinic', name: 'Клиника', zone, delivery: 'push' },
      { id: 'dental', name: 'Стоматология', zone, delivery: 'pull', reminders: { leadHours: 168 } },
    ],
    accounts: [robotNamed(name), robotNamed('exolve')].map((robot, n) => ({
      robot,
      id: `robot-${n}`,
      hookToken: `hook-token-${n}-of-the-stage`,
      simulatorUrl: 'http://127.0.0.1:1',
      lines: { concurrentCalls: 10, callsPerSecond: 10 },
    })),
  });
  expect(loadConfig({ text, env: {}, providers: adapters })).toMatchObject({ ok: true });
});

test('an unknown robot is told with those there are', () => {
  expect(() => robotNamed('nobody')).toThrow(/nobody.*mtt-voicebox, exolve, sipuni, comagic/);
});

test.each(['contract', 'russian', 'two_dates', 'parent'] as const)(
  'an event in the shape of %s says the same about the visit',
  (shape) => {
    const options = { timezone: 'Europe/Moscow', cityCode: null, receivedAt: new Date() };
    const decoded = decodeEvent(bookingEvent(visit, { id: 'event-1', shape }), options);
    expect(decoded).toMatchObject({
      ok: true,
      event: {
        id: 'event-1',
        subject: visit.id,
        data: {
          start: visit.start,
          status: 'planned',
          patient: { name: visit.patient, phones: [{ number: '79000000001' }] },
          doctor: { specialization: 'Терапевт' },
        },
      },
    });
  },
);

test.each(['plain', 'bom', 'seed_type', 'no_type', 'array'] as const)(
  'a body the way of %s is read back',
  (wire) => {
    const { bytes, headers } = wireBody([{ id: 'event-1' }], wire);
    const contentType = headers['content-type'] ?? null;
    const body = decodeBody({
      bytes,
      contentType,
      contentEncoding: null,
      legacyCp1251: false,
      maxBytes: 1_000,
    });
    expect(body).toMatchObject({ ok: true });
    expect(body.ok && [body.value].flat()).toEqual([{ id: 'event-1' }]);
  },
);

test('at every hour of the day there is a zone in which midnight is hours away', () => {
  for (let hour = 0; hour < 24; hour += 1) {
    const now = new Date(Date.UTC(2026, 5, 4, hour, 59));
    const local = Number(wallTime(now, zoneAwayFromMidnight(now)).slice(11, 13));
    expect(local, `at ${hour} UTC`).toBeGreaterThanOrEqual(2);
    expect(local, `at ${hour} UTC`).toBeLessThan(20);
  }
});

test('a visit is counted from the day it is in the zone', () => {
  const lateInUtc = new Date('2026-12-31T22:00:00Z');
  expect(wallTime(lateInUtc, 'Europe/Moscow')).toBe('2027-01-01T01:00:00');
  expect(visitAt(lateInUtc, 'Europe/Moscow', { days: 1, clock: '09:30' })).toBe('2027-01-02T09:30:00');
  expect(visitAt(lateInUtc, 'Europe/Moscow', { days: -1, clock: '09:30' })).toBe('2026-12-31T09:30:00');
});
