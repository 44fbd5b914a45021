import { expect, test } from 'vitest';
import {
  basicAuth,
  bearerAuth,
  constantTimeEqual,
  verifyBasic,
  verifyBearer,
  verifySignature,
  verifyToken,
} from './credentials.ts';

const expected = { username: 'голос', password: 'a:b ё' };

test('Basic round trip, whatever the case of the scheme', () => {
  const header = basicAuth(expected);
  expect(header).toBe('Basic 0LPQvtC70L7RgTphOmIg0ZE=');
  expect(verifyBasic(header, expected)).toEqual({ ok: true });
  expect(verifyBasic(header.replace('Basic', 'bASIC '), expected)).toEqual({ ok: true });
});

test('anything else is refused', () => {
  const wrong = [
    undefined,
    '',
    'Basic',
    'Basic ',
    'Basic !!!',
    `Bearer ${basicAuth(expected).slice(6)}`,
    basicAuth({ ...expected, password: 'a:b' }),
    basicAuth({ ...expected, username: 'Голос' }),
  ];
  for (const header of wrong) expect(verifyBasic(header, expected).ok, String(header)).toBe(false);
});

test('Bearer round trip, and anything else is refused', () => {
  expect(bearerAuth('t-1')).toBe('Bearer t-1');
  expect(verifyBearer(bearerAuth('t-1'), 't-1')).toEqual({ ok: true });
  expect(verifyBearer('bearer  t-1 ', 't-1')).toEqual({ ok: true });
  for (const header of [
    undefined,
    '',
    'Bearer',
    'Bearer ',
    'Bearer t-2',
    'Bearer t-1 t-1',
    'Basic t-1',
    't-1',
  ])
    expect(verifyBearer(header, 't-1').ok, String(header)).toBe(false);
});

test('tokens and signatures are compared whole, and an empty expectation is never met', () => {
  expect(verifyToken('t-1', 't-1')).toEqual({ ok: true });
  expect(verifyToken('t-12', 't-1')).toEqual({ ok: false, reason: 'wrong token' });
  expect(verifyToken(undefined, 't-1')).toEqual({ ok: false, reason: 'token missing' });
  expect(verifyToken('', '')).toEqual({ ok: false, reason: 'token missing' });
  expect(verifyToken('x', '').ok).toBe(false);
  expect(verifySignature('ab', 'ab')).toEqual({ ok: true });
  expect(verifySignature('AB', 'ab')).toEqual({ ok: false, reason: 'wrong signature' });
  expect(verifySignature(undefined, 'ab')).toEqual({ ok: false, reason: 'signature missing' });
});

test('texts of different length compare without an error', () => {
  expect(constantTimeEqual('short', 'longer text')).toBe(false);
  expect(constantTimeEqual('same', Buffer.from('same'))).toBe(true);
});
