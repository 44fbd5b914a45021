import { describe, expect, test, vi } from 'vitest';
import { client, closedOrigin, post, serve } from './__fixtures__/far-side.ts';
import type { CircuitState } from './circuit.ts';

/** Answers with the statuses in turn, the last for ever; `0` cuts the connection. */
const failing = async (...statuses: [number, ...number[]]) => {
  const seen: number[] = [];
  const { origin } = await serve((request, response) => {
    const status = statuses[Math.min(seen.length, statuses.length - 1)] ?? 0;
    seen.push(status);
    if (status === 0) request.socket.destroy();
    else response.writeHead(status).end(String(seen.length));
  });
  return { origin, seen };
};

const ask = (origin: string, extra: object = {}) => post(origin, { isSafeToRepeat: true, ...extra });

describe('repetition', () => {
  test('of a question is tried after a fault', async () => {
    for (const fault of [500, 0]) {
      const { origin, seen } = await failing(fault, 200);
      expect(await client(origin).send(ask(origin))).toMatchObject({ kind: 'reply', status: 200 });
      expect(seen).toEqual([fault, 200]);
    }
  });

  test('is tried at most twice', async () => {
    const { origin, seen } = await failing(502);
    expect(await client(origin).send(ask(origin))).toMatchObject({ kind: 'reply', status: 502, body: '3' });
    expect(seen).toHaveLength(3);
  });

  test('never happens to what is not safe to repeat', async () => {
    for (const fault of [500, 0]) {
      const { origin, seen } = await failing(fault, 200);
      await client(origin).send(post(origin));
      expect(seen).toEqual([fault]);
    }
  });

  test('does not follow an answer about the request itself', async () => {
    const { origin, seen } = await failing(429);
    await client(origin).send(ask(origin));
    expect(seen).toEqual([429]);
  });

  test('does not go beyond the time limit, nor before the provider wants it', async () => {
    const requests: string[] = [];
    const { origin } = await serve((request, response) => {
      requests.push(request.url ?? '');
      response.writeHead(503, { 'Retry-After': '60' }).end();
    });
    expect(await client(origin).send(ask(origin))).toMatchObject({ kind: 'reply', status: 503 });
    expect(requests).toHaveLength(1);
  });

  test('never calls unsent what an earlier attempt may have brought', async () => {
    const { origin, server } = await serve((request) => {
      server.close();
      request.socket.destroy();
    });
    const result = await client(origin).send(ask(origin));
    expect(result.kind).toBe('lost');
  });

  test('of a stream starts from its beginning', async () => {
    const { origin, seen } = await failing(500, 200);
    const opened = await client(origin).open(ask(origin));
    expect(opened).toMatchObject({ kind: 'reply', status: 200 });
    expect(seen).toHaveLength(2);
    if (opened.kind === 'reply') opened.body.destroy();
  });

  test('ends with the client', async () => {
    const origin = await closedOrigin();
    const http = client(origin);
    const result = http.send(ask(origin));
    http.close();
    expect(await result).toEqual({ kind: 'unsent', detail: 'клиент закрыт' });
    expect(await http.send(post(origin))).toEqual({ kind: 'unsent', detail: 'клиент закрыт' });
  });
});

