import { robotNamed } from '@perezvon/tools-demo';
import { expect, test } from 'vitest';
import { confirms } from './answers.ts';
import { quickRules, useClinic } from './clinic.ts';

/** Long enough for the provider to be asked before the watchdog gives up. */
const clinic = useClinic({
  robot: robotNamed('exolve'),
  reminders: { ...quickRules, answerTimeoutMinutes: 0.2 },
});

test('lost webhooks cost no second call where the provider can be asked', async () => {
  const visit = clinic.visit({
    calls: [{ ...confirms, talkMs: 1_500, marker: { lost: true }, decision: { lost: true } }],
  });
  await clinic.write(visit);
  const events = await clinic.untilFinal(visit);
  expect(events.at(-1)?.type).toBe('booking.informed');
  expect(clinic.callsTo(visit)).toHaveLength(1);
  await clinic.untilQuiet();
  clinic.expectKept();
});
