import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { readBoolean } from './boolean.ts';
import { readDate } from './date.ts';
import { readMoney, readNumber } from './number.ts';
import { readRef } from './ref.ts';
import { cutText, readText } from './text.ts';
import { readZone } from './zone.ts';

describe('readBoolean', () => {
  it('reads what 1C and people write for yes and no', () => {
    for (const yes of [true, 1, '1', 'Да', 'ИСТИНА', ' true ']) {
      expect(readBoolean(yes)).toEqual({ kind: 'value', value: true });
    }
    for (const no of [false, 0, '0', 'Нет', 'Ложь', 'FALSE']) {
      expect(readBoolean(no)).toEqual({ kind: 'value', value: false });
    }
  });

  it('tells nothing from nonsense', () => {
    expect(readBoolean(null)).toEqual({ kind: 'empty' });
    expect(readBoolean(' ')).toEqual({ kind: 'empty' });
    for (const nonsense of ['может быть', 2, {}, []]) {
      expect(readBoolean(nonsense)).toEqual({ kind: 'unrecognised' });
    }
  });
});

describe('readNumber and readMoney', () => {
  it('refuse what is no number', () => {
    for (const nonsense of ['abc', '1e5', '--1', '1-2', true, {}, [1], Number.NaN, Infinity, '.', '-']) {
      expect(readNumber(nonsense)).toEqual({ kind: 'unrecognised' });
      expect(readMoney(nonsense)).toEqual({ kind: 'unrecognised' });
    }
  });

  it('round money half away from zero on the digits themselves', () => {
    const cases: [unknown, string][] = [
      ['0,333333333333333333333333333', '0.33'],
      ['1.005', '1.01'],
      ['-1,005', '-1.01'],
      ['-0.001', '0'],
      ['1 000 000,5', '1000000.5'],
      ['1,234,567.891', '1234567.89'],
      ['1500.00', '1500'],
      [1500, '1500'],
      ['.5', '0.5'],
      ['999999999999999.994', '999999999999999.99'],
    ];
    for (const [text, money] of cases) expect(readMoney(text)).toEqual({ kind: 'value', value: money });
    expect(readMoney('1000000000000000')).toEqual({ kind: 'unrecognised' });
  });
});

describe('readText', () => {
  it('collapses tabs, line breaks, no-break and invisible characters', () => {
    expect(readText(' Вал\u0000ерия\t\u00a0 \u200eСерге\u00adевна\r\n')).toEqual({
      kind: 'value',
      value: 'Вал ерия Сергеевна',
    });
    expect(readText('\u200b\t')).toEqual({ kind: 'empty' });
    expect(readText(12)).toEqual({ kind: 'value', value: '12' });
    expect(readText({})).toEqual({ kind: 'unrecognised' });
  });

  it('is cut without leaving half a character', () => {
    expect(cutText('аб😀в', 3)).toBe('аб');
    expect(cutText('аб😀в', 4)).toBe('аб😀');
  });
});

describe('readRef', () => {
  it('keeps an opaque code and refuses one that is too long', () => {
    expect(readRef(' 000000123 ')).toEqual({ kind: 'value', value: '000000123' });
    expect(readRef('a'.repeat(128))).toMatchObject({ kind: 'value' });
    expect(readRef('a'.repeat(129))).toEqual({ kind: 'unrecognised' });
  });

  it('takes whole numbers that JSON carries exactly', () => {
    expect(readRef(123)).toEqual({ kind: 'value', value: '123' });
    for (const inexact of [1.5, 2 ** 60, Infinity])
      expect(readRef(inexact)).toEqual({ kind: 'unrecognised' });
  });

  it('reads a navigation link with an address and an empty reference inside', () => {
    const link = (hex: string): string => `http://1c.local/base/#e1cib/data/Документ.Заявка?ref=${hex}`;
    expect(readRef(link('0C87FE3375DCBAB911ECE239B70A03FE'))).toEqual({
      kind: 'value',
      value: 'b70a03fe-e239-11ec-0c87-fe3375dcbab9',
    });
    expect(readRef(link('0'.repeat(32)))).toEqual({ kind: 'empty' });
  });

  it('gives the same reference when it reads its own result again', () => {
    fc.assert(
      fc.property(fc.string({ maxLength: 140 }), (text) => {
        const first = readRef(text);
        if (first.kind === 'value') expect(readRef(first.value)).toEqual(first);
      }),
    );
  });
});

describe('readDate', () => {
  it('refuses days and times that do not exist', () => {
    for (const text of [
      '2022-02-30T10:00:00',
      '31.04.2022',
      '2022-06-04T24:00:00',
      '2022-06-04T10:60:00',
      '25:00',
      '2022-13-01',
      '0022-06-04T10:00:00',
      '2022-06-04T10:00:00+99:00',
      '/Date(9999999999999999)/',
      '6/4/2022 11:30',
    ]) {
      expect(readDate(text), text).toEqual({ kind: 'unrecognised' });
    }
    for (const value of [true, {}, [], Number.NaN]) expect(readDate(value)).toEqual({ kind: 'unrecognised' });
  });

  it('knows the leap day', () => {
    expect(readDate('29.02.2024 9:05')).toMatchObject({ local: '2024-02-29T09:05:00' });
    expect(readDate('29.02.2023 9:05')).toEqual({ kind: 'unrecognised' });
  });

  it('reads empty dates and times of day whatever offset history gives them', () => {
    expect(readDate('0001-01-01T00:00:00+02:30:17')).toEqual({ kind: 'empty' });
    expect(readDate('0001-01-01T13:10:00Z')).toEqual({ kind: 'time', time: '13:10:00' });
    expect(readDate('/Date(-62135596800000)/')).toEqual({ kind: 'empty' });
    expect(readDate('9:05')).toEqual({ kind: 'time', time: '09:05:00' });
  });

  it('reads offsets of every form', () => {
    for (const offset of ['+03:00', '+0300', '+03', ' +03:00']) {
      expect(readDate(`2022-06-04T11:30:00${offset}`)).toMatchObject({
        at: new Date('2022-06-04T08:30:00Z'),
      });
    }
  });

  it('never throws', () => {
    fc.assert(
      fc.property(fc.anything(), (value) => {
        expect(readDate(value).kind).toBeTypeOf('string');
      }),
    );
  });
});

describe('readZone', () => {
  it('takes IANA names and fixed offsets in the forms people write', () => {
    const cases: [string, string][] = [
      ['Europe/Moscow', 'Europe/Moscow'],
      ['+03:00', '+03:00'],
      ['UTC+5', '+05:00'],
      ['GMT-03:30', '-03:30'],
      ['МСК', 'Europe/Moscow'],
      ['Z', '+00:00'],
    ];
    for (const [text, zone] of cases) expect(readZone(text)).toEqual({ kind: 'value', value: zone });
  });

  it('refuses zones nobody knows', () => {
    for (const nonsense of ['Europe/Gotham', 'Москва', '+25:00', 3, '../etc/passwd']) {
      expect(readZone(nonsense)).toEqual({ kind: 'unrecognised' });
    }
  });
});
