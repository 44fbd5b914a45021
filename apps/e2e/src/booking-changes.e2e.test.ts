import { bookingEvent, deletedEvent, type Visit } from '@perezvon/tools-demo';
import { expect, test } from 'vitest';
import { confirms, misses, ringsLong } from './answers.ts';
import { isFinal, useClinic } from './clinic.ts';

const clinic = useClinic();

/** A call that 1C does not want for ten minutes: the reminder is planned and waits. */
const held = () => ({ call: { not_before: clinic.clock(600) } });
const free = { call: {} };

/** When a visit was moved: answers about its old time bind no more. */
const restarts = new Map<string, Date[]>();

const move = (visit: Visit, change: Partial<Visit>): Promise<void> => {
  restarts.set(visit.id, [new Date()]);
  // Tomorrow still: whatever the hour, that is near enough for the call to be due.
  return clinic.write(visit, { ...change, start: clinic.startOf(1, '18:45') });
};

const lastFinal = async (visit: Visit, finals = 1) =>
  (await clinic.untilFinal(visit, finals)).filter(isFinal).at(-1)!;

const untilPlanned = (id: string) =>
  expect
    .poll(async () => (await clinic.onec.get(`/bookings/${id}`)).body, { timeout: 20_000 })
    .toMatchObject({ reminder: { state: 'planned' } });

const summaryOf = async (id: string): Promise<unknown> => {
  const { body } = await clinic.onec.get(`/bookings/${id}/why`);
  return (body as { verdicts?: { summary: string }[] }).verdicts?.[0]?.summary;
};

test.each([
  ['cancelled', { status: 'Отменен' }, 'cancelled'],
  ['finished', { status: 'Прием окончен' }, 'finished'],
] as const)('a booking %s before the call is withdrawn without a call', async (_what, change, reason) => {
  const visit = clinic.visit(held());
  await clinic.write(visit);
  await untilPlanned(visit.id);
  await clinic.write(visit, change);
  const final = await lastFinal(visit);
  expect([final.type, final.data['reason_code']]).toEqual(['booking.withdrawn', reason]);
  expect(clinic.callsTo(visit)).toEqual([]);
});

test('a booking deleted before the call is withdrawn without a call', async () => {
  const visit = clinic.visit(held());
  await clinic.write(visit);
  await untilPlanned(visit.id);
  await clinic.onec.postEvents([deletedEvent(visit, clinic.newEventId())]);
  expect((await lastFinal(visit)).data).toMatchObject({ reason_code: 'deleted' });
  expect(clinic.callsTo(visit)).toEqual([]);
});

test('a booking moved before the call gets a new reminder and one call', async () => {
  const visit = clinic.visit({ ...held(), calls: [confirms] });
  await clinic.write(visit);
  await untilPlanned(visit.id);
  await move(visit, free);
  const finals = (await clinic.untilFinal(visit, 2)).filter(isFinal);
  expect(finals.map(({ type, data }) => [type, data['reason_code'] ?? null])).toEqual([
    ['booking.withdrawn', 'moved'],
    ['booking.confirmed', null],
  ]);
  expect(clinic.callsTo(visit)).toHaveLength(1);
});

test('an answer about the old time of a visit that moved while it rang is stale, and the new time is called about', async () => {
  const visit = clinic.visit({ calls: [ringsLong, confirms] });
  await clinic.write(visit);
  await clinic.untilCalled(visit);
  await move(visit, {});
  await clinic.untilFinal(visit, 2);
  await clinic.untilQuiet();
  await expect
    .poll(() => clinic.told(visit).filter(({ type }) => type === 'booking.confirmed').length)
    .toBe(2);
  const answers = clinic.told(visit).filter(({ type }) => type === 'booking.confirmed');
  expect(answers.map(({ data }) => data['stale']).sort()).toEqual([false, true]);
  expect(clinic.callsTo(visit)).toHaveLength(2);
});

test('a booking cancelled while it rings is withdrawn, and the answer is only for information', async () => {
  const visit = clinic.visit({ calls: [ringsLong] });
  await clinic.write(visit);
  await clinic.untilCalled(visit);
  await clinic.write(visit, { status: 'Отменен' });
  await expect
    .poll(() => clinic.told(visit).map(({ type, data }) => [type, data['stale'] ?? false]), {
      timeout: 20_000,
    })
    .toContainEqual(['booking.confirmed', true]);
  expect(clinic.told(visit).filter(isFinal)).toHaveLength(1);
  expect(clinic.callsTo(visit)).toHaveLength(1);
});

