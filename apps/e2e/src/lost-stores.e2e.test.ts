import { setTimeout as delay } from 'node:timers/promises';
import { bookingEvent, flushRedis, type Visit } from '@perezvon/tools-demo';
import { expect, test, vi } from 'vitest';
import { confirms, declines, misses, ringsLong } from './answers.ts';
import { patience, quickRules, useClinic } from './clinic.ts';

const watchdogMs = 9_000;
const clinic = useClinic({
  reminders: { ...quickRules, answerTimeoutMinutes: watchdogMs / 60_000 },
});

const server = (name: 'redis' | 'postgres') => {
  const found = clinic.stage.system.processes.find((process) => process.name === name);
  if (!found) throw new Error(`no ${name}`);
  return found;
};

const manyVisits = (count: number): Visit[] =>
  Array.from({ length: count }, (_, index) =>
    clinic.visit({ calls: [[confirms], [misses, confirms], [declines]][index % 3]! }),
  );

const expectAllDone = async (visits: readonly Visit[]): Promise<void> => {
  for (const visit of visits) await clinic.untilFinal(visit);
  await clinic.untilQuiet();
  const finals = visits.map(({ id }) => id);
  clinic.expectKept({ maxCallsPerBooking: 3, finals });
};

const flush = (): Promise<void> => flushRedis(clinic.stage.system.redisUrl);

test('Redis losing everything in the middle of a day loses nothing', async () => {
  const visits = manyVisits(20);
  for (const [index, visit] of visits.entries()) {
    await clinic.write(visit);
    if (index % 7 === 6) await flush();
  }
  await flush();
  await expectAllDone(visits);
}, 90_000);

test('events are accepted while Redis is down and take effect', async () => {
  const before = manyVisits(6);
  for (const visit of before) await clinic.write(visit);
  const resume = await server('redis').hold();
  const meanwhile = manyVisits(6);
  for (const visit of meanwhile) await clinic.write(visit);
  await resume();
  await expectAllDone([...before, ...meanwhile]);
}, 90_000);

test('an answer accepted while Redis is down for longer than the watchdog waits is not called about again', async () => {
  const visits = Array.from({ length: 4 }, () => clinic.visit({ calls: [ringsLong] }));
  for (const visit of visits) await clinic.write(visit);
  for (const visit of visits) await clinic.untilCalled(visit);
  const resume = await server('redis').hold();
  await clinic.untilQuiet();
  const answered = visits.flatMap((visit) => clinic.callsTo(visit).flatMap(({ webhooks }) => webhooks));
  expect(answered.filter(({ stage }) => stage === 'decision').map(({ status }) => status)).toEqual(
    visits.map(() => 200),
  );
  // Long enough for the watchdog to do what it must not do.
  await delay(watchdogMs + 2_000);
  await resume();
  await expectAllDone(visits);
  for (const visit of visits) expect(clinic.callsTo(visit)).toHaveLength(1);
}, 90_000);

test('events are accepted by the queue while PostgreSQL is down and take effect', async () => {
  const before = manyVisits(6);
  for (const visit of before) await clinic.write(visit);
  const resume = await server('postgres').hold();
  const meanwhile = manyVisits(6);
  for (const visit of meanwhile) await clinic.write(visit);
  const read = await clinic.onec.get(`/bookings/${before[0]!.id}`);
  expect(read.status).toBe(503);
  await resume();
  await expectAllDone([...before, ...meanwhile]);
}, 90_000);

test('with both stores down the answer is 503 with Retry-After in JSON, and all is well after their return', async () => {
  const resumeRedis = await server('redis').hold();
  const resumePostgres = await server('postgres').hold();
  const visit = clinic.visit({ calls: [confirms] });
  const event = bookingEvent(visit, { id: 'both-down', modifiedAt: clinic.clock() });
  const refused = await clinic.onec.postEvents([event]);
  expect(refused.status).toBe(503);
  expect(Number(refused.headers.get('retry-after'))).toBeGreaterThan(0);
  expect(refused.headers.get('content-type')).toBe('application/json; charset=utf-8');
  expect(refused.body).toMatchObject({ error: { message: expect.stringMatching(/[а-я]/) } });
  await resumePostgres();
  await resumeRedis();
  await vi.waitFor(async () => expect((await clinic.onec.postEvents([event])).status).toBe(202), patience);
  await expectAllDone([visit]);
}, 90_000);

test('in all of this no promise was broken', async () => {
  await clinic.untilQuiet();
  clinic.expectKept({ maxCallsPerBooking: 3 });
});
