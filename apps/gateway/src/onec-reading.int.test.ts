import { insertDecisions, insertOutboxEvents } from '@perezvon/database';
import { v7 as newId } from 'uuid';
import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { expectDocumented } from './__fixtures__/expect-documented.ts';
import { startTestGateway, type CallOptions, type RunningGateway } from './__fixtures__/running-gateway.ts';
import { startStores, type Stores } from './__fixtures__/stores.ts';
import { secrets } from './__fixtures__/test-config.ts';
import { contract } from './routes/contract.ts';
import { problemSchema } from './routes/schemas.ts';

type Json = ReturnType<typeof JSON.parse>;

let stores: Stores;
let gateway: RunningGateway;

beforeAll(async () => {
  stores = await startStores();
});

afterAll(async () => {
  await stores.close();
});

beforeEach(async () => {
  gateway = await startTestGateway(stores);
  await gateway.database.sql.query('TRUNCATE onec_event, provider_event, outbox_event, destination');
  return () => gateway.close();
});

/** The reply with its body parsed when it is JSON. */
const call = async (running: RunningGateway, path: string, options?: CallOptions) => {
  const reply = await running.call(path, options);
  const isJson = reply.headers.get('content-type')?.startsWith('application/json');
  return { ...reply, body: isJson ? JSON.parse(reply.text) : reply.text };
};

const post = (body: unknown, headers: Record<string, string> = {}) => ({
  method: 'POST',
  body: typeof body === 'string' ? body : JSON.stringify(body),
  headers,
});

describe('/v1/onec/outbox', () => {
  const write = async (infobaseId: string, subjects: readonly string[]) => {
    const events = subjects.map((subject) => ({
      id: newId(),
      infobaseId,
      subject,
      type: subject.startsWith('f') ? ('booking.failed' as const) : ('booking.call_started' as const),
      time: new Date('2026-06-03T08:00:00.500Z'),
      data: { booking_id: subject },
      reminderId: null,
      final: false,
    }));
    await insertOutboxEvents(gateway.database.sql, events);
    return events.map((event) => event.id);
  };
  const states = () =>
    gateway.database.sql.query<{ subject: string; state: string }>(
      'SELECT subject, state FROM outbox_event ORDER BY ord',
    );

  it('gives events in order with numbers, and the cursor of the next request acknowledges them', async () => {
    await write('clinic', ['b1', 'b2', 'b3']);
    const first = await call(gateway, '/v1/onec/outbox?limit=2');
    expectDocumented('outbox', first);
    expect(first.body.events).toMatchObject([
      { seq: '000000000001', subject: 'b1', time: '2026-06-03T11:00:00+03:00', data: { booking_id: 'b1' } },
      { seq: '000000000002', subject: 'b2' },
    ]);
    expect(first.body).toMatchObject({ has_more: true, reset: false });
    const second = await call(gateway, `/v1/onec/outbox?cursor=${first.body.cursor}`);
    expect(second.body.events.map((event: Json) => event.subject)).toEqual(['b3']);
    expect(await states()).toMatchObject([
      { state: 'delivered' },
      { state: 'delivered' },
      { state: 'pending' },
    ]);
  });

  it('gives the unacknowledged again to a client without a cursor, and the oldest with reset to one with a foreign cursor', async () => {
    await write('clinic', ['b1']);
    const once = await call(gateway, '/v1/onec/outbox');
    expect((await call(gateway, '/v1/onec/outbox')).body.events).toEqual(once.body.events);
    for (const cursor of ['nonsense', 'p999']) {
      const reset = await call(gateway, `/v1/onec/outbox?cursor=${cursor}`);
      expect(reset.status).toBe(200);
      expect(reset.body).toMatchObject({ reset: true, events: once.body.events });
    }
    expect(await states()).toMatchObject([{ state: 'pending' }]);
  });

  it('waits for the first event and answers early when the server stops', async () => {
    const waiting = call(gateway, '/v1/onec/outbox?wait=20');
    await write('clinic', ['b1']);
    expect((await waiting).body.events).toHaveLength(1);
    const { cursor } = (await waiting).body;
    const stopped = call(gateway, `/v1/onec/outbox?wait=25&cursor=${cursor}`);
    // It must be waiting before the stop: an acknowledged event shows that its first look has happened.
    await expect.poll(states).toMatchObject([{ state: 'delivered' }]);
    const before = performance.now();
    await Promise.all([gateway.close(), stopped]);
    expect((await stopped).body.events).toEqual([]);
    expect(performance.now() - before).toBeLessThan(10_000);
  });

  it('filters by the beginning of the type and clamps what is out of range', async () => {
    await write('clinic', ['b1', 'f1']);
    const reply = await call(gateway, '/v1/onec/outbox?types=booking.failed,call.&limit=100000&wait=0');
    expect(reply.body.events.map((event: Json) => event.subject)).toEqual(['f1']);
    const bad = await call(gateway, '/v1/onec/outbox?limit=many');
    expect([bad.status, bad.body.error.field]).toEqual([400, 'limit']);
  });

  it('marks what 1C rejected, and acknowledges by the body', async () => {
    const [id] = await write('clinic', ['b1', 'b2']);
    const { cursor } = (await call(gateway, '/v1/onec/outbox')).body;
    const results = [{ id, status: 'rejected', error: 'Документ не найден' }];
    const reply = await call(gateway, '/v1/onec/outbox/ack', post({ cursor, results }));
    expect(reply.status).toBe(200);
    expectDocumented('acknowledge', reply);
    expect(await states()).toEqual([
      { subject: 'b1', state: 'rejected' },
      { subject: 'b2', state: 'delivered' },
    ]);
    expect((await call(gateway, '/v1/onec/outbox/ack', post(''))).status).toBe(200);
  });

  it('shows an infobase its own events only, and does not acknowledge for one that is pushed to', async () => {
    await write('clinic', ['b1']);
    await write('dental', ['d1']);
    const dental = await call(gateway, '/v1/onec/outbox', { secret: secrets.dental });
    expect(dental.body.events.map((event: Json) => event.subject)).toEqual(['d1']);
    await call(gateway, `/v1/onec/outbox?cursor=${dental.body.cursor}`, { secret: secrets.dental });
    const refused = await call(gateway, '/v1/onec/outbox/ack', { ...post({}), secret: secrets.dental });
    expect(refused.status).toBe(409);
    expect(await states()).toMatchObject([{ state: 'pending' }, { state: 'pending' }]);
  });
});

