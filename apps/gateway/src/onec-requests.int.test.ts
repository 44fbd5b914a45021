import { gzipSync } from 'node:zlib';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { rawRequest } from './__fixtures__/raw-request.ts';
import { startTestGateway, type RunningGateway } from './__fixtures__/running-gateway.ts';
import { startStores, type Stores } from './__fixtures__/stores.ts';
import { secrets } from './__fixtures__/test-config.ts';

/** Requests byte by byte as 1C's HTTP client sends them, through the real server into the real inbox. */

let stores: Stores;
let gateway: RunningGateway;

beforeAll(async () => {
  stores = await startStores();
  gateway = await startTestGateway(stores);
});

afterAll(async () => {
  await gateway.close();
  await stores.close();
});

let number = 0;

const event = (): { id: string; text: string } => {
  number += 1;
  const id = `e-${number}`;
  const data = {
    id: `b-${number}`,
    start: '2026-06-04T11:30:00',
    patient: { name: 'Алёна', phone: '+7(912)345-67-89' },
  };
  return { id, text: JSON.stringify({ id, type: 'booking', data }) };
};

const bearer = `Authorization: Bearer ${secrets.clinic}`;

interface Request {
  headers?: readonly string[];
  target?: string;
  body?: Buffer;
}

const requestBytes = ({
  headers = [],
  target = '/v1/onec/events',
  body = Buffer.alloc(0),
}: Request): Buffer => {
  const head = [
    `POST ${target} HTTP/1.1`,
    'Host: perezvon.local',
    'User-Agent: 1C+Enterprise/8.3',
    'Connection: close',
    `Content-Length: ${body.length}`,
    ...headers,
  ];
  return Buffer.concat([Buffer.from(`${head.join('\r\n')}\r\n\r\n`), body]);
};

const send = async (request: Request) => {
  const [reply] = await rawRequest(
    gateway.port,
    requestBytes({ ...request, headers: [bearer, ...(request.headers ?? [])] }),
  );
  return { status: reply?.status, body: JSON.parse(reply?.text ?? 'null') };
};

const nameOf = async (id: string): Promise<string | undefined> => {
  const [row] = await gateway.database.sql.query<{ name: string }>(
    `SELECT payload->'data'->'patient'->>'name' AS name FROM onec_event WHERE event_id = $1`,
    [id],
  );
  return row?.name;
};

const cp1251 = (text: string): Buffer =>
  Buffer.from(
    Array.from(text, (letter) => {
      const code = letter.charCodeAt(0);
      if (letter === 'ё') return 0xb8;
      return code >= 0x410 && code <= 0x44f ? code - 0x350 : code;
    }),
  );

