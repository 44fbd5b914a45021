import type { WebhookRequest } from '@perezvon/contracts-adapter';
import { expect, test } from 'vitest';
import type { Conformance } from './recorded-conformance.ts';
import { bareReadingOf, webhookCasesOf } from './webhook-cases.ts';

const request = (body: string, more: Partial<WebhookRequest> = {}): WebhookRequest => ({
  method: 'POST',
  path: '',
  query: '',
  headers: {},
  body: Buffer.from(body),
  ...more,
});

type WebhookConformance = NonNullable<Conformance['webhook']>;

const conformance = (webhook: Partial<WebhookConformance>): Conformance => ({
  settings: (origin) => ({ url: origin }),
  requiredSettings: [],
  secretSettings: [],
  simulator: () => {
    throw new Error('not here');
  },
  webhook: {
    security: { kind: 'none', reason: 'a test' },
    fixtures: [],
    unknownStatus: request(''),
    ...webhook,
  },
});

const fixture = (name: string, of: WebhookRequest) => ({ name, request: of, events: [] });

test('JSON is read by JSON.parse, everything else as a form, an empty body by its query', () => {
  expect(bareReadingOf(request('{"a":1}', { query: 'a=1' }))).toBe('JSON.parse');
  expect(bareReadingOf(request('a=1&b=%7B%7D'))).toBe('URLSearchParams');
  expect(bareReadingOf(request('', { method: 'GET', query: 'a=1' }))).toBe('URLSearchParams');
});

test('what only a lenient adapter can read has no bare reading', () => {
  expect(bareReadingOf(request(' {"a": 1,}'))).toBeNull();
  expect(bareReadingOf(request(''))).toBeNull();
});

test('a bare reading reads what came', () => {
  const read = webhookCasesOf(
    conformance({
      fixtures: [
        fixture('json', request('{"a":"б"}')),
        fixture('form', request('a=%D0%B1')),
        fixture('query', request('', { query: 'a=%D0%B1' })),
      ],
    }),
    'http://provider',
  )?.cases.map(({ readBare }) => readBare());
  expect(read).toEqual([{ a: 'б' }, new URLSearchParams('a=б'), new URLSearchParams('a=б')]);
});

test('a signed webhook is signed, with the settings that ask for it', () => {
  const found = webhookCasesOf(
    conformance({
      security: {
        kind: 'signed',
        settings: (origin) => ({ url: origin, secret: 's' }),
        otherSecret: (origin) => ({ url: origin, secret: 't' }),
        sign: (unsigned) => ({ ...unsigned, headers: { ...unsigned.headers, authorization: 's' } }),
        proof: { header: 'authorization' },
        coversBody: false,
      },
      fixtures: [fixture('json', request('{}', { headers: { 'content-type': 'application/json' } }))],
    }),
    'http://provider',
  );
  expect(found?.settings).toEqual({ url: 'http://provider', secret: 's' });
  expect(found?.cases[0]?.received.headers).toEqual({
    'content-type': 'application/json',
    authorization: 's',
  });
});

test('what is parsed has only the headers that the inbox keeps', () => {
  const headers = { 'content-type': 'application/json', authorization: 's', 'user-agent': 'provider' };
  const found = webhookCasesOf(
    conformance({ fixtures: [fixture('json', request('{}', { headers }))] }),
    'http://provider',
  );
  expect(found?.cases[0]?.stored.headers).toEqual({ 'content-type': 'application/json' });
});

test('webhooks without a bare reading are named and left out', () => {
  const found = webhookCasesOf(
    conformance({ fixtures: [fixture('good', request('{}')), fixture('broken', request('{'))] }),
    'http://provider',
  );
  expect(found?.cases.map(({ name }) => name)).toEqual(['good']);
  expect(found?.leftOut).toEqual(['broken']);
});

test('an adapter without a webhook has no cases', () => {
  const { webhook: _none, ...without } = conformance({});
  expect(webhookCasesOf(without, 'http://provider')).toBeNull();
});
