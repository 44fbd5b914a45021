import { describe, expect, test } from 'vitest';
import { decodeText } from './body-text.ts';
import { readFlatFields } from './flat-fields.ts';
import { readJson } from './lenient-json.ts';
import { retryAfterMs } from './retry-after.ts';

const cp1251 = (text: string): Buffer =>
  Buffer.from(
    Array.from(text, (letter) => {
      const code = letter.charCodeAt(0);
      return code >= 0x410 && code <= 0x44f ? code - 0x350 : code;
    }),
  );

const webhook = (body: Uint8Array | string, query = '', contentType = '') => ({
  method: 'POST',
  path: '',
  query,
  headers: { 'content-type': contentType },
  body: typeof body === 'string' ? Buffer.from(body) : body,
});

const fieldsOf = (...input: Parameters<typeof webhook>) => {
  const result = readFlatFields(webhook(...input));
  return result.ok ? Object.fromEntries(result.fields) : result.problem;
};

describe('body text', () => {
  test('is decoded by BOM, by charset, as UTF-8 or as windows-1251', () => {
    expect(decodeText(Buffer.from('\uFEFFОтказ'))).toBe('Отказ');
    expect(decodeText(Buffer.from('\uFEFFОтказ', 'utf16le'))).toBe('Отказ');
    expect(decodeText(cp1251('Отказ'), 'text/plain; charset=windows-1251')).toBe('Отказ');
    expect(decodeText(cp1251('Отказ'), 'application/json; charset=utf-8')).toBe('Отказ');
    expect(decodeText(cp1251('Отказ'), 'text/plain; charset=nonsense')).toBe('Отказ');
  });
});

describe('JSON', () => {
  test('keeps every digit of a long integer and touches nothing else', () => {
    expect(
      readJson(
        '{"id": 12345678901234567890, "n": -1.5e3, "s": "a\\"1234567890123456789", "l": [1234567890123456]}',
      ),
    ).toEqual({
      ok: true,
      value: {
        id: '12345678901234567890',
        n: -1500,
        s: 'a"1234567890123456789',
        l: ['1234567890123456'],
      },
    });
  });

  test('that is broken is no error but an answer', () => {
    expect(readJson('{"a":')).toEqual({ ok: false });
    expect(readJson('')).toEqual({ ok: false });
    expect(readJson(`{"a":"${'\\"'.repeat(300_000)}1234567890123456`)).toEqual({ ok: false });
  });
});

describe('flat fields', () => {
  test('come from JSON, form and query alike', () => {
    const expected = { call_id: '15', response: 'Отказ' };
    expect(fieldsOf('\uFEFF {"Call_ID": 15, "response": "Отказ", "x": null, "y": {"z": 1}}')).toEqual(
      expected,
    );
    expect(fieldsOf('call_id=15&response=%D0%9E%D1%82%D0%BA%D0%B0%D0%B7')).toEqual(expected);
    expect(fieldsOf('call_id=15&response=%CE%F2%EA%E0%E7')).toEqual(expected);
    expect(fieldsOf(cp1251('call_id=15&response=Отказ'))).toEqual(expected);
    expect(fieldsOf('', '?call_id=15&response=%D0%9E%D1%82%D0%BA%D0%B0%D0%B7')).toEqual(expected);
    expect(fieldsOf('{"response":"Отказ"}', 'call_id=15&response=other')).toEqual(expected);
  });

  test('are absent, with a reason, from a body of another kind', () => {
    expect(fieldsOf('[1]')).toBe('тело – JSON, но не объект');
    expect(fieldsOf('{"a": ')).toBe('тело начинается как JSON, но не читается');
    expect(fieldsOf('hello')).toBe('тело не JSON и не форма');
  });
});

test('Retry-After is read as seconds and as a date', () => {
  const now = new Date('2026-06-03T10:00:00Z');
  expect(retryAfterMs('30', now)).toBe(30_000);
  expect(retryAfterMs('Wed, 03 Jun 2026 10:01:00 GMT', now)).toBe(60_000);
  expect(retryAfterMs('Wed, 03 Jun 2026 09:00:00 GMT', now)).toBe(0);
  expect(retryAfterMs('soon', now)).toBeUndefined();
  expect(retryAfterMs(undefined, now)).toBeUndefined();
});
