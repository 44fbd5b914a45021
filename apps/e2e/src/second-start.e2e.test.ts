import { expect, test } from 'vitest';
import { confirms, declines, misses, ringsLong } from './answers.ts';
import { patientRules, useClinic } from './clinic.ts';

const clinic = useClinic({ reminders: patientRules });

test('SIGTERM in the middle of the work and a second start on the same data lose nothing', async () => {
  const stories = [[misses, confirms], [ringsLong], [declines], [misses, misses, confirms]];
  const visits = Array.from({ length: 24 }, (_, index) =>
    clinic.visit({ calls: stories[index % stories.length]! }),
  );
  const held = clinic.visit({ call: { not_before: clinic.clock(12) }, calls: [confirms] });
  await clinic.write(held);
  for (const visit of visits) await clinic.write(visit);
  await clinic.untilCalled(visits[0]!);
  const started = performance.now();
  await clinic.stage.restart(async () => {
    expect(performance.now() - started).toBeLessThan(20_000);
    await expect(fetch(clinic.stage.system.gatewayUrl)).rejects.toThrow();
  });
  for (const visit of [...visits, held]) await clinic.untilFinal(visit);
  await clinic.untilQuiet();
  const finals = [...visits, held].map(({ id }) => id);
  clinic.expectKept({ maxCallsPerBooking: 3, finals });
  const { body } = await clinic.onec.get(`/bookings/${visits[0]!.id}`);
  expect(body).toMatchObject({ reminder: { state: 'confirmed' } });
}, 120_000);
