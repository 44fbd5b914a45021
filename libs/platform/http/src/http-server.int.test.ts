import { afterEach, describe, expect, it } from 'vitest';
import { openRaw, parseReplies, sendRaw, type RawReply } from './__fixtures__/raw-client.ts';
import { createApi, createHttpServer, problemReply, type HttpRequest, type HttpServer } from './index.ts';
import type { HttpLimits } from './limits.ts';

const servers: HttpServer[] = [];
const faults: unknown[] = [];
const clientErrors: string[] = [];

afterEach(async () => {
  await Promise.all(servers.splice(0).map((server) => server.close(100)));
  faults.length = 0;
  clientErrors.length = 0;
});

const echo = (request: HttpRequest) =>
  Promise.resolve({
    status: 200,
    body: {
      path: request.path,
      query: request.queryText,
      body: request.body.toString('base64'),
      type: request.headers['content-type'] ?? null,
      params: request.params,
    },
  });

const start = async (limits: Partial<HttpLimits> = {}): Promise<number> => {
  const server = createHttpServer({
    hot: [
      { methods: ['POST'], path: '/hot', match: 'exact', endpoint: echo },
      { methods: ['*'], path: '/below/', match: 'prefix', endpoint: echo },
      {
        methods: ['GET'],
        path: '/wait',
        match: 'exact',
        endpoint: async ({ signal }) => {
          await new Promise((resolve) => {
            signal.addEventListener('abort', resolve, { once: true });
          });
          return { status: 200, body: { waited: true } };
        },
      },
    ],
    app: createApi([
      { methods: ['GET'], path: '/api/things/{id}', endpoint: echo },
      { methods: ['POST'], path: '/api/things', endpoint: echo },
      { methods: ['GET'], path: '/api/bug', endpoint: () => Promise.reject(new Error('secret 79990000000')) },
      {
        methods: ['GET'],
        path: '/api/refused',
        endpoint: () =>
          Promise.resolve(problemReply(422, { code: 'bad', message: 'Плохо', field: 'data.id' })),
      },
    ]),
    limits: { checkMs: 50, ...limits },
    onFault: (error) => faults.push(error),
    onClientError: ({ code }) => clientErrors.push(code),
  });
  servers.push(server);
  return server.listen(0, '127.0.0.1');
};

const only = (replies: RawReply[]): RawReply => {
  expect(replies).toHaveLength(1);
  const [reply] = replies;
  if (!reply) throw new Error('no reply');
  return reply;
};

const errorOf = (reply: RawReply): { code: string; message: string; field: string | null } => {
  expect(reply.headers['content-type']).toBe('application/json; charset=utf-8');
  const parsed = JSON.parse(reply.text) as {
    error: { code: string; message: string; field: string | null };
    request_id: string;
  };
  expect(parsed.request_id).toBe(reply.headers['x-request-id']);
  expect(parsed).not.toHaveProperty('id');
  return parsed.error;
};

const post = (path: string, headers: string, body = ''): string =>
  `POST ${path} HTTP/1.1\r\nHost: h\r\n${headers}Content-Length: ${String(Buffer.byteLength(body))}\r\n\r\n${body}`;

