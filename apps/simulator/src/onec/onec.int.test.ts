import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { basic, outboxEvent, pushEvents, signed } from '../__fixtures__/requests.ts';
import { createSimulator } from '../simulator.ts';
import type { Simulator } from '../simulator.ts';
import type { OnecMode } from './onec.settings.ts';

let simulator: Simulator;
let url: string;

beforeEach(async () => {
  simulator = createSimulator({ onec: { clinic: {} } });
  ({ url } = await simulator.start());
});
afterEach(() => simulator.stop());

const events = () => simulator.ledger.snapshot().events;
const violationKinds = () => simulator.ledger.snapshot().violations.map(({ kind }) => kind);
const results = async (response: Response) => ((await response.json()) as { results: unknown[] }).results;

describe('1C taking events', () => {
  it('files a batch in order and says so for each', async () => {
    const response = await pushEvents(url, [outboxEvent(1), outboxEvent(2)]);
    expect(await results(response)).toEqual([
      { id: 'event-1', status: 'accepted', error: null },
      { id: 'event-2', status: 'accepted', error: null },
    ]);
    expect(events()).toMatchObject([
      { infobase: 'clinic', id: 'event-1', seq: '000000000001', batch: 'batch-1', subject: 'booking-1' },
      { id: 'event-2', type: 'booking.call_started', data: { booking_id: 'booking-1' } },
    ]);
    expect(simulator.ledger.snapshot().requests).toMatchObject([
      { mode: 'ok', status: 200, events: 2, parallel: 1, signature: 'unchecked' },
    ]);
    expect(violationKinds()).toEqual([]);
  });

  it('knows a duplicate', async () => {
    await pushEvents(url, [outboxEvent(1)]);
    expect(await results(await pushEvents(url, [outboxEvent(1)]))).toMatchObject([{ status: 'duplicate' }]);
    expect(events()[1]?.duplicateOf).toBe(events()[0]?.sequence);
  });

  it('answers 401 to others, 404 as HTML where nothing is published', async () => {
    expect((await pushEvents(url, [outboxEvent(1)], { authorization: basic('perezvon', 'x') })).status).toBe(
      401,
    );
    const unknown = await pushEvents(url, [outboxEvent(1)], { infobase: 'other' });
    expect([unknown.status, await unknown.text()]).toEqual([404, expect.stringContaining('<!DOCTYPE')]);
    expect(events()).toEqual([]);
  });

  it('notes events that break the contract, long batches and missing headers', async () => {
    const badData = outboxEvent(1, { data: { booking_id: 'booking-1' } });
    const badEnvelope = outboxEvent(2, { time: '2026-06-03T12:00:00.123Z' });
    await pushEvents(url, [badData, badEnvelope]);
    expect(violationKinds()).toEqual(['bad_event', 'bad_event']);
    simulator.ledger.clear();
    const many = Array.from({ length: 21 }, (_, index) => outboxEvent(index + 1));
    await pushEvents(url, many, { 'webhook-id': '', 'content-type': 'text/plain' });
    expect(violationKinds()).toEqual(['bad_content_type', 'no_webhook_id', 'batch_too_long']);
    expect((await pushEvents(url, [])).status).toBe(400);
  });

  it('checks signatures where a secret is set', async () => {
    const secret = Buffer.from('secret').toString('base64');
    simulator.onec('clinic', { settings: { signingSecret: `whsec_${secret}` } });
    const headers = signed([outboxEvent(1)], secret);
    await pushEvents(url, [outboxEvent(1)], headers);
    await pushEvents(url, [outboxEvent(2)], headers);
    expect(simulator.ledger.snapshot().requests.map((request) => request.signature)).toEqual([
      'valid',
      'invalid',
    ]);
    expect(violationKinds()).toEqual(['bad_signature']);
  });
});

