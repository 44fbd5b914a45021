import { createServer, request as httpRequest } from 'node:http';
import type { IncomingMessage } from 'node:http';
import { connect, createServer as createTcpServer } from 'node:net';
import type { Socket } from 'node:net';
import { text } from 'node:stream/consumers';
import { TLSSocket } from 'node:tls';
import { describe, expect, onTestFinished, test } from 'vitest';
import { client, closedOrigin, listening, post, serve, serveTls } from './__fixtures__/far-side.ts';
import { testCertificate, testKey } from './__fixtures__/tls-identity.ts';
import { createProviderHttp } from './provider-http.ts';

const trusted = { ca: testCertificate };

describe('an opened reply', () => {
  test('is a stream without a limit on its size, and the time limit ends with the headers', async () => {
    let finish: (() => void) | undefined;
    const { origin } = await serve((_request, response) => {
      response.writeHead(200, { 'Content-Type': 'audio/mpeg' });
      response.write('x'.repeat(5000));
      finish = () => response.end('end');
    });
    const opened = await client(origin, { maxReplyBytes: 10 }).open(post(origin, { timeoutMs: 500 }));
    if (opened.kind !== 'reply') throw new Error(opened.detail);
    expect(opened).toMatchObject({ status: 200, headers: { 'content-type': 'audio/mpeg' } });
    setTimeout(() => finish?.(), 700);
    expect(await text(opened.body)).toBe(`${'x'.repeat(5000)}end`);
  });

  test('tells like any other what never left and what was lost', async () => {
    const origin = await closedOrigin();
    expect((await client(origin).open(post(origin))).kind).toBe('unsent');
    const { origin: cut } = await serve((request) => request.socket.destroy());
    expect((await client(cut).open(post(cut))).kind).toBe('lost');
    expect((await client(origin).open(post(cut))).kind).toBe('unsent');
  });
});

describe('TLS', () => {
  test('takes one handshake for many requests', async () => {
    const { server, origin } = await serveTls((_request, response) => response.end('ok'));
    let handshakes = 0;
    server.on('secureConnection', () => (handshakes += 1));
    const http = client(origin, { tls: trusted });
    for (let index = 0; index < 20; index += 1)
      expect((await http.send(post(origin, { body: 'x' }))).kind).toBe('reply');
    expect(handshakes).toBe(1);
  });

  test('goes no higher than the provider understands', async () => {
    const protocolOf = ({ socket }: IncomingMessage) =>
      socket instanceof TLSSocket ? socket.getProtocol() : 'none';
    const { origin } = await serveTls((request, response) => response.end(protocolOf(request)));
    expect(await client(origin, { tls: trusted }).send(post(origin))).toMatchObject({ body: 'TLSv1.3' });
    const old = client(origin, { tls: trusted, maxTlsVersion: 'TLSv1.2' });
    expect(await old.send(post(origin))).toMatchObject({ body: 'TLSv1.2' });
  });

  test('shows our certificate', async () => {
    const mutual = { requestCert: true, rejectUnauthorized: false, ca: testCertificate };
    const isKnown = ({ socket }: IncomingMessage) => socket instanceof TLSSocket && socket.authorized;
    const { origin } = await serveTls((request, response) => response.end(String(isKnown(request))), mutual);
    const identity = { ...trusted, key: testKey, cert: testCertificate };
    expect(await client(origin, { tls: identity }).send(post(origin))).toMatchObject({ body: 'true' });
    expect(await client(origin, { tls: trusted }).send(post(origin))).toMatchObject({ body: 'false' });
  });
});

/** A proxy that does its work, or answers every request with `status` instead. */
const proxying = async (status?: number) => {
  const seen: { line: string; authorization: string | undefined }[] = [];
  const note = ({ method, url, headers }: IncomingMessage) =>
    seen.push({ line: `${method} ${url}`, authorization: headers['proxy-authorization'] });
  const sockets = new Set<Socket>();
  const server = createServer((request, response) => {
    note(request);
    if (status !== undefined) return response.writeHead(status).end('proxy');
    const { method, headers } = request;
    return request.pipe(
      httpRequest(request.url ?? '', { method, headers }, (reply) => {
        response.writeHead(reply.statusCode ?? 0);
        reply.pipe(response);
      }),
    );
  });
  server.on('connect', (request: IncomingMessage, socket: Socket) => {
    note(request);
    sockets.add(socket);
    if (status !== undefined) return socket.end(`HTTP/1.1 ${status} No\r\nContent-Length: 5\r\n\r\nproxy`);
    const target = connect(Number(request.url?.split(':')[1]), '127.0.0.1', () => {
      socket.write('HTTP/1.1 200 OK\r\n\r\n');
      target.pipe(socket).pipe(target);
    });
    return sockets.add(target);
  });
  onTestFinished(() => sockets.forEach((socket) => socket.destroy()));
  return { seen, url: `http://user:p%40ss@127.0.0.1:${await listening(server)}` };
};

