import { setTimeout as delay } from 'node:timers/promises';
import { bookingEvent, type Visit } from '@perezvon/tools-demo';
import type { CallScriptInput } from '@perezvon/simulator';
import { expect, test } from 'vitest';
import { confirms, declines, misses } from './answers.ts';
import { patientRules, useClinic } from './clinic.ts';

const clinic = useClinic({ reminders: patientRules });

const stories: readonly (readonly CallScriptInput[])[] = [
  [confirms],
  [declines],
  [misses, confirms],
  [{ ...confirms, ringMs: 700 }],
  [{ ...confirms, answer: 'operator' }],
  [{ ...confirms, decision: { copies: 3, copiesGapMs: 50 } }],
];

/** As 1C's queue does it: the same event again until it is taken. */
const postUntilTaken = async (visit: Visit, eventId: string): Promise<void> => {
  const event = bookingEvent(visit, { id: eventId, modifiedAt: clinic.clock() });
  for (let tries = 0; tries < 100; tries += 1) {
    const reply = await clinic.onec.postEvents([event]).catch(() => null);
    if (reply?.status === 202) return;
    await delay(100);
  }
  throw new Error(`${eventId} was not taken`);
};

/** After the n-th booking this app is killed. */
const kills = new Map([
  [10, 'dialer'],
  [20, 'status'],
  [30, 'notifier'],
  [40, 'gateway'],
  [50, 'dialer'],
]);

test('kill -9 of every app while sixty bookings are under way loses nothing and calls nobody twice', async () => {
  const visits = Array.from({ length: 60 }, (_, index) =>
    clinic.visit({ calls: stories[index % stories.length]! }),
  );
  const pids = new Map(clinic.stage.system.processes.map(({ name, pid }) => [name, pid]));
  for (const [index, visit] of visits.entries()) {
    const victim = kills.get(index);
    for (const app of clinic.stage.system.processes) if (app.name === victim) app.kill('SIGKILL');
    await postUntilTaken(visit, `killed-${index}`);
    await delay(60);
  }
  for (const visit of visits) await clinic.untilFinal(visit);
  await clinic.untilQuiet();
  const facts = clinic.expectKept({
    maxCallsPerBooking: 3,
    finals: visits.map(({ id }) => id),
  });
  expect(facts.bookingsCalled).toBe(60);
  const restarted = clinic.stage.system.processes.filter(({ name, pid }) => pids.get(name) !== pid);
  expect(restarted.map(({ name }) => name).sort()).toEqual(['dialer', 'gateway', 'notifier', 'status']);
}, 120_000);