describe('the circuit', () => {
  test('opens after faults in a row, says when it tries again, and closes after a success', async () => {
    const states: CircuitState[] = [];
    const { origin, seen } = await failing(500, 0, 500, 200);
    const circuit = { failures: 3, halfOpenAfterMs: 300 };
    const http = client(origin, { circuit, onCircuit: (state) => states.push(state) });
    for (let index = 0; index < 3; index += 1) await http.send(post(origin));
    expect(states).toEqual(['open']);
    const blocked = await http.send(post(origin));
    expect(blocked).toMatchObject({
      kind: 'unsent',
      detail: 'провайдер не отвечает, запросы приостановлены',
    });
    expect(blocked.kind === 'unsent' ? (blocked.retryAfterMs ?? 0) : 0).toBeGreaterThan(0);
    expect(blocked.kind === 'unsent' ? (blocked.retryAfterMs ?? 0) : 0).toBeLessThanOrEqual(300);
    expect(seen).toHaveLength(3);
    await vi.waitFor(async () => expect((await http.send(post(origin))).kind).toBe('reply'));
    expect(states).toEqual(['open', 'half-open', 'closed']);
  });

  test('lets one request through when it tries again', async () => {
    let requests = 0;
    const { origin } = await serve((_request, response) => {
      requests += 1;
      if (requests === 1) response.writeHead(500).end();
    });
    const http = client(origin, { circuit: { failures: 1, halfOpenAfterMs: 1 } });
    await http.send(post(origin));
    await vi.waitFor(() => {
      void http.send(post(origin));
      expect(requests).toBe(2);
    });
    expect(await http.send(post(origin))).toMatchObject({ kind: 'unsent', retryAfterMs: 1000 });
    expect(requests).toBe(2);
  });

  test('stays closed while successes and refusals come between the faults', async () => {
    const { origin, seen } = await failing(500, 400, 500, 429, 500, 200, 500);
    const states: CircuitState[] = [];
    const http = client(origin, { circuit: { failures: 2 }, onCircuit: (state) => states.push(state) });
    for (let index = 0; index < 7; index += 1) await http.send(post(origin));
    expect(seen).toHaveLength(7);
    expect(states).toEqual([]);
  });

  test('counts what never reached the provider, and belongs to one client only', async () => {
    const origin = await closedOrigin();
    const http = client(origin, { circuit: { failures: 2 } });
    for (let index = 0; index < 2; index += 1) await http.send(post(origin));
    expect(await http.send(post(origin))).toHaveProperty('retryAfterMs');
    expect(await client(origin).send(post(origin))).not.toHaveProperty('retryAfterMs');
  });

  test('gives the honest answer even when its listener fails', async () => {
    const { origin } = await failing(500);
    const onCircuit = () => {
      throw new Error('listener');
    };
    expect(await client(origin, { circuit: { failures: 1 }, onCircuit }).send(post(origin))).toMatchObject({
      kind: 'reply',
      status: 500,
    });
  });
});

describe('the rates', () => {
  test('make requests wait for their turn', async () => {
    const arrivals: number[] = [];
    const { origin } = await serve((_request, response) => {
      arrivals.push(performance.now());
      response.end('ok');
    });
    const http = client(origin, { rates: [{ requests: 2, perMs: 300 }] });
    const results = await Promise.all(Array.from({ length: 4 }, () => http.send(post(origin))));
    expect(results.map((result) => result.kind)).toEqual(['reply', 'reply', 'reply', 'reply']);
    // Arrival differs from departure by the way there, which is short but not nothing.
    expect((arrivals[2] ?? 0) - (arrivals[0] ?? 0)).toBeGreaterThan(200);
  });

  test('leave a request unsent whose turn would come after its time limit', async () => {
    const { origin, seen } = await failing(200);
    const http = client(origin, { rates: [{ requests: 1, perMs: 60_000 }] });
    await http.send(post(origin));
    const result = await http.send(post(origin));
    expect(result).toMatchObject({ kind: 'unsent', detail: 'предел частоты запросов' });
    expect(result).toHaveProperty('retryAfterMs', expect.closeTo(60_000, -4));
    expect(seen).toHaveLength(1);
  });

  test('of a path leave other paths alone', async () => {
    const { origin, seen } = await failing(200);
    const http = client(origin, { rates: [{ requests: 1, perMs: 60_000, path: '/call' }] });
    await http.send(post(origin));
    expect(await http.send(post(origin, { url: `${origin}/call?again=1` }))).toMatchObject({
      kind: 'unsent',
    });
    expect(await http.send(post(origin, { url: `${origin}/other?next=/call` }))).toMatchObject({
      kind: 'reply',
    });
    expect(seen).toHaveLength(2);
  });

  test('hold no request back when the client is closed', async () => {
    const { origin } = await failing(200);
    const http = client(origin, { rates: [{ requests: 1, perMs: 10_000 }] });
    await http.send(post(origin));
    const waiting = http.send(post(origin));
    http.close();
    expect(await waiting).toEqual({ kind: 'unsent', detail: 'клиент закрыт' });
  });
});