test('a patient who came between two attempts is called no more', async () => {
  const visit = clinic.visit({ calls: [misses] });
  await clinic.write(visit);
  // Its outcome, not only the call, has to be over: else the answer of a call under way is what ends the reminder.
  await expect
    .poll(() => clinic.told(visit).map(({ type }) => type), { timeout: 20_000 })
    .toContain('booking.no_answer');
  await clinic.write(visit, { status: 'Пришел' });
  expect((await lastFinal(visit)).data).toMatchObject({ reason_code: 'finished' });
  expect(clinic.callsTo(visit)).toHaveLength(1);
});

test('a booking written five times in a second and an event sent three times are one call', async () => {
  const visit = clinic.visit({ calls: [confirms] });
  for (let time = 0; time < 5; time += 1) await clinic.write(visit);
  const event = bookingEvent(visit, { id: 'the-same-event', modifiedAt: clinic.clock() });
  const replies = [
    await clinic.onec.postEvents([event]),
    await clinic.onec.postEvents([event]),
    await clinic.onec.postEvents([event, event]),
  ];
  const statuses = replies.flatMap(({ results }) => results.map(({ status }) => status));
  expect(statuses).toEqual(['accepted', 'duplicate', 'duplicate', 'duplicate']);
  await clinic.untilFinal(visit);
  await clinic.untilQuiet();
  expect(clinic.callsTo(visit)).toHaveLength(1);
});

test('an older state of a booking never overwrites a newer one', async () => {
  const visit = clinic.visit({ calls: [confirms] });
  const older = bookingEvent(
    { ...visit, start: clinic.startOf(1, '10:00'), status: 'Отменен' },
    { id: clinic.newEventId(), modifiedAt: clinic.clock(-120) },
  );
  await clinic.write(visit);
  await clinic.onec.postEvents([older]);
  expect((await lastFinal(visit)).type).toBe('booking.confirmed');
  const { body } = await clinic.onec.get(`/bookings/${visit.id}`);
  expect(body).toMatchObject({ booking: { start: visit.start, status: 'planned' } });
});

test('a visit of today and a past one are not called about, and why says so', async () => {
  const today = clinic.visit({ start: clinic.startOf(0, '23:50') });
  const past = clinic.visit({ start: clinic.startOf(-1, '12:00') });
  await clinic.write(today);
  await clinic.write(past);
  await expect.poll(() => summaryOf(today.id), { timeout: 20_000 }).toMatch(/Визит сегодня/);
  await expect.poll(() => summaryOf(past.id), { timeout: 20_000 }).toMatch(/Визит уже прошёл/);
  expect([...clinic.callsTo(today), ...clinic.callsTo(past)]).toEqual([]);
});

test('call_now calls about a visit of today, and the same command twice calls once', async () => {
  const visit = clinic.visit({ start: clinic.startOf(0, '23:50'), calls: [confirms] });
  await clinic.write(visit);
  await expect.poll(() => summaryOf(visit.id), { timeout: 20_000 }).toMatch(/Визит сегодня/);
  const first = await clinic.onec.command('now-1', 'booking.call_now', visit.id);
  const second = await clinic.onec.command('now-1', 'booking.call_now', visit.id);
  expect([first.status, first.body, second.status, second.body]).toMatchObject([
    202,
    { status: 'accepted' },
    202,
    { status: 'duplicate' },
  ]);
  expect((await lastFinal(visit)).type).toBe('booking.confirmed');
  await clinic.untilQuiet();
  expect(clinic.callsTo(visit)).toHaveLength(1);
});

test('stop withdraws a planned call', async () => {
  const visit = clinic.visit(held());
  await clinic.write(visit);
  await untilPlanned(visit.id);
  await clinic.onec.command('stop-1', 'booking.stop', visit.id);
  expect((await lastFinal(visit)).data).toMatchObject({ reason_code: 'stopped' });
});

test('in all of this no promise was broken', async () => {
  await clinic.untilQuiet();
  clinic.expectKept({ restarts });
});