describe('1C in a bad mood', () => {
  const inMode = async (mode: OnecMode) => {
    simulator.onec('clinic', { mode, for: { requests: 1 }, retryAfterSeconds: 9 });
    const response = await pushEvents(url, [outboxEvent(1), outboxEvent(2), outboxEvent(3)]);
    return { response, text: await response.text() };
  };

  const moods = [
    { mode: 'unauthorized', status: 401, says: '<!DOCTYPE', keeps: 0 },
    { mode: 'not_found', status: 404, says: '<!DOCTYPE', keeps: 0 },
    { mode: 'gone', status: 410, says: '', keeps: 0 },
    { mode: 'session_required', status: 400, says: 'IBSession', keeps: 0 },
    { mode: 'server_error', status: 500, says: 'Деление на 0', keeps: 0 },
    { mode: 'no_licence', status: 500, says: 'Недостаточно лицензий', keeps: 0 },
    { mode: 'unavailable', status: 503, says: 'Начало сеанса запрещено', keeps: 0 },
    { mode: 'too_many', status: 429, says: '', keeps: 0 },
    { mode: 'login_page', status: 200, says: '<!DOCTYPE', keeps: 0 },
    { mode: 'empty', status: 200, says: '', keeps: 3 },
    { mode: 'text', status: 200, says: 'Принято', keeps: 3 },
    { mode: 'missing_ids', status: 200, says: 'event-3', keeps: 2 },
  ] as const;

  it.each(moods)(
    '$mode answers $status once and keeps $keeps of 3',
    async ({ mode, status, says, keeps }) => {
      const { response, text } = await inMode(mode);
      expect(response.status).toBe(status);
      expect(text).toContain(says);
      expect(events()).toHaveLength(keeps);
      const retryAfter = mode === 'unavailable' || mode === 'too_many' ? '9' : null;
      expect(response.headers.get('retry-after')).toBe(retryAfter);
      expect((await pushEvents(url, [outboxEvent(1)])).status).toBe(200);
    },
  );

  it('leaves out of missing_ids exactly the events it did not keep', async () => {
    const { text } = await inMode('missing_ids');
    expect(text).not.toContain('event-2');
    expect(events().map(({ id }) => id)).toEqual(['event-1', 'event-3']);
  });

  it.each([
    ['rejected', 'rejected'],
    ['retry', 'retry'],
  ] as const)('%s answers so for every event, which stays new', async (mode, status) => {
    const { text } = await inMode(mode);
    expect(JSON.parse(text).results).toMatchObject([{ status }, { status }, { status }]);
    expect(await results(await pushEvents(url, [outboxEvent(1)]))).toMatchObject([{ status: 'accepted' }]);
  });

  it.each([
    ['down', 0],
    ['reply_lost', 1],
  ] as const)('%s cuts the connection with %i events kept', async (mode, kept) => {
    simulator.onec('clinic', { mode });
    await expect(pushEvents(url, [outboxEvent(1)])).rejects.toThrow('fetch failed');
    expect(events()).toHaveLength(kept);
    expect(simulator.ledger.snapshot().requests[0]?.status).toBeNull();
    simulator.onec('clinic', { mode: 'ok' });
    expect((await pushEvents(url, [outboxEvent(2)])).status).toBe(200);
  });

  it.each([
    ['hang', 0],
    ['hang_after', 1],
  ] as const)('%s never answers, with %i events kept, and stays busy meanwhile', async (mode, kept) => {
    simulator.onec('clinic', { mode, for: { requests: 1 } });
    const controller = new AbortController();
    const hanging = fetch(`${url}/onec/clinic/hs/perezvon/v1/events`, {
      method: 'POST',
      signal: controller.signal,
      headers: { authorization: basic('perezvon', 'perezvon'), 'content-type': 'application/json' },
      body: JSON.stringify({ batch: 'b', events: [outboxEvent(1)] }),
    });
    hanging.catch(() => undefined);
    await expect.poll(() => simulator.ledger.snapshot().requests.length).toBe(1);
    expect((await pushEvents(url, [outboxEvent(2)])).status).toBe(200);
    expect(simulator.ledger.snapshot().peaks['onec/clinic']).toBe(2);
    controller.abort();
    await expect(hanging).rejects.toThrow();
    expect(events().filter(({ id }) => id === 'event-1')).toHaveLength(kept);
    await expect
      .poll(async () => {
        await pushEvents(url, [outboxEvent(3)]);
        return simulator.ledger.snapshot().requests.at(-1)?.parallel;
      })
      .toBe(1);
  });

  it('answers single events by rule, so many times', async () => {
    simulator.onec('clinic', {
      rules: [
        { subject: 'booking-1', status: 'retry', times: 1 },
        {
          type: 'booking.call_started',
          subject: 'booking-2',
          status: 'rejected',
          error: 'Документ не найден',
        },
      ],
    });
    const batch = [
      outboxEvent(1),
      outboxEvent(2, { subject: 'booking-2' }),
      outboxEvent(3, { subject: 'b3' }),
    ];
    expect(await results(await pushEvents(url, batch))).toMatchObject([
      { status: 'retry' },
      { status: 'rejected', error: 'Документ не найден' },
      { status: 'accepted' },
    ]);
    expect(await results(await pushEvents(url, batch))).toMatchObject([
      { status: 'accepted' },
      { status: 'rejected' },
      { status: 'duplicate' },
    ]);
  });

  it('draws modes by weight, the same for the same seed', async () => {
    const modesOf = async (seed: string) => {
      const other = createSimulator({
        seed,
        onec: { clinic: { random: { ok: 1, server_error: 1, empty: 1 } } },
      });
      const { url: address } = await other.start();
      for (let count = 1; count <= 20; count += 1) await pushEvents(address, [outboxEvent(count)]);
      const modes = other.ledger.snapshot().requests.map(({ mode }) => mode);
      await other.stop();
      return modes;
    };
    const modes = await modesOf('7');
    expect(new Set(modes)).toEqual(new Set(['ok', 'server_error', 'empty']));
    expect(await modesOf('7')).toEqual(modes);
  });
});

