import { bookingEvent, zoneAwayFromMidnight, type OnecReply } from '@perezvon/tools-demo';
import { expect, test } from 'vitest';
import { confirms, ringsLong } from './answers.ts';
import { quickRules, useClinic } from './clinic.ts';

const zone = zoneAwayFromMidnight(new Date());
const infobase = { zone, reminders: quickRules };
const clinic = useClinic({
  infobases: [
    { ...infobase, id: 'clinic', name: 'Клиника', delivery: 'push' },
    { ...infobase, id: 'dental', name: 'Стоматология', delivery: 'pull' },
  ],
});

interface Page {
  events: { id: string; seq: string; type: string; subject: string; data: { final?: boolean } }[];
  cursor: string;
  has_more: boolean;
  reset: boolean;
  server_time: string;
}

const pageOf = ({ status, body }: OnecReply): Page => {
  expect(status).toBe(200);
  return body as Page;
};

const pull = async (query: string): Promise<Page> =>
  pageOf(await clinic.stage.onec('dental').get(`/outbox?${query}`));

const postToDental = async (id: string): Promise<void> => {
  const visit = clinic.visit({ calls: [ringsLong] });
  const { status } = await clinic.stage.onec('dental').postEvents([bookingEvent({ ...visit, id }, { id })]);
  expect(status).toBe(202);
};

/** Reads on from a cursor, each reading waiting for news, until a final event has come. */
const pullUntilFinal = async (
  subject: string,
  cursor = '',
): Promise<{ events: Page['events']; cursor: string }> => {
  const events: Page['events'] = [];
  let at = cursor;
  for (let reading = 0; reading < 10; reading += 1) {
    const page = await pull(`wait=10&cursor=${at}`);
    events.push(...page.events);
    at = page.cursor;
    if (events.some((event) => event.subject === subject && event.data.final)) break;
  }
  return { events, cursor: at };
};

test('an infobase in pull mode reads its events by cursor, waits for new ones, and may start over', async () => {
  const waiting = pull('wait=20');
  await postToDental('dental-1');
  expect((await waiting).events).toMatchObject([{ type: 'booking.call_started', subject: 'dental-1' }]);

  const { events, cursor } = await pullUntilFinal('dental-1');
  expect(events.map(({ type }) => type)).toEqual(['booking.call_started', 'booking.confirmed']);
  expect(events.map(({ seq }) => seq)).toEqual([...events.map(({ seq }) => seq)].sort());
  expect(clinic.stage.simulator.ledger.snapshot().requests).toEqual([]);

  const acknowledged = await pull(`cursor=${cursor}`);
  expect(acknowledged).toMatchObject({ events: [], has_more: false, reset: false });
  expect((await pull('')).events).toEqual([]);

  await postToDental('dental-2');
  const next = await pullUntilFinal('dental-2', cursor);
  expect(next.events.every(({ subject }) => subject === 'dental-2')).toBe(true);

  const unknown = await pull('cursor=nobody-gave-this&limit=1');
  expect(unknown).toMatchObject({ reset: true, has_more: true, events: [{ id: events[0]!.id }] });
});

test('what nobody acknowledged is read again', async () => {
  await postToDental('dental-3');
  await expect.poll(async () => (await pull('')).events.map(({ subject }) => subject)).toContain('dental-3');
  const [first] = (await pull('limit=1')).events;
  expect((await pull('limit=1')).events[0]?.id).toBe(first!.id);
});

test("nothing of one infobase is seen or changed with another's credentials", async () => {
  const visit = clinic.visit({ calls: [confirms], call: { not_before: clinic.clock(600) } });
  await clinic.write(visit);
  const dental = clinic.stage.onec('dental');
  await expect
    .poll(async () => (await clinic.onec.get(`/bookings/${visit.id}`)).body)
    .toMatchObject({ reminder: { state: 'planned' } });
  for (const path of [`/bookings/${visit.id}`, `/bookings/${visit.id}/why`]) {
    expect((await dental.get(path)).status).toBe(404);
  }
  await dental.command('stop-foreign', 'booking.stop', visit.id);
  await expect
    .poll(async () => (await dental.get(`/bookings/${visit.id}`)).body)
    .toMatchObject({ booking: { stopped: true }, reminder: null });
  expect((await clinic.onec.get(`/bookings/${visit.id}`)).body).toMatchObject({
    booking: { stopped: false },
    reminder: { state: 'planned' },
  });
  await clinic.write(visit, { call: {} });
  await clinic.untilFinal(visit);
  expect((await pull('limit=500')).events.map(({ subject }) => subject)).not.toContain(visit.id);
});
