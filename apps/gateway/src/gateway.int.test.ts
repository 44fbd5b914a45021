import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { expectDocumented } from './__fixtures__/expect-documented.ts';
import { startTestGateway, type CallOptions, type RunningGateway } from './__fixtures__/running-gateway.ts';
import { startStores, type Stores } from './__fixtures__/stores.ts';
import { secrets } from './__fixtures__/test-config.ts';

type Json = ReturnType<typeof JSON.parse>;

/** Long enough for a slow machine; a condition that holds ends the wait at once. */
const soon = { timeout: 15_000 };

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

const booking = (id: string, data: object = {}) => ({
  id,
  type: 'booking',
  data: {
    id: `b-${id}`,
    start: '2026-06-04T11:30:00',
    status: 'planned',
    patient: { name: 'Валерия Сергеевна', phones: [{ number: '+7(912)345-67-89' }] },
    ...data,
  },
});

const post = (body: unknown, headers: Record<string, string> = {}) => ({
  method: 'POST',
  body: typeof body === 'string' ? body : JSON.stringify(body),
  headers,
});

const rows = () =>
  gateway.database.sql.query<{
    id: string;
    infobase_id: string;
    event_id: string;
    type: string;
    payload: Json;
  }>('SELECT id, infobase_id, event_id, type, payload FROM onec_event ORDER BY received_at, id');

describe('POST /v1/onec/events', () => {
  it('keeps each good event as it came, queues a pointer to it and names what is wrong with a bad one', async () => {
    const good = booking('e1', { unknown_field: { deep: [1] } });
    const reply = await call(
      gateway,
      '/v1/onec/events',
      post({ events: [good, { id: 'e2', type: 'booking', data: {} }] }),
    );
    expect(reply.status).toBe(202);
    expectDocumented('events', reply);
    expect(reply.body.results).toMatchObject([
      { id: 'e1', status: 'accepted', error: null },
      { id: 'e2', status: 'rejected', error: { field: 'data.id' } },
    ]);
    const [row] = await rows();
    expect(row).toMatchObject({ infobase_id: 'clinic', event_id: 'e1', type: 'booking', payload: good });
    const jobs = await gateway.takeJobs();
    await expect.poll(() => jobs.onec, soon).toEqual([{ kind: 'pointer', id: row?.id }]);
    await jobs.stop();
  });

  it('calls the same event a duplicate and keeps it once, also within one request', async () => {
    const twice = await call(gateway, '/v1/onec/events', post([booking('e1'), booking('e1')]));
    expect(twice.body.results.map((result: Json) => result.status).sort()).toEqual(['accepted', 'duplicate']);
    const again = await call(gateway, '/v1/onec/events', post(booking('e1')));
    expect(again.body.results).toEqual([{ id: 'e1', status: 'duplicate', error: null }]);
    expect(await rows()).toHaveLength(1);
  });

  it('takes the same event id about another booking as another event, with a warning', async () => {
    await call(gateway, '/v1/onec/events', post(booking('e1')));
    const reply = await call(gateway, '/v1/onec/events', post(booking('e1', { id: 'b-other' })));
    expect(reply.body.results[0].status).toBe('accepted');
    expect(reply.body.warnings).toContainEqual(expect.objectContaining({ id: 'e1', code: 'id_reused' }));
    expect(await rows()).toHaveLength(2);
  });

  it('answers 422 with the reasons when every event is bad', async () => {
    const reply = await call(
      gateway,
      '/v1/onec/events',
      post([{ type: 'booking' }, { id: 'x', type: 'nonsense' }]),
    );
    expect(reply.status).toBe(422);
    expectDocumented('events', reply);
    expect(reply.body).not.toHaveProperty('id');
    expect(reply.body.results).toHaveLength(2);
  });

  it.each([
    ['', 400, 'empty_body'],
    ['\uFEFF', 400, 'empty_body'],
    ['{"a":', 400, 'bad_json'],
    [`${'['.repeat(100)}${']'.repeat(100)}`, 400, 'too_deep'],
    [
      JSON.stringify(Array.from({ length: 501 }, (_, index) => booking(String(index)))),
      413,
      'too_many_events',
    ],
    [`"${'x'.repeat(2 * 1024 * 1024)}"`, 413, 'too_large'],
  ])('refuses an unreadable body %#', async (body, status, code) => {
    const reply = await call(gateway, '/v1/onec/events', post(body));
    expect(reply.status).toBe(status);
    expectDocumented('events', reply);
    expect(reply.body.error.code).toBe(code);
  });

  it('reads windows-1251 for an infobase that opted in, and refuses it for another', async () => {
    const body = Uint8Array.from(
      Buffer.from(
        JSON.stringify(booking('e1', { comment: 'X', patient: { name: 'A' } })).replace('X', '\u00c0'),
        'latin1',
      ),
    );
    expect((await call(gateway, '/v1/onec/events', { method: 'POST', body })).status).toBe(202);
    expect((await rows())[0]?.payload.data.comment).toBe('А');
    const other = await call(gateway, '/v1/onec/events', { method: 'POST', body, secret: secrets.dental });
    expect(other.status).toBe(400);
    expect(other.body.error.code).toBe('bad_encoding');
  });

  it('writes one line about a request, without its content', async () => {
    await call(gateway, '/v1/onec/events', post([booking('e1'), booking('e2')]));
    expect(gateway.logs()).toContain('"event":"events.accepted"');
    expect(gateway.logs()).toContain('"accepted":2');
    expect(gateway.logs()).not.toMatch(/Валерия|912345|secret/);
  });
});

