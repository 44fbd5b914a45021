import { Readable } from 'node:stream';
import { describe, expect, test } from 'vitest';
import { readReply } from './provider-reply.ts';

const now = new Date('2026-06-03T10:00:00Z');
const answer = (status: number, headers: Record<string, string> = {}) =>
  ({ kind: 'reply', status, headers, body: 'body with a secret' }) as const;
const act = (...reply: Parameters<typeof answer>) => readReply(answer(...reply), { kind: 'act', now });
const ask = (...reply: Parameters<typeof answer>) => readReply(answer(...reply), { kind: 'ask', now });

test('a 2xx is left to the adapter', () => {
  const success = { kind: 'success', status: 201, headers: { a: 'b' }, body: 'body with a secret' };
  expect(act(201, { a: 'b' })).toEqual(success);
  expect(ask(201, { a: 'b' })).toEqual(success);
});

describe('of an act', () => {
  test('what surely was not done is refused, with a reason', () => {
    const reasons = [301, 307, 400, 401, 402, 403, 404, 408, 429].map((status) => {
      const result = act(status);
      return [status, result.kind === 'refused' ? result.reason : result.kind];
    });
    expect(reasons).toEqual([
      [301, 'invalid_request'],
      [307, 'invalid_request'],
      [400, 'invalid_request'],
      [401, 'unauthorized'],
      [402, 'no_money'],
      [403, 'unauthorized'],
      [404, 'invalid_request'],
      [408, 'unavailable'],
      [429, 'rate_limited'],
    ]);
    expect(act(429, { 'retry-after': '5' })).toEqual({
      kind: 'refused',
      reason: 'rate_limited',
      retryAfterMs: 5000,
      detail: 'HTTP 429',
    });
    expect(act(503, { 'retry-after': '5' })).toMatchObject({ kind: 'refused', reason: 'unavailable' });
  });

  test('what may have been done is unclear', () => {
    for (const status of [303, 500, 502, 503, 504])
      expect(act(status)).toEqual({ kind: 'unclear', detail: `HTTP ${status}` });
    expect(readReply({ kind: 'lost', detail: 'd' }, { kind: 'act', now })).toEqual({
      kind: 'unclear',
      detail: 'd',
    });
  });

  test('what never left may be sent again, when the client says so', () => {
    expect(readReply({ kind: 'unsent', detail: 'd' }, { kind: 'act', now })).toEqual({
      kind: 'refused',
      reason: 'unavailable',
      detail: 'd',
    });
    expect(readReply({ kind: 'unsent', detail: 'd', retryAfterMs: 9 }, { kind: 'act', now })).toMatchObject({
      kind: 'refused',
      retryAfterMs: 9,
    });
  });
});

test('a question is never unclear', () => {
  for (const status of [303, 500, 502, 503, 504])
    expect(ask(status)).toEqual({ kind: 'refused', reason: 'unavailable', detail: `HTTP ${status}` });
  expect(readReply({ kind: 'lost', detail: 'd' }, { kind: 'ask', now })).toEqual({
    kind: 'refused',
    reason: 'unavailable',
    detail: 'd',
  });
  expect(ask(403)).toMatchObject({ reason: 'unauthorized' });
});

test('a 404 means what the adapter says it means', () => {
  expect(readReply(answer(404), { kind: 'ask', now, notFound: 'not_found' })).toMatchObject({
    reason: 'not_found',
  });
  expect(readReply(answer(400), { kind: 'ask', now, notFound: 'not_found' })).toMatchObject({
    reason: 'invalid_request',
  });
});

test('a stream is handed over with a 2xx and destroyed otherwise', () => {
  const opened = (status: number) => ({ ...answer(status), body: Readable.from(['x']) });
  const good = opened(200);
  const bad = opened(404);
  expect(readReply(good, { kind: 'ask', now })).toMatchObject({ kind: 'success', body: good.body });
  expect(readReply(bad, { kind: 'ask', now }).kind).toBe('refused');
  expect([good.body.destroyed, bad.body.destroyed]).toEqual([false, true]);
});
