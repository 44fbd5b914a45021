import { describe, expect, it } from 'vitest';
import { decodePlacingRequest } from './voicebox-request.ts';

const method = '78033a2b-21c7-47dd-a292-590f24146043';
const decode = (data: unknown, overrides: object = {}) =>
  decodePlacingRequest(Buffer.from(JSON.stringify({ method, data, ...overrides })));

describe('placing request', () => {
  it('is read as the article sends it', () => {
    const data = {
      number: '71234567890',
      guid: 'b70a03fe-e239-11ec-0c87-fe3375dcbab9',
      name: 'Валерия Сергеевна',
      visit: 'Эндоскопист 4 июня 2022 г  11 30',
    };
    expect(decode(data)).toEqual({
      ok: true,
      request: { method, phone: data.number, guid: data.guid, name: data.name, visit: data.visit },
      unsayable: [],
    });
  });

  it.each(['+71234567890', '7123456789', '81234567890', '712345678901', 71234567890, null, undefined])(
    'refuses the number %s',
    (number) => {
      expect(decode({ number })).toMatchObject({ ok: false, kind: 'bad_number' });
    },
  );

  it('refuses a method that is no UUID, a body without data and what is not JSON', () => {
    expect(decode({ number: '71234567890' }, { method: 'call' })).toMatchObject({ kind: 'bad_request' });
    expect(decode(undefined)).toMatchObject({ ok: false });
    expect(decodePlacingRequest(Buffer.from('{"method":'))).toMatchObject({ kind: 'bad_json' });
  });

  it('names the variables that the synthesiser could not say, wherever they are', () => {
    const decoded = decode({
      number: '71234567890',
      guid: 'a-b.c',
      name: 'Анна-Мария',
      visit: 'Алёна 11:30',
      goods: ['чай', 'кофе!'],
      total: 5.5,
    });
    expect(decoded).toMatchObject({ ok: true, unsayable: ['name', 'goods'] });
  });
});
