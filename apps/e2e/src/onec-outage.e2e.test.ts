import { expect, test } from 'vitest';
import { confirms, declines, misses } from './answers.ts';
import { useClinic } from './clinic.ts';

const clinic = useClinic();

test('events wait while 1C is down and come in order when it is back', async () => {
  clinic.stage.simulator.onec('clinic', { mode: 'down' });
  const visits = Array.from({ length: 12 }, (_, index) =>
    clinic.visit({ calls: index % 2 === 0 ? [misses, confirms] : [declines] }),
  );
  for (const visit of visits) await clinic.write(visit);
  for (const [index, visit] of visits.entries()) await clinic.untilCalled(visit, index % 2 === 0 ? 2 : 1);
  await clinic.untilQuiet();
  expect(clinic.stage.simulator.ledger.snapshot().events).toEqual([]);

  clinic.stage.simulator.onec('clinic', { mode: 'ok' });
  for (const visit of visits) await clinic.untilFinal(visit);
  const types = (index: number): string[] =>
    index % 2 === 0 ? ['booking.no_answer', 'booking.confirmed'] : ['booking.declined'];
  clinic.expectKept({
    finals: visits.map(({ id }) => id),
    events: visits.flatMap(({ id }, index) => types(index).map((type) => ({ subject: id, type }))),
  });
});

test('an event that 1C puts off holds up only its own booking', async () => {
  const stuck = clinic.visit({ calls: [confirms] });
  const other = clinic.visit({ calls: [confirms] });
  clinic.stage.simulator.onec('clinic', { rules: [{ subject: stuck.id, status: 'retry', times: 1 }] });
  await clinic.write(stuck);
  await clinic.write(other);
  await clinic.untilFinal(other);
  expect(clinic.told(stuck)).toEqual([]);
  await clinic.untilFinal(stuck);
  clinic.expectKept();
});

test('an event whose reply was lost comes again, the same, and is kept once', async () => {
  const visit = clinic.visit({ calls: [confirms] });
  clinic.stage.simulator.onec('clinic', { mode: 'reply_lost', for: { requests: 1 } });
  await clinic.write(visit);
  await clinic.untilFinal(visit);
  const arrivals = clinic.stage.simulator.ledger
    .snapshot()
    .events.filter(({ subject }) => subject === visit.id);
  await expect
    .poll(
      () =>
        clinic.stage.simulator.ledger.snapshot().events.filter(({ status }) => status === 'duplicate').length,
      { timeout: 30_000 },
    )
    .toBeGreaterThan(0);
  expect(arrivals.length).toBeGreaterThan(0);
  clinic.expectKept();
});