describe('1C as a platform', () => {
  it('puts a BOM before its reply where it is set so', async () => {
    simulator.onec('clinic', { settings: { bom: true } });
    const bytes = Buffer.from(await (await pushEvents(url, [outboxEvent(1)])).arrayBuffer());
    expect(bytes.subarray(0, 4).toString('hex')).toBe('efbbbf7b');
  });

  it('wants IBSession in `use` mode and then keeps the cookie', async () => {
    simulator.onec('clinic', { settings: { sessions: 'use' } });
    const refused = await pushEvents(url, [outboxEvent(1)]);
    expect([refused.status, await refused.text()]).toEqual([400, expect.stringContaining('IBSession')]);
    const started = await pushEvents(url, [outboxEvent(1)], { ibsession: 'start' });
    const cookie = started.headers.get('set-cookie')?.split(';')[0] ?? '';
    expect(cookie).toMatch(/^ibsession=/);
    expect((await pushEvents(url, [outboxEvent(2)], { cookie })).status).toBe(200);
    simulator.onec('clinic', { dropSessions: true });
    expect((await pushEvents(url, [outboxEvent(3)], { cookie })).status).toBe(400);
    expect(events()).toHaveLength(2);
  });

  it('runs out of licences and notes requests over what was agreed', async () => {
    simulator.onec('clinic', { settings: { licences: 1, maxParallel: 1, delayMs: 800 } });
    const statuses = await Promise.all(
      [1, 2].map(async (seq) => (await pushEvents(url, [outboxEvent(seq)])).status),
    );
    expect(statuses.sort()).toEqual([200, 500]);
    expect(violationKinds()).toEqual(['over_parallel']);
  });

  it('keeps its other settings when one changes', async () => {
    simulator.onec('clinic', { settings: { bom: true } });
    simulator.onec('clinic', { settings: { username: 'other', password: 'öther' } });
    const response = await pushEvents(url, [outboxEvent(1)], { authorization: basic('other', 'öther') });
    expect(Buffer.from(await response.arrayBuffer())[0]).toBe(0xef);
    expect(() => simulator.onec('clinic', { settings: { bomb: true } as never })).toThrow(/bomb/);
  });
});