describe.each(['/hot', '/api/things'])('requests as 1C sends them, to %s', (path) => {
  it.each([
    ['application/json charset=utf-8'],
    [''],
    ['application/json, charset=utf-8'],
    ['json'],
    ['application/octet-stream'],
    ['text/plain'],
    ['application/json; charset=UTF8'],
    ['application/json; charset=windows-1251'],
  ])('hands over the raw body whatever the content type is: "%s"', async (type) => {
    const port = await start();
    const reply = only(await sendRaw(port, post(path, `Content-Type: ${type}\r\n`, '\uFEFF{"a":1}')));
    expect(reply.status).toBe(200);
    expect(JSON.parse(reply.text)).toMatchObject({
      body: Buffer.from('\uFEFF{"a":1}').toString('base64'),
      type,
    });
  });

  it('accepts a chunked body', async () => {
    const port = await start();
    const chunked = `POST ${path} HTTP/1.1\r\nHost: h\r\nTransfer-Encoding: chunked\r\n\r\n3\r\nabc\r\n2\r\nde\r\n0\r\n\r\n`;
    expect(JSON.parse(only(await sendRaw(port, chunked)).text)).toMatchObject({ body: btoa('abcde') });
  });

  it('tells the client to go on when it expects 100-continue', async () => {
    const port = await start();
    const connection = openRaw(port);
    connection.socket.write(
      `POST ${path} HTTP/1.1\r\nHost: h\r\nExpect: 100-continue\r\nContent-Length: 2\r\n\r\n`,
    );
    await expect.poll(() => parseReplies(connection.received()).map((reply) => reply.status)).toEqual([100]);
    connection.socket.write('ok');
    await expect
      .poll(() => parseReplies(connection.received()).map((reply) => reply.status))
      .toEqual([100, 200]);
    connection.socket.destroy();
  });

  it('takes double and trailing slashes and capitals for what was meant', async () => {
    const port = await start();
    const sloppy = `/${path.toUpperCase().replaceAll('/', '//')}//?a=%CF%F0`;
    const reply = only(await sendRaw(port, post(sloppy, '', 'x')));
    expect(reply.status).toBe(200);
    expect(JSON.parse(reply.text)).toMatchObject({ query: 'a=%CF%F0' });
  });

  it('refuses a body over the limit by its Content-Length, and the answer arrives although the client is still sending', async () => {
    const port = await start({ bodyBytes: 1_000 });
    const reply = only(await sendRaw(port, post(path, '', 'x'.repeat(3_000_000))));
    expect(reply.status).toBe(413);
    expect(reply.headers['connection']).toBe('close');
    expect(errorOf(reply).code).toBe('too_large');
  });

  it('refuses a chunked body over the limit', async () => {
    const port = await start({ bodyBytes: 1_000 });
    const chunk = `800\r\n${'x'.repeat(0x800)}\r\n`;
    const reply = only(
      await sendRaw(
        port,
        `POST ${path} HTTP/1.1\r\nHost: h\r\nTransfer-Encoding: chunked\r\n\r\n${chunk}${chunk}`,
      ),
    );
    expect(errorOf(reply).code).toBe('too_large');
  });

  it('refuses an announced giant at once instead of asking for it', async () => {
    const port = await start({ bodyBytes: 1_000 });
    const head = `POST ${path} HTTP/1.1\r\nHost: h\r\nExpect: 100-continue\r\nContent-Length: 9999999\r\n\r\n`;
    expect(only(await sendRaw(port, head)).status).toBe(413);
  });

  it('cuts off a body that trickles', async () => {
    const port = await start({ bodyGraceMs: 100, bodyBytesPerSecond: 1_000 });
    const reply = only(
      await sendRaw(port, `POST ${path} HTTP/1.1\r\nHost: h\r\nContent-Length: 50\r\n\r\nab`),
    );
    expect(reply.status).toBe(408);
    expect(errorOf(reply).code).toBe('timeout');
  });

  it('answers 405 as JSON with the methods it takes', async () => {
    const port = await start();
    const reply = only(await sendRaw(port, `DELETE ${path} HTTP/1.1\r\nHost: h\r\n\r\n`));
    expect(reply.status).toBe(405);
    expect(reply.headers['allow']).toBe('POST');
    expect(errorOf(reply).code).toBe('method_not_allowed');
  });
});

