import { expect, test } from 'vitest';
import { isTimeZone, normaliseWord, webAddress, withoutTrailingSlashes } from './settings-fields.ts';

const address = webAddress({ shape: 'no address', credentials: 'credentials elsewhere' });
const complaints = (value: unknown) => {
  const { success, error } = address.safeParse(value);
  return success ? [] : error.issues.map(({ message }) => message);
};

test.each([
  ['https://host', []],
  ['http://host:8080/path?x=1', []],
  ['ftp://host', ['no address']],
  ['host', ['no address']],
  [42, ['Invalid input: expected string, received number']],
  [undefined, ['Invalid input: expected string, received undefined']],
  ['https://login:secret@host', ['credentials elsewhere']],
  ['https://login@host', ['credentials elsewhere']],
  ['https://:secret@host', ['credentials elsewhere']],
])('an address %s: %j', (value, messages) => {
  expect(complaints(value)).toEqual(messages);
});

test('a path can be put behind an address however it ends', () => {
  expect(withoutTrailingSlashes('https://host')).toBe('https://host');
  expect(withoutTrailingSlashes('https://host/api//')).toBe('https://host/api');
});

test('a time zone is one of IANA', () => {
  expect(['Europe/Moscow', 'Asia/Vladivostok', 'UTC'].map(isTimeZone)).toEqual([true, true, true]);
  expect(['', 'Moscow', 'Europe/Nowhere'].map(isTimeZone)).toEqual([false, false, false]);
});

test('two spellings of a word are one', () => {
  expect(['Не придёт', 'НЕ  ПРИДЕТ', 'непридет', ' не\tпридёт '].map(normaliseWord)).toEqual(
    Array.from({ length: 4 }, () => 'непридет'),
  );
});
