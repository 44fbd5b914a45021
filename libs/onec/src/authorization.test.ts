import { expect, it } from 'vitest';
import { parseAuthorization } from './authorization.ts';

const basic = (text: string): string => `Basic ${Buffer.from(text, 'utf8').toString('base64')}`;

it('finds no credentials where there are none', () => {
  for (const header of [
    undefined,
    null,
    '',
    'Basic',
    'Basic ',
    'Bearer',
    'Digest abc',
    'clinic:secret',
    'Basic clinic:secret',
  ]) {
    expect(parseAuthorization(header)).toBeNull();
  }
});

it('refuses Basic credentials without a colon and takes an empty password', () => {
  expect(parseAuthorization(basic('clinic'))).toBeNull();
  expect(parseAuthorization(basic('clinic:'))).toEqual({ scheme: 'basic', user: 'clinic', password: '' });
});

it('keeps blanks inside a password', () => {
  expect(parseAuthorization(basic('clinic: a b '))).toEqual({
    scheme: 'basic',
    user: 'clinic',
    password: ' a b ',
  });
});

it('takes a header of megabytes in linear time', () => {
  const started = performance.now();
  expect(parseAuthorization(`Basic ${' '.repeat(1_000_000)}`)).toBeNull();
  expect(parseAuthorization(`${' '.repeat(200_000)}x`)).toBeNull();
  expect(performance.now() - started).toBeLessThan(5_000);
});