describe('requests that the HTTP parser refuses', () => {
  const credentials = 'QWxhZGRpbjpvcGVuIHNlc2FtZUFsYWRkaW46b3BlbiBzZXNhbWVBbGFkZGluOm9wZW4g';

  it.each([['\r\n'], ['\r\n ']])('explains the line break of Base64Строка (%j)', async (lineBreak) => {
    const port = await start();
    const head = `GET /hot HTTP/1.1\r\nHost: h\r\nAuthorization: Basic ${credentials}${lineBreak}c2VzYW1l\r\n\r\n`;
    const reply = only(await sendRaw(port, head));
    expect(reply.status).toBe(400);
    expect(errorOf(reply)).toMatchObject({ code: 'bad_authorization_header' });
    expect(errorOf(reply).message).toContain('Base64Строка вставила перенос строки');
    expect(reply.text).not.toContain('c2Vz');
  });

  it('explains raw Cyrillic in the address', async () => {
    const port = await start();
    const reply = only(await sendRaw(port, 'GET /v1/бронь?имя=Иван HTTP/1.1\r\nHost: h\r\n\r\n'));
    expect(reply.status).toBe(400);
    expect(errorOf(reply)).toMatchObject({ code: 'bad_url' });
    expect(clientErrors).toEqual(['bad_url']);
  });

  it('answers headers over the limit with 431', async () => {
    const port = await start();
    const reply = only(
      await sendRaw(port, `GET /hot HTTP/1.1\r\nHost: h\r\nX: ${'x'.repeat(20_000)}\r\n\r\n`),
    );
    expect(reply.status).toBe(431);
    expect(errorOf(reply).code).toBe('headers_too_large');
  });

  it('answers too many headers with 431 and a very long address with 414', async () => {
    const port = await start();
    const many = Array.from({ length: 150 }, (_, index) => `X-${String(index)}: 1\r\n`).join('');
    expect(only(await sendRaw(port, `GET /hot HTTP/1.1\r\nHost: h\r\n${many}\r\n`)).status).toBe(431);
    expect(only(await sendRaw(port, `GET /${'a'.repeat(9_000)} HTTP/1.1\r\nHost: h\r\n\r\n`)).status).toBe(
      414,
    );
  });

  it('answers good pipelined requests before it refuses the bad one after them', async () => {
    const port = await start();
    const bytes = `${post('/hot', '', 'one')}${post('/api/things', '', 'two')}нет HTTP\r\n\r\n`;
    const replies = await sendRaw(port, bytes, 3);
    expect(replies.map((reply) => reply.status)).toEqual([200, 200, 400]);
  });

  it('answers a chunked body that breaks in the middle', async () => {
    const port = await start();
    const bytes = 'POST /hot HTTP/1.1\r\nHost: h\r\nTransfer-Encoding: chunked\r\n\r\n3\r\nabc\r\nzz\r\n';
    expect(only(await sendRaw(port, bytes)).status).toBe(400);
  });

  it('cuts off a client that never finishes its headers, with an answer, and serves others meanwhile', async () => {
    const port = await start({ headersMs: 200 });
    const slow = openRaw(port);
    slow.socket.write('POST /hot HTTP/1.1\r\nHost');
    expect(only(await sendRaw(port, post('/hot', '', 'quick'))).status).toBe(200);
    await slow.closed;
    expect(only(parseReplies(slow.received())).status).toBe(408);
  });
});

describe('answers', () => {
  it('are JSON for an unknown path, and HEAD has the same headers', async () => {
    const port = await start();
    const reply = only(await sendRaw(port, 'GET /nowhere HTTP/1.1\r\nHost: h\r\n\r\n'));
    expect(reply.status).toBe(404);
    expect(errorOf(reply).code).toBe('not_found');
    const response = await fetch(`http://127.0.0.1:${String(port)}/api/things/1`, { method: 'HEAD' });
    expect(response.status).toBe(200);
    expect(response.headers.get('content-type')).toBe('application/json; charset=utf-8');
  });

  it('name the field of a problem', async () => {
    const port = await start();
    const reply = only(await sendRaw(port, 'GET /api/refused HTTP/1.1\r\nHost: h\r\n\r\n'));
    expect(reply.status).toBe(422);
    expect(errorOf(reply)).toEqual({ code: 'bad', message: 'Плохо', field: 'data.id' });
  });

  it('say nothing about a bug but 500', async () => {
    const port = await start();
    const reply = only(await sendRaw(port, 'GET /api/bug HTTP/1.1\r\nHost: h\r\n\r\n'));
    expect(reply.status).toBe(500);
    expect(reply.text).not.toContain('79990000000');
    expect(errorOf(reply).code).toBe('internal');
    expect(faults).toHaveLength(1);
  });

  it('give decoded path parameters, and 400 when 1C encoded the path in cp1251', async () => {
    const port = await start();
    const good = only(await sendRaw(port, 'GET /api/things/%D0%90%2F1?x=1 HTTP/1.1\r\nHost: h\r\n\r\n'));
    expect(JSON.parse(good.text)).toMatchObject({ params: { id: 'А/1' }, query: 'x=1' });
    const bad = only(await sendRaw(port, 'GET /api/things/%CF%F0 HTTP/1.1\r\nHost: h\r\n\r\n'));
    expect(bad.status).toBe(400);
    expect(errorOf(bad).code).toBe('bad_url');
  });

  it('keep the case of what follows a prefix', async () => {
    const port = await start();
    const reply = only(
      await sendRaw(port, 'PUT //Below/ToKen/Events/ HTTP/1.1\r\nHost: h\r\nContent-Length: 0\r\n\r\n'),
    );
    expect(JSON.parse(reply.text)).toMatchObject({ params: { rest: 'ToKen/Events' } });
  });
});

