import { expect, test } from 'vitest';
import { readPlaceReply } from './place-reply.ts';

const now = new Date('2026-06-03T10:00:00Z');
const reply = (status: number, headers: Record<string, string> = {}) =>
  readPlaceReply({ kind: 'reply', status, headers, body: 'body with a secret' }, now);

test('a 2xx is left to the adapter', () => {
  expect(reply(201)).toEqual({ kind: 'success', body: 'body with a secret' });
});

test('what surely placed no call is refused, with a reason', () => {
  const reasons = [301, 307, 400, 401, 402, 403, 404, 408, 429].map((status) => {
    const result = reply(status);
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
  expect(reply(429, { 'retry-after': '5' })).toEqual({
    kind: 'refused',
    reason: 'rate_limited',
    retryAfterMs: 5000,
    detail: 'HTTP 429',
  });
  expect(reply(503, { 'retry-after': '5' })).toMatchObject({ kind: 'refused', reason: 'unavailable' });
});

test('what may have placed a call is unclear', () => {
  for (const status of [303, 500, 502, 503, 504])
    expect(reply(status)).toEqual({ kind: 'unclear', detail: `HTTP ${status}` });
  expect(readPlaceReply({ kind: 'lost', detail: 'd' }, now)).toEqual({ kind: 'unclear', detail: 'd' });
  expect(readPlaceReply({ kind: 'unsent', detail: 'd' }, now)).toEqual({
    kind: 'refused',
    reason: 'unavailable',
    detail: 'd',
  });
});
