import { afterEach, describe, expect, it, vi } from 'vitest';
import { outboxEvent, placeCall, pushEvents, voicebox } from './__fixtures__/requests.ts';
import { connectSimulator } from './client.ts';
import { judge } from './judge.ts';
import { createSimulator } from './simulator.ts';
import type { Simulator, SimulatorOptions } from './simulator.ts';

const running: Simulator[] = [];
const start = async (options: SimulatorOptions = {}) => {
  const simulator = createSimulator({ robots: { 'mtt-main': voicebox() }, ...options });
  running.push(simulator);
  const { url, port } = await simulator.start();
  return { simulator, url, port, client: connectSimulator(url) };
};
afterEach(async () => {
  for (const simulator of running.splice(0)) await simulator.stop();
});

const get = async (url: string) => (await fetch(url)).json();
const put = (url: string, body: unknown) => fetch(url, { method: 'PUT', body: JSON.stringify(body) });
const silent = { answer: 'silence', ringMs: 0 } as const;

describe('control API', () => {
  it('scripts one phone, all phones, and forgets them', async () => {
    const { url, client, simulator } = await start();
    await put(`${url}/control/phones/79161234567`, { calls: [{ reply: 'status', status: 500 }, silent] });
    expect((await placeCall(url)).status).toBe(500);
    expect((await placeCall(url)).status).toBe(200);
    await client.setPhones({ '79161234567': [{ reply: 'status', status: 404 }] });
    expect((await placeCall(url)).status).toBe(404);
    await fetch(`${url}/control/phones/79161234567`, { method: 'DELETE' });
    expect((await placeCall(url)).status).toBe(200);
    expect(simulator.ledger.snapshot().calls).toHaveLength(4);
  });

  it('sets up parties that were not there at the start', async () => {
    const { url, client } = await start();
    expect((await pushEvents(url, [outboxEvent(1)])).status).toBe(404);
    await client.onec('clinic', { mode: 'unavailable', for: { requests: 1 } });
    expect((await pushEvents(url, [outboxEvent(1)])).status).toBe(503);
    expect((await pushEvents(url, [outboxEvent(1)])).status).toBe(200);
    const { settings } = voicebox();
    await client.robot('mtt-main', { settings: { ...settings, password: 'another' } });
    expect((await placeCall(url)).status).toBe(401);
    await client.setDefaults({ replies: { no_id: 1 } });
    await client.robot('mtt-main', voicebox());
    expect(await (await placeCall(url)).json()).toEqual({ result: 'ok' });
    await vi.waitFor(async () => expect((await client.activity()).calls).toBe(0), { interval: 5 });
    expect(await client.activity()).toEqual({ calls: 0, pending: 0 });
  });

  it('says what is wrong with a body and names what it does not have', async () => {
    const { url, client } = await start();
    await expect(client.robot('mtt-main', { hookUlr: null } as never)).rejects.toThrow(/400.*hookUlr/);
    await expect(client.robot('new', { hookUrl: null })).rejects.toThrow(/400.*provider/);
    await expect(client.robot('a/b', voicebox())).rejects.toThrow(/400.*name/);
    await expect(client.robot('new', { ...voicebox(), settings: {} })).rejects.toThrow(/400.*password/);
    const statuses = [
      await put(`${url}/control/phones/7916`, { calls: [] }),
      await fetch(`${url}/control/onec/clinic`, { method: 'PUT', body: '{' }),
      await put(`${url}/control/onec`, {}),
      await put(`${url}/control/sipuni`, {}),
      await fetch(`${url}/robots/new/`),
      await fetch(`${url}/ledger/nothing`),
      await fetch(`${url}/nothing`),
    ].map(({ status }) => status);
    expect(statuses).toEqual([400, 400, 400, 404, 404, 404, 404]);
  });
});

describe('ledger over HTTP', () => {
  it('lists calls and events by any field, sums up, and is emptied', async () => {
    const { url, client } = await start({ onec: { clinic: {}, other: {} } });
    await client.setPhones({ '79161234567': [silent], '79161234568': [silent] });
    await placeCall(url);
    await placeCall(url, { number: '79161234568' });
    await pushEvents(url, [outboxEvent(1), outboxEvent(2, { subject: 'booking-2' })]);
    await pushEvents(url, [outboxEvent(1)], { infobase: 'other' });
    expect(await get(`${url}/ledger/calls?phone=79161234568`)).toMatchObject([{ phone: '79161234568' }]);
    const found = await get(`${url}/ledger/events?infobase=clinic&subject=booking-2`);
    expect(found).toMatchObject([{ id: 'event-2' }]);
    expect(await get(`${url}/ledger/events?infobase=other`)).toHaveLength(1);
    expect(await get(`${url}/ledger/summary`)).toMatchObject({ calls: 2, placed: 2, events: 3, requests: 2 });
    expect((await client.ledger()).calls).toHaveLength(2);
    await client.clearLedger();
    expect(await get(`${url}/ledger`)).toEqual({
      calls: [],
      events: [],
      requests: [],
      effects: [],
      violations: [],
      peaks: {},
    });
  });

  it('holds tens of thousands of calls and is judged in little time', async () => {
    const { simulator, client } = await start();
    const record = simulator.ledger;
    for (let count = 0; count < 30_000; count += 1) {
      const call = record.addCall({
        provider: 'mtt-voicebox',
        account: 'mtt-main',
        id: `id-${count}`,
        phone: `7916${String(count % 10_000).padStart(7, '0')}`,
        guid: `guid-${count}`,
        name: null,
        visit: null,
        spoken: null,
        placed: true,
        replied: 'ok',
        replyId: `id-${count}`,
        echoesGuid: false,
        scenario: simulator.scripts.next('79160000000'),
      });
      record.addWebhook(call, {
        stage: 'marker',
        answer: null,
        body: '{"response":"Ошибка"}',
        malformed: null,
      });
    }
    const snapshot = await client.ledger();
    expect(snapshot.calls).toHaveLength(30_000);
    const before = performance.now();
    expect(judge(snapshot).counts.unreported_call).toBe(30_000);
    expect(performance.now() - before).toBeLessThan(5_000);
  });
});

describe('start and stop', () => {
  it('stamps the ledger by the clock it is given', async () => {
    const { url, simulator } = await start({ clock: () => new Date('2026-06-03T09:00:00Z') });
    await placeCall(url);
    expect(simulator.ledger.snapshot().calls[0]?.requestedAt).toBe('2026-06-03T09:00:00.000Z');
  });

  it('refuses connections while stopped and goes on with the same ledger on the same port', async () => {
    const { simulator, url, port } = await start({ onec: { clinic: {} } });
    await pushEvents(url, [outboxEvent(1)]);
    await simulator.stop();
    await expect(pushEvents(url, [outboxEvent(1)])).rejects.toThrow('fetch failed');
    await simulator.start({ port });
    const response = await pushEvents(url, [outboxEvent(1)]);
    expect(await response.json()).toMatchObject({ results: [{ status: 'duplicate' }] });
  });

  it('drops what was planned when it stops', async () => {
    const { simulator, url, client } = await start();
    await client.setPhones({ '79161234567': [{ answer: 'confirmed', ringMs: 60_000 }] });
    await placeCall(url);
    expect(simulator.activity()).toMatchObject({ calls: 1, pending: 2 + 2 });
    await simulator.stop();
    expect(simulator.activity()).toEqual({ calls: 0, pending: 0 });
  });
});
