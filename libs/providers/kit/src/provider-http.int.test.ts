import type { IncomingMessage } from 'node:http';
import { createServer as createTcpServer } from 'node:net';
import { gzipSync } from 'node:zlib';
import { describe, expect, test } from 'vitest';
import { client, closedOrigin, listening, post, serve, serveTls } from './__fixtures__/far-side.ts';
import { testCertificate } from './__fixtures__/tls-identity.ts';

describe('a request', () => {
  test('goes out byte for byte, with the headers as given and none of axios', async () => {
    const seen: { headers: IncomingMessage['headers']; body: string }[] = [];
    const { origin } = await serve((request, response) => {
      let body = '';
      request.on('data', (chunk: Buffer) => (body += chunk.toString()));
      request.on('end', () => {
        seen.push({ headers: request.headers, body });
        response.end('ok');
      });
    });
    const body = '{ "b": 1,\n"a": "ё" } ';
    const headers = { 'Content-Type': 'application/json charset=utf-8', Accept: '*/*' };
    await client(origin).send(post(origin, { body, headers }));
    expect(seen[0]?.body).toBe(body);
    expect(seen[0]?.headers).toMatchObject({
      'content-type': 'application/json charset=utf-8',
      accept: '*/*',
      'user-agent': 'Perezvon',
      'content-length': String(Buffer.byteLength(body)),
    });
  });

  test('may carry bytes, also a part of a larger buffer', async () => {
    const seen: Buffer[] = [];
    const { origin } = await serve((request, response) => {
      request.on('data', (chunk: Buffer) => seen.push(chunk));
      request.on('end', () => response.end('ok'));
    });
    const bytes = Uint8Array.from({ length: 256 }, (_value, index) => index).subarray(10, 250);
    await client(origin).send(post(origin, { body: bytes }));
    expect(new Uint8Array(Buffer.concat(seen))).toEqual(bytes);
  });

  test('to another origin is refused before it leaves', async () => {
    let requests = 0;
    const { origin } = await serve((_request, response) => {
      requests += 1;
      response.end();
    });
    const result = await client('http://elsewhere.example').send(post(origin));
    expect(result.kind).toBe('unsent');
    expect(requests).toBe(0);
  });

  test('reuses its connection', async () => {
    const { server, origin } = await serve((_request, response) => response.end('ok'));
    let connections = 0;
    server.on('connection', () => (connections += 1));
    const http = client(origin);
    for (let index = 0; index < 5; index += 1) await http.send(post(origin, { body: 'x' }));
    expect(connections).toBe(1);
  });
});

describe('a reply', () => {
  test('of any status is a reply; a redirect is not followed', async () => {
    const { origin } = await serve((request, response) => {
      response.writeHead(request.url === '/call' ? 307 : 200, { Location: '/other', 'X-Kind': 'redirect' });
      response.end('moved');
    });
    expect(await client(origin).send(post(origin))).toMatchObject({
      kind: 'reply',
      status: 307,
      headers: { 'x-kind': 'redirect' },
      body: 'moved',
    });
  });

  test('is decoded from windows-1251 and from gzip', async () => {
    const { origin } = await serve((request, response) => {
      if (request.url === '/gzip') {
        response.setHeader('Content-Encoding', 'gzip');
        response.end(gzipSync('Отказ'));
      } else response.end(Buffer.from([0xce, 0xf2, 0xea, 0xe0, 0xe7]));
    });
    const http = client(origin);
    expect(await http.send(post(origin))).toMatchObject({ body: 'Отказ' });
    expect(await http.send({ method: 'GET', url: `${origin}/gzip` })).toMatchObject({ body: 'Отказ' });
  });

  test('that is too long counts as lost', async () => {
    const { origin } = await serve((_request, response) => response.end('x'.repeat(5000)));
    expect((await client(origin, { maxReplyBytes: 1000 }).send(post(origin))).kind).toBe('lost');
  });
});

describe('without a reply', () => {
  test('a refused connection and an unknown host leave it unsent', async () => {
    const origin = await closedOrigin();
    expect(await client(origin).send(post(origin))).toEqual({
      kind: 'unsent',
      detail: 'не удалось соединиться (ECONNREFUSED)',
    });
    const unknown = 'http://no-such-host.invalid';
    expect((await client(unknown).send(post(unknown))).kind).toBe('unsent');
  });

  test('a certificate we do not trust leaves it unsent', async () => {
    let requests = 0;
    const { origin } = await serveTls((_request, response) => {
      requests += 1;
      response.end('ok');
    });
    const result = await client(origin).send(post(origin, { body: 'secret' }));
    expect(result.kind).toBe('unsent');
    expect(requests).toBe(0);
    const trusting = client(origin, { tls: { ca: testCertificate } });
    expect(await trusting.send(post(origin, { body: 'x' }))).toMatchObject({ kind: 'reply', body: 'ok' });
  });

  test('a handshake that never ends is cut off by the connect limit and leaves it unsent', async () => {
    const origin = `https://127.0.0.1:${await listening(createTcpServer(() => undefined))}`;
    const http = client(origin, { connectTimeoutMs: 50, timeoutMs: 20_000 });
    expect(await http.send(post(origin))).toEqual({ kind: 'unsent', detail: 'нет соединения за 50 мс' });
  });

  test('silence after the request makes it lost', async () => {
    const { origin } = await serve(() => undefined);
    expect(await client(origin).send(post(origin, { body: 'x', timeoutMs: 1000 }))).toEqual({
      kind: 'lost',
      detail: 'нет ответа за 1000 мс',
    });
  });

  test('a reply that stops half-way makes it lost', async () => {
    const { origin } = await serve((_request, response) => {
      response.writeHead(200, { 'Content-Length': '100' });
      response.write('half');
    });
    expect((await client(origin).send(post(origin, { timeoutMs: 1000 }))).kind).toBe('lost');
  });

  test('a connection cut after the request makes it lost, also one that was reused', async () => {
    let requests = 0;
    const { origin } = await serve((request, response) => {
      requests += 1;
      if (requests === 1) response.end('ok');
      else request.socket.destroy();
    });
    const http = client(origin);
    expect((await http.send(post(origin, { body: 'x' }))).kind).toBe('reply');
    expect(await http.send(post(origin, { body: 'x' }))).toEqual({
      kind: 'lost',
      detail: 'обмен оборвался (ECONNRESET)',
    });
    expect((await client(origin).send(post(origin, { body: 'x' }))).kind).toBe('lost');
  });

  test('waiting for a free connection in vain leaves it unsent', async () => {
    const { origin } = await serve(() => undefined);
    const http = client(origin, { maxSockets: 1 });
    const [first, second] = await Promise.all([
      http.send(post(origin, { timeoutMs: 600 })),
      http.send(post(origin, { timeoutMs: 60 })),
    ]);
    expect([first.kind, second.kind]).toEqual(['lost', 'unsent']);
  });

  test('a header that cannot be sent is not repeated in the detail', async () => {
    const { origin } = await serve((_request, response) => response.end());
    const result = await client(origin).send(post(origin, { headers: { Authorization: 'hunter22\n' } }));
    expect(JSON.stringify(result)).not.toContain('hunter22');
  });
});