describe('authentication', () => {
  const basic = (user: string, password: string) => ({
    authorization: `Basic ${Buffer.from(`${user}:${password}`).toString('base64')}`,
  });

  it('takes Basic and Bearer', async () => {
    const ping = await call(gateway, '/v1/onec/ping');
    expectDocumented('ping', ping);
    expect(ping.body).toMatchObject({ ok: true, infobase: 'clinic' });
    const reply = await call(gateway, '/v1/onec/ping', { headers: basic('dental', secrets.dental) });
    expect(reply.body).toMatchObject({ infobase: 'dental' });
    expect(reply.body.server_time).toMatch(/T\d\d:\d\d:\d\d\+05:00$/);
  });

  it('refuses everything else after a pause and without detail', async () => {
    const before = performance.now();
    const replies = await Promise.all([
      call(gateway, '/v1/onec/ping', { secret: 'wrong' }),
      call(gateway, '/v1/onec/ping', { headers: basic('clinic', secrets.dental) }),
      call(gateway, '/v1/onec/ping', { headers: basic('nobody', secrets.clinic) }),
      call(gateway, '/v1/onec/ping', { headers: { authorization: 'nonsense' } }),
    ]);
    expect(performance.now() - before).toBeGreaterThan(290);
    for (const reply of replies) {
      expect(reply.status).toBe(401);
      expectDocumented('ping', reply);
      expect(reply.headers.get('www-authenticate')).toContain('Basic');
      expect(reply.body.error).toEqual({ ...replies[0].body.error });
    }
  });

  it('stops answering failures of one address after many, and goes on serving those who know the secret', async () => {
    const wrong = Array.from({ length: 70 }, () => call(gateway, '/v1/onec/ping', { secret: 'wrong' }));
    const statuses = (await Promise.all(wrong)).map((reply) => reply.status);
    expect(statuses.filter((status) => status === 401)).toHaveLength(60);
    expect(statuses.filter((status) => status === 429)).toHaveLength(10);
    expect((await call(gateway, '/v1/onec/ping')).status).toBe(200);
  });

  it('limits the requests of one infobase with Retry-After, and not those of another', async () => {
    const limited = await startTestGateway(stores, { rates: { infobase: 3 } });
    const replies = await Promise.all(Array.from({ length: 5 }, () => call(limited, '/v1/onec/ping')));
    const refused = replies.filter((reply) => reply.status === 429);
    expect(refused).toHaveLength(2);
    expect(Number(refused[0]?.headers.get('retry-after'))).toBeGreaterThanOrEqual(1);
    expect((await call(limited, '/v1/onec/ping', { secret: secrets.dental })).status).toBe(200);
    await limited.close();
  });
});

describe('POST /v1/onec/commands', () => {
  it('acts once for the same id', async () => {
    const command = { id: 'c-1', command: 'booking.stop', booking_id: 'b-1' };
    const first = await call(gateway, '/v1/onec/commands', post(command));
    expect(first.status).toBe(202);
    expectDocumented('commands', first);
    expect(first.body).toMatchObject({ status: 'accepted', call_id: null });
    expect((await call(gateway, '/v1/onec/commands', post(command))).body.status).toBe('duplicate');
    expect(await rows()).toMatchObject([{ type: 'booking.stop', payload: command }]);
  });

  it('names an unknown command', async () => {
    const reply = await call(
      gateway,
      '/v1/onec/commands',
      post({ id: 'c-1', command: 'dance', booking_id: 'b' }),
    );
    expect(reply.status).toBe(422);
    expect(reply.body.error).toMatchObject({ code: 'unknown_command', field: 'command' });
  });
});

