import { expect, test } from 'vitest';
import { confirms, declines, misses, ringsLong } from './answers.ts';
import { isFinal, useClinic } from './clinic.ts';

const clinic = useClinic();

const typesOf = (events: readonly { type: string }[]): string[] =>
  events.map(({ type }) => type.replace('booking.', ''));

/** Without `call_started`: an answer that is quicker than the reply to our request makes it needless. */
const outcomesOf = (events: readonly { type: string }[]): string[] =>
  typesOf(events).filter((type) => type !== 'call_started');

test('a confirmed reminder is one call and one final event in 1C', async () => {
  const visit = clinic.visit({ calls: [ringsLong] });
  await clinic.write(visit);
  const events = await clinic.untilFinal(visit);
  expect(typesOf(events)).toEqual(['call_started', 'confirmed']);
  const [call] = clinic.callsTo(visit);
  expect(call).toMatchObject({ name: 'Анна Петровна' });
  expect(call!.visit).toMatch(/^терапевт .*двенадцать/u);
  expect(events.at(-1)!.data).toMatchObject({
    booking_id: visit.id,
    booking_number: visit.number,
    call_id: call!.guid,
    response: 1,
    attempt: 1,
    max_attempts: 3,
    final: true,
    next_attempt_at: null,
    stale: false,
    correction: false,
  });
  const { status, body } = await clinic.onec.get(`/bookings/${visit.id}`);
  expect(status).toBe(200);
  expect(body).toMatchObject({
    booking: { id: visit.id, start: visit.start },
    reminder: { state: 'confirmed', attempts: 1 },
    attempts: [{ call_id: call!.guid, outcome: 'confirmed' }],
  });
});

test('who never answers is called three times, and the last time is final', async () => {
  const visit = clinic.visit({ calls: [misses] });
  await clinic.write(visit);
  const outcomes = (await clinic.untilFinal(visit)).filter(({ type }) => type === 'booking.no_answer');
  expect(outcomes.map(({ data }) => [data['attempt'], data['final'], data['response']])).toEqual([
    [1, false, 5],
    [2, false, 5],
    [3, true, 5],
  ]);
  expect(outcomes.map(({ data }) => data['next_attempt_at'] === null)).toEqual([false, false, true]);
  expect(clinic.callsTo(visit)).toHaveLength(3);
});

test('who hangs up without a word is called again after the watchdog', async () => {
  const visit = clinic.visit({ calls: [{ ...confirms, answer: 'hangup' }, declines] });
  await clinic.write(visit);
  const events = await clinic.untilFinal(visit);
  expect(outcomesOf(events)).toEqual(['hangup', 'declined']);
  expect(events.find(({ type }) => type === 'booking.hangup')!.data).toMatchObject({
    response: 4,
    final: false,
    hangup_cause: 'watchdog',
  });
});

test('a decision that comes after the watchdog wins and cancels the retry', async () => {
  const visit = clinic.visit({ calls: [{ ...confirms, decision: { delayMs: 3_700 } }] });
  await clinic.write(visit);
  const events = await clinic.untilFinal(visit);
  expect(outcomesOf(events)).toEqual(['hangup', 'confirmed']);
  expect(clinic.callsTo(visit)).toHaveLength(1);
});

test('a decision that comes after the final event corrects it and is no second final', async () => {
  const visit = clinic.visit({
    call: { max_attempts: 1 },
    calls: [{ ...confirms, decision: { delayMs: 4_500 } }],
  });
  await clinic.write(visit);
  await clinic.untilFinal(visit);
  await expect.poll(() => typesOf(clinic.told(visit)), { timeout: 20_000 }).toContain('confirmed');
  const events = clinic.told(visit);
  expect(events.filter(isFinal)).toHaveLength(1);
  expect(events.at(-1)!.data).toMatchObject({ response: 1, final: false, correction: true });
});

test('a webhook that outruns the reply to our request finds its call', async () => {
  const visit = clinic.visit({ calls: [{ ...confirms, beforeReply: 'all', echoGuid: false }] });
  await clinic.write(visit);
  const events = await clinic.untilFinal(visit);
  expect(typesOf(events)).toContain('confirmed');
  expect(clinic.callsTo(visit)).toHaveLength(1);
});

test('webhooks sent many times and in reverse order are one outcome', async () => {
  const copies = { copies: 4, copiesGapMs: 30 };
  const script = { ...declines, order: 'reversed', marker: copies, decision: copies } as const;
  const visit = clinic.visit({ calls: [script] });
  await clinic.write(visit);
  await clinic.untilFinal(visit);
  await clinic.untilQuiet();
  expect(outcomesOf(clinic.told(visit))).toEqual(['declined']);
});

test('of two different answers the first one stands and the conflict is visible', async () => {
  const visit = clinic.visit({ calls: [{ ...confirms, second: { answer: 'declined', afterMs: 400 } }] });
  await clinic.write(visit);
  await clinic.untilFinal(visit);
  await expect
    .poll(async () => (await clinic.onec.get(`/bookings/${visit.id}`)).body, { timeout: 20_000 })
    .toMatchObject({ reminder: { state: 'confirmed', conflict: true } });
  expect(outcomesOf(clinic.told(visit))).toEqual(['confirmed']);
});

test('a time-out after the call was placed is never a second call', async () => {
  const visit = clinic.visit({ calls: [{ ...confirms, reply: 'timeout_after' }, declines] });
  await clinic.write(visit);
  expect(outcomesOf(await clinic.untilFinal(visit))).toEqual(['confirmed']);
  expect(clinic.callsTo(visit)).toHaveLength(1);
});

test('in all of this no promise was broken', async () => {
  await clinic.untilQuiet();
  clinic.expectKept({ maxCallsPerBooking: 3 });
});
