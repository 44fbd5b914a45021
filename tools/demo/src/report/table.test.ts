import { expect, test } from 'vitest';
import { fit, formatTable } from './table.ts';

test('a text is padded or cut to the width of its column', () => {
  expect(fit('да', 4)).toBe('да  ');
  expect(fit('подтвердил', 5)).toBe('подт…');
  expect(fit('ровно', 5)).toBe('ровно');
});

test('the last column takes the rest of the line', () => {
  const columns = [
    { title: 'Запись', width: 6 },
    { title: 'Итог', width: 4 },
  ];
  expect(formatTable(columns, [['ЗП-1', 'подтвердил']], 14)).toEqual([
    'Запись  Итог',
    '──────  ──────',
    'ЗП-1    подтв…',
  ]);
});

test('a column never gets narrower than it asks for', () => {
  expect(formatTable([{ title: 'Итог', width: 10 }], [['подтвердил']], 3)).toContain('подтвердил');
});