describe('POST /v1/onec/compat/voicebox', () => {
  const order = (guid = 'b70a03fe-e239-11ec-0c87-fe3375dcbab9') => ({
    method: '5f3d0c1e-8a77-4f0e-9a67-1c6f2f0b7a11',
    data: { number: '79123456789', guid, name: 'Валерия Сергеевна', visit: 'Эндоскопист 4 июня' },
  });
  const seedHeaders = { 'content-type': 'application/json charset=utf-8' };
  const send = (running: RunningGateway, body: object, headers = {}) =>
    call(running, '/v1/onec/compat/voicebox', post(body, { ...seedHeaders, ...headers }));

  it('gives the call id as VoiceBox does, and the same one for the same body', async () => {
    const first = await send(gateway, order());
    expect(first.status).toBe(200);
    expectDocumented('voicebox', first);
    expect((await send(gateway, order())).body).toEqual(first.body);
    expect((await send(gateway, order('other'))).body.id).not.toBe(first.body.id);
    const { id } = first.body;
    expect((await rows())[0]).toMatchObject({ id, event_id: id, type: 'voicebox.call', payload: order() });
    expect(await rows()).toHaveLength(2);
  });

  it('knows a repetition for ten minutes, whatever the clock shows', async () => {
    let now = Date.parse('2026-06-03T08:09:00Z');
    const timed = await startTestGateway(stores, { clock: () => new Date(now) });
    const first = await send(timed, order());
    now += 9 * 60_000;
    expect((await send(timed, order())).body).toEqual(first.body);
    now += 2 * 60_000;
    expect((await send(timed, order())).body.id).not.toBe(first.body.id);
    await timed.close();
  });

  it('goes by the Idempotency-Key when there is one', async () => {
    const first = await send(gateway, order(), { 'idempotency-key': 'k1' });
    const changed = { ...order(), method: 'other' };
    expect((await send(gateway, changed, { 'idempotency-key': 'k1' })).body).toEqual(first.body);
    expect((await send(gateway, order(), { 'idempotency-key': 'k2' })).body.id).not.toBe(first.body.id);
  });

  it('never puts an id at the top of an error', async () => {
    const reply = await send(gateway, { method: 'x', data: { number: '79123456789' } });
    expect(reply.status).toBe(422);
    expectDocumented('voicebox', reply);
    expect(reply.body).not.toHaveProperty('id');
  });
});

describe('/hooks/{account}/{token}', () => {
  const path = `/hooks/mtt-main/${secrets.hook}`;
  const signed = {
    'x-signature': 'good',
    'content-type': 'application/json charset=utf-8',
    authorization: 'Basic eA==',
  };
  const kept = () =>
    gateway.database.sql.query<Json>(
      'SELECT account_id, method, path, query, headers, body FROM provider_event',
    );

  it('keeps the event raw before it gives the answer the provider expects', async () => {
    const reply = await call(gateway, `${path}/events/call?a=%CF`, {
      method: 'PUT',
      body: 'не JSON',
      headers: signed,
    });
    expect([reply.status, reply.body, reply.headers.get('content-type')]).toEqual([
      200,
      'ok /events/call',
      'text/plain',
    ]);
    const [row] = await kept();
    expect(row).toMatchObject({
      account_id: 'mtt-main',
      method: 'PUT',
      path: '/events/call',
      query: 'a=%CF',
      headers: { 'content-type': 'application/json charset=utf-8' },
    });
    expect(Buffer.from(row.body).toString()).toBe('не JSON');
    const jobs = await gateway.takeJobs();
    await expect.poll(() => jobs.provider, soon).toMatchObject([{ kind: 'pointer' }]);
    await jobs.stop();
  });

  it('needs no body', async () => {
    expect((await call(gateway, path, { headers: signed })).status).toBe(200);
    expect(await kept()).toHaveLength(1);
  });

  it('tells nothing about a wrong account, token or signature, and keeps nothing', async () => {
    const unknown = await call(gateway, `/hooks/nobody/${secrets.hook}`, { headers: signed });
    const wrong = await call(gateway, '/hooks/mtt-main/wrong-token-0123456789', { headers: signed });
    const forged = await call(gateway, path, { headers: { 'x-signature': 'bad' } });
    expect([unknown.status, wrong.status, forged.status]).toEqual([404, 404, 401]);
    expect(unknown.body.error).toEqual(wrong.body.error);
    for (const reply of [unknown, wrong, forged]) expectDocumented('hooks', reply);
    expect(await kept()).toEqual([]);
    expect(await gateway.metrics()).toMatch(
      /gateway_webhooks_total\{account="mtt-main",result="forged",app="gateway"\} 1/,
    );
    expect(gateway.logs()).not.toContain(secrets.hook);
  });

  it('limits the rate of an account with Retry-After', async () => {
    const limited = await startTestGateway(stores, { rates: { account: 2 } });
    const replies = await Promise.all([1, 2, 3].map(() => call(limited, path, { headers: signed })));
    expect(replies.map((reply) => reply.status).sort()).toEqual([200, 200, 429]);
    await limited.close();
  });
});
