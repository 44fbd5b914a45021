import http from 'node:http';
import type { IncomingMessage, ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import { gzipSync } from 'node:zlib';
import type { OutboxEvent } from '@perezvon/contracts-events';
import { Webhook } from 'standardwebhooks';
import { afterEach, describe, expect, it } from 'vitest';
import type { DeliveryResult } from './delivery-result.ts';
import { createOnecClient } from './onec-client.ts';
import type { OnecClient, OnecClientOptions } from './onec-client.ts';

interface Received {
  method: string | undefined;
  url: string | undefined;
  headers: http.IncomingHttpHeaders;
  body: string;
  socketPort: number | undefined;
}

type Respond = (received: Received, response: ServerResponse, request: IncomingMessage) => void;

const closers: (() => Promise<void> | void)[] = [];

afterEach(async () => {
  for (const close of closers.splice(0).reverse()) await close();
});

/** A 1C HTTP service that behaves as told; keeps what it received. */
const startService = async (respond: Respond): Promise<{ url: string; received: Received[] }> => {
  const received: Received[] = [];
  const server = http.createServer((request, response) => {
    const chunks: Buffer[] = [];
    request.on('data', (chunk: Buffer) => chunks.push(chunk));
    request.on('end', () => {
      const { method, url, headers, socket } = request;
      const one = {
        method,
        url,
        headers,
        body: Buffer.concat(chunks).toString('utf8'),
        socketPort: socket.remotePort,
      };
      received.push(one);
      respond(one, response, request);
    });
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  closers.push(() => {
    server.closeAllConnections();
    return new Promise<void>((resolve) => server.close(() => resolve()));
  });
  const { port } = server.address() as AddressInfo;
  return { url: `http://127.0.0.1:${String(port)}/clinic/hs/perezvon/v1/events`, received };
};

const clientFor = (url: string, changes: Partial<OnecClientOptions> = {}): OnecClient => {
  const client = createOnecClient({
    url,
    username: 'Перезвон',
    password: 'сек:рет',
    format: 'events',
    signingSecret: null,
    timeoutMs: 5_000,
    maxReplyBytes: 100_000,
    clock: () => new Date(),
    ...changes,
  });
  closers.push(() => client.close());
  return client;
};

const event: OutboxEvent = {
  specversion: '1.0',
  id: 'e1',
  seq: '000000000001',
  source: 'perezvon',
  type: 'booking.call_started',
  subject: 'b1',
  time: '2026-06-03T10:00:00+03:00',
  data: { phone: '79123456789', booking_number: 'Ё-1' },
};
const deliver = (client: OnecClient): Promise<DeliveryResult> =>
  client.deliver({ batch: 'batch1', events: [event] });
const accepted = { kind: 'answered', results: [{ id: 'e1', status: 'accepted', error: null }] };

const resultsReply = (response: ServerResponse): void => {
  response.setHeader('Content-Type', 'application/json');
  response.end('\ufeff{"results":[{"id":"e1","status":"accepted","error":null}]}');
};

describe('the request', () => {
  it('is plain HTTP/1.1 with a length, Basic in UTF-8 and the batch as its id', async () => {
    const { url, received } = await startService((_, response) => resultsReply(response));
    expect(await deliver(clientFor(url))).toEqual(accepted);
    const [request] = received;
    expect(request).toMatchObject({ method: 'POST', url: '/clinic/hs/perezvon/v1/events' });
    expect(JSON.parse(request?.body ?? '')).toEqual({ batch: 'batch1', events: [event] });
    expect(request?.headers).toMatchObject({
      'content-type': 'application/json; charset=utf-8',
      'content-length': String(Buffer.byteLength(request?.body ?? '')),
      'accept-encoding': 'identity',
      authorization: `Basic ${Buffer.from('Перезвон:сек:рет').toString('base64')}`,
      'webhook-id': 'batch1',
    });
    for (const absent of [
      'transfer-encoding',
      'content-encoding',
      'webhook-signature',
      'ibsession',
      'cookie',
    ]) {
      expect(request?.headers[absent]).toBeUndefined();
    }
  });

  it('is signed by Standard Webhooks when there is a secret', async () => {
    const { url, received } = await startService((_, response) => resultsReply(response));
    const secret = `whsec_${Buffer.from('a secret of twenty-four b').toString('base64')}`;
    await deliver(clientFor(url, { signingSecret: secret }));
    const headers = received[0]?.headers as Record<string, string>;
    expect(() => new Webhook(secret).verify(received[0]?.body ?? '', headers)).not.toThrow();
    expect(() => new Webhook(secret).verify(`${received[0]?.body ?? ''} `, headers)).toThrow();
  });

  it('goes over one kept connection', async () => {
    const { url, received } = await startService((_, response) => resultsReply(response));
    const client = clientFor(url);
    await deliver(client);
    await deliver(client);
    expect(received).toHaveLength(2);
    expect(received[0]?.socketPort).toBe(received[1]?.socketPort);
  });

  it('never follows a redirect', async () => {
    const elsewhere = await startService((_, response) => resultsReply(response));
    const { url } = await startService((_, response) => {
      response.writeHead(307, { Location: elsewhere.url }).end();
    });
    expect(await deliver(clientFor(url))).toMatchObject({ kind: 'retry', reason: 'refused' });
    expect(elsewhere.received).toEqual([]);
  });
});

describe('the reply', () => {
  it('is a failure when it is a page', async () => {
    const { url } = await startService((_, response) => response.end('<!DOCTYPE html><html></html>'));
    expect(await deliver(clientFor(url))).toMatchObject({ kind: 'retry', reason: 'html' });
  });

  it('is read in windows-1251 too', async () => {
    const { url } = await startService((_, response) => {
      response.writeHead(500, { 'Content-Type': 'text/plain; charset=windows-1251', 'Retry-After': '7' });
      response.end(Buffer.from('cde5f220ebe8f6e5ede7e8e9', 'hex'));
    });
    expect(await deliver(clientFor(url))).toEqual({
      kind: 'retry',
      reason: 'busy',
      retryAfterMs: 7_000,
      detail: 'Нет лицензий',
    });
  });

  it('is waited for no longer than the deadline, also when it drips', async () => {
    const { url } = await startService((_, response) => {
      response.writeHead(200);
      const timer = setInterval(() => response.write(' '), 20);
      response.on('close', () => clearInterval(timer));
    });
    expect(await deliver(clientFor(url, { timeoutMs: 300 }))).toMatchObject({
      kind: 'retry',
      reason: 'timeout',
    });
  });

  it('is not read beyond its limit, packed or not', async () => {
    const { url } = await startService((_, response) => response.end('я'.repeat(100_000)));
    expect(await deliver(clientFor(url))).toMatchObject({ kind: 'retry', reason: 'unreadable' });
    const bomb = await startService((_, response) => {
      response.writeHead(200, { 'Content-Encoding': 'gzip' }).end(gzipSync(Buffer.alloc(20_000_000, 0x20)));
    });
    expect(await deliver(clientFor(bomb.url))).toMatchObject({ kind: 'retry', reason: 'unreadable' });
  });

  it('may be no reply at all', async () => {
    const reset = await startService((_, response) => response.socket?.resetAndDestroy());
    expect(await deliver(clientFor(reset.url))).toMatchObject({ kind: 'retry', reason: 'unreachable' });
    const half = await startService((_, response) => {
      response.writeHead(200, { 'Content-Length': '100' });
      response.write('{"results":');
      response.socket?.end();
    });
    expect(await deliver(clientFor(half.url))).toMatchObject({ kind: 'retry', reason: 'unreachable' });
    const refused = await deliver(clientFor('http://127.0.0.1:1/hs'));
    expect(refused).toMatchObject({
      kind: 'retry',
      reason: 'unreachable',
      detail: expect.stringContaining('ECONNREFUSED'),
    });
  });

  it('leaves no password in the words of a fault', async () => {
    const result = await deliver(clientFor('http://127.0.0.1:1/hs', { password: 'hunter2' }));
    const secrets = ['hunter2', Buffer.from('Перезвон:hunter2').toString('base64')];
    for (const secret of secrets) expect(JSON.stringify(result)).not.toContain(secret);
  });
});

describe('manual session control of 1C', () => {
  const demand = 'Не указан заголовок управления сеансами или куки с идентификатором сеанса';

  /** Serves with a live session only; `end` forgets all sessions. */
  const sessionService = async (
    lostStatus = 400,
  ): Promise<{ url: string; received: Received[]; end: () => void }> => {
    const live = new Set<string>();
    let count = 0;
    const service = await startService(({ headers }, response) => {
      if (headers['ibsession'] === 'start') {
        count += 1;
        live.add(`ibsession=s${String(count)}`);
        response.setHeader('Set-Cookie', `ibsession=s${String(count)}; Path=/clinic; HttpOnly`);
        resultsReply(response);
      } else if (live.has(headers.cookie ?? '')) {
        resultsReply(response);
      } else {
        response.writeHead(headers.cookie === undefined ? 400 : lostStatus).end(demand);
      }
    });
    return { ...service, end: () => live.clear() };
  };
  const seen = (received: Received[]): unknown[] =>
    received.map(({ headers }) => headers['ibsession'] ?? headers.cookie ?? null);

  it('starts a session when 1C asks for one and keeps it', async () => {
    const { url, received } = await sessionService();
    const client = clientFor(url);
    expect(await deliver(client)).toEqual(accepted);
    expect(await deliver(client)).toEqual(accepted);
    expect(seen(received)).toEqual([null, 'start', 'ibsession=s1']);
    expect(new Set(received.map(({ body }) => body)).size).toBe(1);
  });

  it('starts a new one when 1C lost it', async () => {
    for (const lostStatus of [400, 500]) {
      const { url, received, end } = await sessionService(lostStatus);
      const client = clientFor(url);
      await deliver(client);
      end();
      expect(await deliver(client)).toEqual(accepted);
      expect(await deliver(client)).toEqual(accepted);
      expect(seen(received)).toEqual([null, 'start', 'ibsession=s1', 'start', 'ibsession=s2']);
    }
  });

  it('tries once only and forgets the session when 1C goes on refusing', async () => {
    const { url, received } = await startService((_, response) => {
      response.writeHead(400, { 'Set-Cookie': 'ibsession=bad' }).end(demand);
    });
    const client = clientFor(url);
    expect(await deliver(client)).toMatchObject({ kind: 'retry', reason: 'session', detail: demand });
    await deliver(client);
    expect(seen(received)).toEqual([null, 'start', null, 'start']);
  });

  it('does not knock again when 1C forbids sessions', async () => {
    const { url, received } = await startService((_, response) => {
      response.writeHead(400).end('Начало сеанса запрещено');
    });
    expect(await deliver(clientFor(url))).toMatchObject({ kind: 'retry', reason: 'busy' });
    expect(received).toHaveLength(1);
  });
});

describe('a service made for VoiceBox', () => {
  const outcome = (id: string, response: number): OutboxEvent => ({
    ...event,
    id,
    type: 'booking.confirmed',
    data: { call_id: `call-${id}`, phone: '79123456789', response, stale: false },
  });

  it('gets one callback an outcome, in order, and nothing it does not know', async () => {
    const { url, received } = await startService((_received, response) => response.end());
    const client = clientFor(url, { format: 'voicebox' });
    const result = await client.deliver({
      batch: 'batch1',
      events: [event, outcome('e2', 1), outcome('e3', 5)],
    });
    expect(received.map(({ body }) => JSON.parse(body))).toEqual([
      { call_id: 'call-e2', number_b: '79123456789', response: 1 },
      { call_id: 'call-e3', number_b: '79123456789', response: 5 },
    ]);
    expect(result).toMatchObject({ kind: 'answered', results: [{ id: 'e1' }, { id: 'e2' }, { id: 'e3' }] });
  });

  it('keeps what was delivered when a later callback fails, and has the rest sent again', async () => {
    const { url } = await startService(({ body }, response) => {
      response.statusCode = body.includes('call-e3') ? 500 : 200;
      response.end();
    });
    const client = clientFor(url, { format: 'voicebox' });
    const result = await client.deliver({
      batch: 'b',
      events: [outcome('e2', 1), outcome('e3', 2), outcome('e4', 3)],
    });
    expect(result).toMatchObject({
      kind: 'answered',
      results: [
        { id: 'e2', status: 'accepted' },
        { id: 'e3', status: 'retry' },
        { id: 'e4', status: 'retry' },
      ],
    });
  });
});