describe('the contract', () => {
  it('is served as OpenAPI made from the route table', async () => {
    const { body } = await call(gateway, '/openapi.json');
    expect(body.openapi).toBe('3.1.0');
    for (const route of Object.values(contract)) {
      const path = route.hot === 'prefix' ? '/hooks/{account}/{token}' : route.path;
      expect(Object.keys(body.paths)).toContain(path);
    }
    expect(
      body.paths['/v1/onec/events'].post.responses['202'].content['application/json'].schema.$ref,
    ).toContain('EventsReply');
  });

  it('is shown by a page that loads nothing from outside and runs no inline script', async () => {
    const page = await call(gateway, '/docs');
    expect(page.headers.get('content-security-policy')).toContain("script-src 'self'");
    expect(page.body).not.toMatch(/https?:\/\/|<script>/);
    for (const [, path] of page.body.matchAll(/(?:src|href)="(\/docs\/[^"]+)"/g)) {
      expect((await call(gateway, path)).status).toBe(200);
    }
  });

  it('answers unknown addresses and methods as JSON', async () => {
    const missing = await call(gateway, '/v1/onec/nothing');
    const wrong = await call(gateway, '/v1/onec/events');
    expect([missing.status, wrong.status, wrong.headers.get('allow')]).toEqual([404, 405, 'POST']);
    for (const reply of [missing, wrong]) expect(problemSchema.safeParse(reply.body).success).toBe(true);
  });

  it('says on its own port whether it takes requests', async () => {
    await expect.poll(async () => (await call(gateway, '/health/ready')).status).toBe(200);
  });
});