const proxyAuthorization = `Basic ${Buffer.from('user:p@ss').toString('base64')}`;

describe('through a proxy', () => {
  test('https goes in a tunnel, one for many requests', async () => {
    const { server, origin } = await serveTls((request, response) => request.pipe(response));
    let handshakes = 0;
    server.on('secureConnection', () => (handshakes += 1));
    const proxy = await proxying();
    const http = client(origin, { tls: trusted, proxy: proxy.url });
    for (let index = 0; index < 5; index += 1)
      expect(await http.send(post(origin, { body: 'тело' }))).toMatchObject({ kind: 'reply', body: 'тело' });
    expect(handshakes).toBe(1);
    expect(proxy.seen).toEqual([
      { line: `CONNECT ${new URL(origin).host}`, authorization: proxyAuthorization },
    ]);
  });

  test('http goes with its whole URL', async () => {
    const { origin } = await serve((request, response) =>
      response.end(`${request.headers.host} ${request.url}`),
    );
    const proxy = await proxying();
    const url = `${origin}/call?a=1`;
    expect(await client(origin, { proxy: proxy.url }).send(post(origin, { url }))).toMatchObject({
      kind: 'reply',
      body: `${new URL(origin).host} /call?a=1`,
    });
    expect(proxy.seen).toEqual([{ line: `POST ${url}`, authorization: proxyAuthorization }]);
  });

  test('a tunnel that is refused, or never opened, leaves it unsent', async () => {
    let requests = 0;
    const { origin } = await serveTls((_request, response) => response.end(String((requests += 1))));
    for (const status of [403, 407, 502]) {
      const proxy = await proxying(status);
      expect(await client(origin, { tls: trusted, proxy: proxy.url }).send(post(origin))).toEqual({
        kind: 'unsent',
        detail: `не удалось соединиться (PROXY_${status})`,
      });
    }
    const silent = `http://127.0.0.1:${await listening(createTcpServer(() => undefined))}`;
    expect(await client(origin, { proxy: silent, connectTimeoutMs: 50 }).send(post(origin))).toEqual({
      kind: 'unsent',
      detail: 'не удалось соединиться (PROXY_TIMEOUT)',
    });
    const nobody = await closedOrigin();
    expect((await client(origin, { proxy: nobody }).send(post(origin))).kind).toBe('unsent');
    expect(requests).toBe(0);
  });

  test('a certificate we do not trust leaves it unsent', async () => {
    const { origin } = await serveTls((_request, response) => response.end('ok'));
    const proxy = await proxying();
    expect((await client(origin, { proxy: proxy.url }).send(post(origin, { body: 'x' }))).kind).toBe(
      'unsent',
    );
  });

  test('a plain request that the proxy passes on to nobody is unsent only when it wants credentials', async () => {
    const { origin } = await serve((_request, response) => response.end('ok'));
    const wanting = client(origin, { proxy: (await proxying(407)).url });
    expect((await wanting.send(post(origin))).kind).toBe('unsent');
    expect((await wanting.open(post(origin))).kind).toBe('unsent');
    const failing = client(origin, { proxy: (await proxying(502)).url });
    expect(await failing.send(post(origin))).toMatchObject({ kind: 'reply', status: 502 });
  });

  test('silence in the tunnel makes it lost, and nothing tells the credentials', async () => {
    const { origin } = await serveTls(() => undefined);
    const proxy = await proxying();
    const http = client(origin, { tls: trusted, proxy: proxy.url });
    const result = await http.send(post(origin, { timeoutMs: 1000 }));
    expect(result).toEqual({ kind: 'lost', detail: 'нет ответа за 1000 мс' });
  });

  test('of another kind no client is made', () => {
    expect(() => createProviderHttp({ origins: [], proxy: 'socks5://127.0.0.1:1' })).toThrow(TypeError);
  });
});
