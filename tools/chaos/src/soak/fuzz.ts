import { request } from 'node:http';
import { createRandom, type Random } from '@perezvon/simulator';
import { accounts, hookPath, secretOf } from '../system/chaos-config.ts';
import { authorization } from './normal-client.ts';

export interface FuzzResult {
  requests: number;
  /** By HTTP status; `cut`: the connection ended without an answer. */
  statuses: Readonly<Record<string, number>>;
  /** Requests answered with a 5xx other than 503, or with a secret in it. */
  findings: readonly string[];
}

export interface FuzzOptions {
  seed: string;
  gatewayUrl: string;
  requests: number;
  /** What no reply may hold. */
  secrets: readonly string[];
}

interface Sent {
  method: string;
  path: string;
  headers: Record<string, string>;
  body: Buffer;
}

const hook = hookPath(accounts.main);
const endpoints: readonly (readonly [method: string, path: string])[] = [
  ['POST', '/v1/onec/events'],
  ['POST', '/v1/onec/events'],
  ['POST', '/v1/onec/events'],
  ['POST', '/v1/onec/commands'],
  ['POST', '/v1/onec/compat/voicebox'],
  ['GET', '/v1/onec/bookings/x'],
  ['GET', '/v1/onec/bookings/x/why'],
  ['GET', '/v1/onec/plan'],
  ['GET', '/v1/onec/outbox'],
  ['POST', '/v1/onec/outbox/ack'],
  ['GET', '/v1/onec/ping'],
  ['POST', hook],
  ['POST', hook],
  ['GET', `${hook}/events/call`],
  ['POST', `/hooks/${accounts.main.id}/wrong-token`],
  ['GET', '/health/ready'],
  ['GET', '/openapi.json'],
  ['GET', '/docs'],
  ['GET', '/'],
];
const methods = ['GET', 'POST', 'PUT', 'DELETE', 'PATCH', 'HEAD', 'OPTIONS'];
const types = [
  'application/json',
  'application/json charset=utf-8',
  'text/plain; charset=windows-1251',
  'application/x-www-form-urlencoded',
  'multipart/form-data',
  'application/json; charset=utf-99',
  '',
];

const seedEvent = {
  id: 'fuzz',
  type: 'booking',
  data: {
    id: 'f0000000-0000-4000-8000-000000000001',
    start: '2030-01-01T10:00:00',
    status: 'Бронь',
    patient: { name: 'Иванова', phones: [{ number: '+79990000000' }] },
  },
};
const seeds: readonly unknown[] = [
  seedEvent,
  [seedEvent, seedEvent],
  { events: [seedEvent] },
  { id: 'c', command: 'booking.call_now', booking_id: 'x' },
  {
    method: '78033a2b-21c7-47dd-a292-590f24146043',
    data: { number: '79990000000', guid: 'g', name: 'И', visit: 'В' },
  },
  { cursor: '000000000001', rejected: [{ id: 'x', error: 'y' }] },
  { call_id: 'x', number_b: '79990000000', response: 'Успешно' },
];
const oddities: readonly unknown[] = [
  null,
  true,
  -1,
  1e308,
  '',
  '\u0000',
  '\uD800',
  "'; DROP TABLE booking; --",
  '0001-01-01T00:00:00',
  'x'.repeat(5_000),
  [],
  {},
  [[[[]]]],
  { __proto__: 1, constructor: 2 },
  9_007_199_254_740_993,
];

const pick = <Item>(random: Random, items: readonly Item[]): Item =>
  items[random.between(0, items.length - 1)] as Item;

/** The value with one of its parts, however deep, replaced by something odd. */
const mutated = (value: unknown, random: Random): unknown => {
  if (typeof value !== 'object' || value === null || random.chance(0.25)) return pick(random, oddities);
  if (Array.isArray(value)) {
    const index = random.between(0, value.length - 1);
    return value.map((item: unknown, position) => (position === index ? mutated(item, random) : item));
  }
  const key = pick(random, Object.keys(value));
  return { ...value, [key]: mutated((value as Record<string, unknown>)[key], random) };
};

type BodyKind = 'json' | 'broken' | 'noise' | 'form' | 'empty';

const bytesOf = (random: Random): Buffer => {
  const kind = random.weighted<BodyKind>({ json: 60, broken: 15, noise: 10, form: 10, empty: 5 }, 'json');
  const json = JSON.stringify(mutated(pick(random, seeds), random));
  switch (kind) {
    case 'json':
      return Buffer.from(json);
    case 'broken':
      return Buffer.from(json.slice(0, random.between(0, json.length)));
    case 'noise':
      return Buffer.from(Array.from({ length: random.between(0, 400) }, () => random.between(0, 255)));
    case 'form':
      return Buffer.from(`call_id=${random.between(0, 9)}&response=%D0&number_b=%`);
    case 'empty':
      return Buffer.alloc(0);
  }
};

