import { expect, test } from 'vitest';
import { basicAuth, constantTimeEqual, verifyBasic } from './credentials.ts';

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

test('texts of different length compare without an error', () => {
  expect(constantTimeEqual('short', 'longer text')).toBe(false);
  expect(constantTimeEqual('same', Buffer.from('same'))).toBe(true);
});
