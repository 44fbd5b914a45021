import { describe, expect, test } from 'vitest';
import { readCsv } from './csv.ts';
import { readLocalTime } from './local-time.ts';
import { readPhone } from './phone.ts';

describe('CSV', () => {
  test('is read with its BOM, quotes, uneven and blank lines', () => {
    expect(readCsv('\uFEFFТип;Номер\r\n"a;b";"1 ""2"""\n\nx\n', { delimiter: ';' })).toEqual([
      ['Тип', 'Номер'],
      ['a;b', '1 "2"'],
      ['x'],
    ]);
    expect(readCsv('', { delimiter: ';' })).toEqual([]);
  });

  test('with quotes that mean nothing keeps them', () => {
    expect(readCsv('a;5" диск\n"b;c\nd;e\n', { delimiter: ';' })).toEqual([
      ['a', '5" диск'],
      ['"b', 'c'],
      ['d', 'e'],
    ]);
  });
});

describe('local time', () => {
  test('is a moment in its zone', () => {
    const format = 'dd.MM.yyyy HH:mm:ss';
    expect(readLocalTime(' 04.06.2026 01:30:05 ', format, 'Europe/Moscow')).toEqual(
      new Date('2026-06-03T22:30:05Z'),
    );
    expect(readLocalTime('04.06.2026 01:30:05', format, 'Asia/Vladivostok')).toEqual(
      new Date('2026-06-03T15:30:05Z'),
    );
  });

  test('that is none gives null', () => {
    for (const text of ['', null, undefined, '31.02.2026', 'вчера', '2026-06-04'])
      expect(readLocalTime(text, 'dd.MM.yyyy', 'Europe/Moscow'), String(text)).toBeNull();
    expect(readLocalTime('04.06.2026', 'dd.MM.yyyy', 'Nowhere/Land')).toBeNull();
  });
});

describe('a telephone', () => {
  test('is read in all the ways machines write it', () => {
    const same = ['79000000001', '+79000000001', '89000000001', '9000000001', '8 (900) 000-00-01'];
    const wrapped = ['tel:+79000000001', 'sip:79000000001@host.example', '810 7 900 000 00 01'];
    for (const text of [...same, ...wrapped, '+7-900-000-00-01;ext=5'])
      expect(readPhone(text), text).toBe('79000000001');
    expect(readPhone('+375291234567')).toBe('375291234567');
    expect(readPhone('375291234567')).toBe('375291234567');
    expect(readPhone('0049 30 901820')).toBe('4930901820');
  });

  test('that is none gives null', () => {
    const empty = [undefined, null, '', 'anonymous', 'SIP/101', '+'];
    const numbers = ['101', '1234567', '0000000000', '9'.repeat(16), '1'.repeat(500)];
    for (const text of [...empty, ...numbers]) expect(readPhone(text), String(text)).toBeNull();
  });
});
