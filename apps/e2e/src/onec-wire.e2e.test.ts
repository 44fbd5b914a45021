import { bookingEvent } from '@perezvon/tools-demo';
import { expect, test } from 'vitest';
import { confirms } from './answers.ts';
import { useClinic } from './clinic.ts';

const clinic = useClinic();

/** As the article's module posts it: JSON put together by hand, the Content-Type without its semicolon. */
const seedBody = (number: string, guid: string) => ({
  method: '78033a2b-21c7-47dd-a292-590f24146043',
  data: { number, guid, name: 'Валерия Сергеевна', visit: 'Эндоскопист 4 июня 2022 г  11 30' },
});

test("the seed's body with its malformed Content-Type is a call under the id that was given in the reply", async () => {
  const visit = clinic.visit({ calls: [confirms] });
  const number = visit.phone.slice(1);
  const { status, body } = await clinic.onec.postVoicebox(seedBody(number, visit.id));
  expect(status).toBe(200);
  const { id } = body as { id: string };
  const again = await clinic.onec.postVoicebox(seedBody(number, visit.id));
  expect(again.body).toEqual({ id });
  const events = await clinic.untilFinal(visit);
  expect(clinic.callsTo(visit)).toMatchObject([
    { guid: id, name: 'Валерия Сергеевна', visit: 'Эндоскопист 4 июня 2022 г 11 30' },
  ]);
  expect(events.at(-1)).toMatchObject({ type: 'booking.confirmed', data: { call_id: id, final: true } });
});

test.each(['bom', 'seed_type', 'no_type', 'array'] as const)(
  'a booking posted the way of %s is called about',
  async (wire) => {
    const visit = clinic.visit({ calls: [confirms] });
    const reply = await clinic.onec.postEvents([bookingEvent(visit, { id: `wire-${wire}` })], wire);
    expect([reply.status, reply.results]).toMatchObject([202, [{ status: 'accepted' }]]);
    await clinic.untilFinal(visit);
    expect(clinic.callsTo(visit)).toHaveLength(1);
  },
);

test.each(['russian', 'two_dates', 'parent'] as const)(
  'a booking in the shape of %s is called about',
  async (shape) => {
    const visit = clinic.visit({ calls: [confirms] });
    await clinic.onec.postEvents([bookingEvent(visit, { id: `shape-${shape}`, shape })]);
    await clinic.untilFinal(visit);
    const { body } = await clinic.onec.get(`/bookings/${visit.id}`);
    expect(body).toMatchObject({ booking: { start: visit.start } });
  },
);

test('a bad event in a batch refuses only itself, in Russian and by its field', async () => {
  const visit = clinic.visit({ calls: [confirms] });
  const bad = { id: 'bad', type: 'booking', data: { id: 'no-start', status: 'Бронь' } };
  const reply = await clinic.onec.postEvents([bad, bookingEvent(visit, { id: 'good' })]);
  expect(reply.status).toBe(202);
  expect(reply.results).toMatchObject([
    {
      id: 'bad',
      status: 'rejected',
      error: { field: 'data.start', message: expect.stringMatching(/[а-я]/) },
    },
    { id: 'good', status: 'accepted', error: null },
  ]);
  await clinic.untilFinal(visit);
});

test.each([
  ['no telephone', { phone: 'нет' }, 'bad_phone'],
  ['a patient who asked not to be called', { doNotCall: true }, 'do_not_call'],
] as const)('%s is accepted and ends as failed, once', async (_what, change, reason) => {
  const visit = clinic.visit(change);
  await clinic.write(visit);
  const [failed] = await clinic.untilFinal(visit);
  expect(failed).toMatchObject({ type: 'booking.failed', data: { reason_code: reason, final: true } });
});

test('wrong credentials are 401 in JSON, without detail', async () => {
  const response = await fetch(`${clinic.stage.system.gatewayUrl}/v1/onec/ping`, {
    headers: { authorization: `Basic ${Buffer.from('clinic:wrong-secret').toString('base64')}` },
  });
  expect(response.status).toBe(401);
  expect(response.headers.get('content-type')).toBe('application/json; charset=utf-8');
  expect(await response.json()).toMatchObject({ error: { code: 'unauthorized' } });
});

test('in all of this no promise was broken', async () => {
  await clinic.untilQuiet();
  clinic.expectKept();
});