describe('what is known about a booking', () => {
  const bookingId = newId();
  const reminderId = newId();
  const trace = [
    { rule: 'status', pass: true, inputs: { status: 'planned' } },
    { rule: 'do_not_call', pass: false, inputs: {} },
  ];

  beforeEach(async () => {
    const { sql } = gateway.database;
    await sql.query('TRUNCATE booking, reminder, attempt, decision CASCADE');
    await sql.query(
      `INSERT INTO booking (id, infobase_id, external_id, version_at, version_id, status, start_at, zone, created_at, updated_at)
       VALUES ($1, 'clinic', 'b-1', now(), $1, 'planned', '2026-06-04T08:30:00Z', 'Europe/Moscow', now(), '2026-06-03T08:00:00Z'),
         ($2, 'clinic', 'b-2', now(), $2, 'planned', '2026-06-05T08:30:00Z', 'Europe/Moscow', now(), now())`,
      [bookingId, newId()],
    );
    await sql.query(
      `INSERT INTO reminder (id, infobase_id, booking_id, origin, account_id, start_at, zone, state, due_at, closes_at, max_attempts,
         attempts, created_at, updated_at)
       VALUES ($1, 'clinic', $2, 'booking', 'mtt-main', '2026-06-04T08:30:00Z', 'Europe/Moscow', 'waiting', '2026-06-03T09:00:00Z',
         '2026-06-04T07:30:00Z', 3, 1, now(), now())`,
      [reminderId, bookingId],
    );
    await sql.query(
      `INSERT INTO attempt (id, infobase_id, reminder_id, number, account_id, phone, state, intended_at, deadline_at)
       VALUES ($1, 'clinic', $2, 1, 'mtt-main', '79123456789', 'placed', '2026-06-03T08:10:00Z', now())`,
      [newId(), reminderId],
    );
    await insertDecisions(sql, [
      {
        bookingId,
        reminderId,
        at: new Date('2026-06-03T08:00:00Z'),
        verdict: 'end',
        reason: 'do_not_call',
        dueAt: null,
        trace,
      },
    ]);
  });

  it('is its newest reminder and every attempt, in the time of the infobase', async () => {
    const reply = await call(gateway, '/v1/onec/bookings/b-1');
    expect(reply.status).toBe(200);
    expectDocumented('booking', reply);
    expect(reply.body).toMatchObject({
      booking: { id: 'b-1', start: '2026-06-04T11:30:00', updated_at: '2026-06-03T11:00:00+03:00' },
      reminder: { state: 'waiting', next_call_at: '2026-06-03T12:00:00+03:00' },
      attempts: [{ attempt: 1, phone: '79123456789', intended_at: '2026-06-03T11:10:00+03:00' }],
    });
  });

  it('is why it is called or not, in Russian', async () => {
    const reply = await call(gateway, '/v1/onec/bookings/b-1/why');
    expectDocumented('why', reply);
    expect(reply.body.verdicts).toMatchObject([
      {
        verdict: 'end',
        reason: 'do_not_call',
        summary: 'Пациент просил не звонить',
        rules: [{ passed: true }, { passed: false }],
      },
    ]);
  });

  it('is nothing to another infobase, and nothing when there is no such booking', async () => {
    const others = ['/v1/onec/bookings/b-1', '/v1/onec/bookings/b-1/why'].map((path) =>
      call(gateway, path, { secret: secrets.dental }),
    );
    const missing = ['/v1/onec/bookings/none', '/v1/onec/bookings/%D0%BD%D0%B5%D1%82'].map((path) =>
      call(gateway, path),
    );
    for (const reply of await Promise.all([...others, ...missing])) {
      expect(reply.status).toBe(404);
      expectDocumented('booking', reply);
    }
  });

  it('shows in the plan of the day: calls by hour, and who is left out', async () => {
    const plan = await call(gateway, '/v1/onec/plan?date=03.06.2026');
    expect(plan.status).toBe(200);
    expectDocumented('plan', plan);
    expect(plan.body).toMatchObject({
      date: '2026-06-03',
      calls: 1,
      hours: [{ hour: '12:00', calls: 1 }],
      skipped: [],
      shortage_from: null,
    });
    await gateway.database.sql.query(`UPDATE reminder SET state = 'failed', attempts = 0, due_at = NULL`);
    const left = await call(gateway, '/v1/onec/plan?date=2026-06-03');
    expect(left.body.skipped).toEqual([
      { booking_id: 'b-1', reason: 'do_not_call', summary: 'Пациент просил не звонить' },
    ]);
    // About b-2, on the next day, nothing is decided yet.
    expect((await call(gateway, '/v1/onec/plan?date=2026-06-04')).body.skipped).toEqual([]);
    expect((await call(gateway, '/v1/onec/plan?date=2026-02-30')).body.error.field).toBe('date');
    expect((await call(gateway, '/v1/onec/plan', { secret: secrets.dental })).status).toBe(404);
  });
});
