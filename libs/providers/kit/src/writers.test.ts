import { describe, expect, test } from 'vitest';
import { writeLocalTime } from './local-time.ts';
import { multipart } from './multipart.ts';
import { reminderText } from './reminder-text.ts';

describe('a reminder text', () => {
  const template = 'Здравствуйте, {name}! Напоминаем: {visit}. Ждём Вас.';
  const words = { name: 'Валерия Сергеевна', visit: 'Эндоскопист 4 июня 11 30' };

  test('names the person and the visit', () => {
    expect(reminderText(template, words, 1000)).toBe(
      'Здравствуйте, Валерия Сергеевна! Напоминаем: Эндоскопист 4 июня 11 30. Ждём Вас.',
    );
  });

  test('leaves no stray comma where there is no name', () => {
    expect(reminderText(template, { ...words, name: '' }, 1000)).toMatch(/^Здравствуйте! Напоминаем: /);
    expect(reminderText('{name}, ждём Вас', { ...words, name: '' }, 1000)).toBe('ждём Вас');
  });

  test('takes words as they are, whatever they look like', () => {
    expect(reminderText('{name} – {visit}', { name: '{visit}', visit: '$& $1' }, 1000)).toBe(
      '{visit} – $& $1',
    );
  });

  test('is cut at the end of a word', () => {
    expect(reminderText('один, два три', words, 9)).toBe('один, два');
    expect(reminderText('один, два три', words, 8)).toBe('один');
    expect(reminderText('один, два три', words, 13)).toBe('один, два три');
    expect(reminderText('самоедолгоеслово', words, 5)).toBe('самое');
    expect(reminderText('🙂🙂', words, 3)).toBe('🙂');
  });
});

test('local time is written in its zone', () => {
  const at = new Date('2026-06-03T22:30:05Z');
  expect(writeLocalTime(at, 'dd.MM.yyyy HH:mm:ss', 'Europe/Moscow')).toBe('04.06.2026 01:30:05');
  expect(() => writeLocalTime(at, 'dd', 'Nowhere/Land')).toThrow(RangeError);
});

test('a multipart body carries its parts byte for byte, and no name breaks out of its header', () => {
  const bytes = Buffer.from(Uint8Array.from({ length: 256 }, (_value, index) => index));
  const { contentType, body } = multipart([
    { name: 'meta', contentType: 'application/json', content: '{"a":"ё"}' },
    { name: 'file', contentType: 'image/png', fileName: 'снимок.png', content: bytes },
    { name: 'bad', contentType: 'text/plain\r\nX-Evil: 1', fileName: '"\r\nX-Evil: 2', content: '' },
  ]);
  const boundary = /^multipart\/form-data; boundary=([\w-]{20,70})$/.exec(contentType)?.[1] ?? 'none';
  const expected = [
    `--${boundary}`,
    'Content-Disposition: form-data; name="meta"',
    'Content-Type: application/json',
    '',
    '{"a":"ё"}',
    `--${boundary}`,
    'Content-Disposition: form-data; name="file"; filename="снимок.png"',
    'Content-Type: image/png',
    '',
    'BYTES',
    `--${boundary}`,
    'Content-Disposition: form-data; name="bad"; filename="%22%0D%0AX-Evil: 2"',
    'Content-Type: application/octet-stream',
    '',
    '',
    `--${boundary}--`,
    '',
  ].join('\r\n');
  const [before = '', after = ''] = expected.split('BYTES');
  expect(Buffer.from(body)).toEqual(Buffer.concat([Buffer.from(before), bytes, Buffer.from(after)]));
});