const queryOf = (random: Random): string =>
  random.chance(0.6)
    ? ''
    : `?${pick(random, ['cursor', 'limit', 'wait', 'types', 'date', '%', 'a[b]'])}=${pick(random, ['-1', 'x', '%00', '0', '999999999999999999999', '%D0', '0.1'])}`;

const wrongPassword = Buffer.from('clinic:wrong').toString('base64');

const credentialsOf = (random: Random): Record<string, string> => {
  const kind = random.weighted<'right' | 'none' | 'odd'>({ right: 85, none: 8, odd: 7 }, 'right');
  if (kind === 'right') return { authorization };
  return kind === 'none'
    ? {}
    : { authorization: pick(random, [`Basic ${wrongPassword}`, 'Basic ===', 'Bearer x', 'Basic']) };
};

const drawRequest = (random: Random): Sent => {
  const [usual, path] = pick(random, endpoints);
  const method = random.chance(0.85) ? usual : pick(random, methods);
  const type = pick(random, types);
  return {
    method,
    path:
      path + (random.chance(0.05) ? pick(random, ['/..%2f', '/%00', '//', '/%D0']) : '') + queryOf(random),
    headers: {
      ...credentialsOf(random),
      ...(type === '' ? {} : { 'content-type': type }),
      ...(random.chance(0.1) ? { 'content-encoding': pick(random, ['gzip', 'br', 'x']) } : {}),
      ...(random.chance(0.1) ? { 'idempotency-key': 'x'.repeat(random.between(0, 300)) } : {}),
    },
    body: method === 'GET' || method === 'HEAD' ? Buffer.alloc(0) : bytesOf(random),
  };
};

interface Answer {
  status: string;
  text: string;
}

const send = (gatewayUrl: string, { method, path, headers, body }: Sent): Promise<Answer> =>
  new Promise((resolve) => {
    const { hostname, port } = new URL(gatewayUrl);
    const outgoing = request({
      hostname,
      port,
      method,
      path,
      headers: { ...headers, 'content-length': body.length },
    });
    // A long poll is no hang: it may take as long as it was asked to.
    const timer = setTimeout(() => outgoing.destroy(), 30_000);
    const finish = (answer: Answer): void => {
      clearTimeout(timer);
      resolve(answer);
    };
    outgoing.on('response', (response) => {
      const chunks: Buffer[] = [];
      response.on('data', (chunk: Buffer) => chunks.push(chunk));
      response.on('close', () =>
        finish({
          status: String(response.statusCode),
          text: `${JSON.stringify(response.headers)}${Buffer.concat(chunks).toString('utf8')}`,
        }),
      );
    });
    outgoing.on('error', () => finish({ status: 'cut', text: '' }));
    outgoing.end(body);
  });

const isFault = (status: string): boolean => status.startsWith('5') && status !== '503';

const findingOf = (sent: Sent, { status, text }: Answer, secrets: readonly string[]): string | null => {
  const what = `${sent.method} ${sent.path} ${JSON.stringify(sent.body.toString('utf8').slice(0, 300))}`;
  if (isFault(status)) return `${status}: ${what}`;
  return secrets.some((secret) => text.includes(secret)) ? `a secret in the reply to ${what}` : null;
};

const atOnce = 8;

/** Odd requests to every public endpoint, drawn from the seed; a few at a time. */
export const fuzz = async ({ seed, gatewayUrl, requests, secrets }: FuzzOptions): Promise<FuzzResult> => {
  const statuses: Record<string, number> = {};
  const findings: string[] = [];
  let next = 0;
  const worker = async (): Promise<void> => {
    while (next < requests) {
      const sent = drawRequest(createRandom(`${seed}/fuzz/${next++}`));
      const answer = await send(gatewayUrl, sent);
      statuses[answer.status] = (statuses[answer.status] ?? 0) + 1;
      const finding = findingOf(sent, answer, secrets);
      if (finding !== null) findings.push(finding);
    }
  };
  await Promise.all(Array.from({ length: atOnce }, worker));
  return { requests, statuses, findings };
};

export const ownSecrets: readonly string[] = [
  secretOf('clinic'),
  ...Object.values(accounts).map(({ hookToken }) => hookToken),
];