describe('many clients at once', () => {
  const trickle = (port: number, bytes: number) => {
    const connection = openRaw(port);
    connection.socket.write(
      `POST /hot HTTP/1.1\r\nHost: h\r\nContent-Length: ${String(bytes * 2)}\r\n\r\n${'x'.repeat(bytes)}`,
    );
    return connection;
  };

  it('throws out the oldest unfinished large body when all together take too much memory', async () => {
    const port = await start({ heldBytes: 500_000 });
    const first = trickle(port, 200_000);
    await expect.poll(() => first.socket.bytesWritten).toBeGreaterThan(200_000);
    const second = trickle(port, 200_000);
    const third = trickle(port, 200_000);
    await expect.poll(() => parseReplies(first.received()).map((reply) => reply.status)).toEqual([503]);
    expect(parseReplies(first.received())[0]?.headers['retry-after']).toBe('2');
    second.socket.destroy();
    third.socket.write('y'.repeat(200_000));
    await expect.poll(() => parseReplies(third.received()).map((reply) => reply.status)).toEqual([200]);
    first.socket.destroy();
    third.socket.destroy();
  });

  it('goes on serving others beside half-open and slow connections', async () => {
    const port = await start();
    const idle = Array.from({ length: 500 }, (_, index) => {
      const connection = openRaw(port);
      if (index % 2 === 0)
        connection.socket.write('POST /hot HTTP/1.1\r\nHost: h\r\nContent-Length: 9\r\n\r\n1');
      return connection;
    });
    await expect.poll(() => idle.every((connection) => connection.socket.readyState === 'open')).toBe(true);
    expect(only(await sendRaw(port, post('/hot', '', 'quick'))).status).toBe(200);
    for (const connection of idle) connection.socket.destroy();
  });
});

describe('stopping', () => {
  it('ends long waits, finishes what is in flight and closes the connection', async () => {
    const port = await start();
    const waiting = openRaw(port);
    waiting.socket.write('GET /wait HTTP/1.1\r\nHost: h\r\n\r\n');
    const idle = openRaw(port);
    idle.socket.write(post('/hot', '', 'x'));
    await expect.poll(() => parseReplies(idle.received()).length).toBe(1);
    await servers[0]?.close(5_000);
    await Promise.all([waiting.closed, idle.closed]);
    const reply = only(parseReplies(waiting.received()));
    expect(JSON.parse(reply.text)).toEqual({ waited: true });
    expect(reply.headers['connection']).toBe('close');
  });

  it('cuts what does not finish before the deadline', async () => {
    const port = await start();
    const stuck = openRaw(port);
    stuck.socket.write('POST /hot HTTP/1.1\r\nHost: h\r\nContent-Length: 5\r\n\r\n');
    await expect.poll(() => stuck.socket.readyState).toBe('open');
    const before = performance.now();
    await servers[0]?.close(150);
    await stuck.closed;
    expect(performance.now() - before).toBeLessThan(2_000);
  });
});