describe('what 1C sends', () => {
  it.each<[string, readonly string[], (text: string) => Buffer]>([
    ['the content type without a semicolon', ['Content-Type: application/json charset=utf-8'], Buffer.from],
    ['a BOM', ['Content-Type: application/json; charset=utf-8'], (text) => Buffer.from(`\uFEFF${text}`)],
    ['two BOMs', ['Content-Type: application/json'], (text) => Buffer.from(`\uFEFF\uFEFF${text}`)],
    ['an empty content type', ['Content-Type:'], Buffer.from],
    ['no content type', [], Buffer.from],
    ['a comma in the content type', ['Content-Type: application/json, charset=utf-8'], Buffer.from],
    ['octet-stream', ['Content-Type: application/octet-stream'], Buffer.from],
    ['a form content type with plain JSON', ['Content-Type: application/x-www-form-urlencoded'], Buffer.from],
    ['text/plain', ['Content-Type: text/plain; charset=utf-8'], Buffer.from],
    ['charset=UTF8', ['Content-Type: application/json; charset=UTF8'], Buffer.from],
    ['windows-1251, declared', ['Content-Type: application/json; charset=windows-1251'], cp1251],
    ['windows-1251, not declared, by an infobase that opted in', ['Content-Type: application/json'], cp1251],
    [
      'UTF-16',
      ['Content-Type: application/json; charset=utf-16'],
      (text) => Buffer.from(`\uFEFF${text}`, 'utf16le'),
    ],
    ['gzip', ['Content-Encoding: gzip'], (text) => gzipSync(text)],
    ['line breaks and NULs behind the JSON', [], (text) => Buffer.from(`${text}\r\n\0\r\n`)],
    ['line breaks inside', [], (text) => Buffer.from(text.replaceAll(',', ',\r\n'))],
  ])('is accepted and read right: %s', async (_what, headers, encode) => {
    const { id, text } = event();
    const { status, body } = await send({ headers, body: encode(text) });
    expect([status, body.results]).toEqual([202, [{ id, status: 'accepted', error: null }]]);
    expect(await nameOf(id)).toBe('Алёна');
  });

  it.each([
    '//v1//onec//events/',
    '/V1/OneC/Events',
    'http://perezvon.local/v1/onec/events',
    '/v1/onec/events?x=%CF%F0',
  ])('may go to a sloppy address: %s', async (target) => {
    expect((await send({ target, body: Buffer.from(event().text) })).status).toBe(202);
  });

  it('may sign in with Basic in UTF-8, with a BOM inside, or in any case of the scheme', async () => {
    const credentials = `clinic:${secrets.clinic}`;
    for (const [scheme, text] of [
      ['Basic', credentials],
      ['Basic', `\uFEFF${credentials}`],
      ['basic', credentials],
    ]) {
      const authorization = `Authorization: ${scheme} ${Buffer.from(text ?? '').toString('base64')}`;
      const [reply] = await rawRequest(
        gateway.port,
        requestBytes({ headers: [authorization], body: Buffer.from(event().text) }),
      );
      expect(reply?.status).toBe(202);
    }
  });

  it('gets a hint when Base64Строка broke the header', async () => {
    const long = Buffer.from(`clinic:${'x'.repeat(80)}`).toString('base64');
    const broken = `Authorization: Basic ${long.slice(0, 64)}\r\n${long.slice(64)}`;
    const [reply] = await rawRequest(gateway.port, requestBytes({ headers: [broken] }));
    expect(reply?.status).toBe(400);
    expect(JSON.parse(reply?.text ?? '')).toMatchObject({ error: { code: 'bad_authorization_header' } });
  });

  it('gets a hint for raw Cyrillic in the address', async () => {
    const [reply] = await rawRequest(
      gateway.port,
      requestBytes({ headers: [bearer], target: '/v1/onec/bookings/Бронь' }),
    );
    expect(JSON.parse(reply?.text ?? '')).toMatchObject({ error: { code: 'bad_url' } });
  });

  it('is answered in order when requests are pipelined, and again after a bad one on another connection', async () => {
    const [first, second] = [event(), event()];
    const keepAlive = (text: string) =>
      `POST /v1/onec/events HTTP/1.1\r\nHost: h\r\n${bearer}\r\nContent-Length: ${Buffer.byteLength(text)}\r\n\r\n${text}`;
    const bytes = Buffer.from(`${keepAlive(first.text)}${keepAlive(second.text)}nonsense\r\n\r\n`);
    const replies = await rawRequest(gateway.port, bytes);
    expect(replies.map((reply) => reply.status)).toEqual([202, 202, 400]);
    expect(JSON.parse(replies[0]?.text ?? '').results[0].id).toBe(first.id);
    expect((await send({ body: Buffer.from(event().text) })).status).toBe(202);
  });

  it('may ask for 100-continue and send in chunks', async () => {
    const { id, text } = event();
    const head = `POST /v1/onec/events HTTP/1.1\r\nHost: h\r\n${bearer}\r\nConnection: close\r\nExpect: 100-continue\r\n`;
    const chunk = `${Buffer.byteLength(text).toString(16)}\r\n${text}\r\n0\r\n\r\n`;
    const replies = await rawRequest(
      gateway.port,
      Buffer.from(`${head}Transfer-Encoding: chunked\r\n\r\n${chunk}`),
    );
    expect(replies.map((reply) => reply.status)).toEqual([100, 202]);
    expect(await nameOf(id)).toBe('Алёна');
  });
});
