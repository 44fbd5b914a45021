import { surprisesOf } from '../expectation.ts';
import type { Finding } from '../findings.ts';
import { attemptsWord, endingWord } from './ending.ts';
import { formatTable, type Column } from './table.ts';

const columns: readonly Column[] = [
  { title: 'Запись', width: 9 },
  { title: 'Пациент', width: 24 },
  { title: 'Что было', width: 34 },
  { title: 'Попытки', width: 40 },
  { title: 'Итог в 1С', width: 17 },
  { title: 'Почему', width: 40 },
];

const rowOf = (finding: Finding): string[] => {
  const { guest, told, ending, why } = finding;
  const mark = surprisesOf(finding).length > 0 ? '✗ ' : '';
  return [
    `ЗП-${String(guest.n).padStart(6, '0')}`,
    guest.name,
    guest.story,
    attemptsWord(told),
    `${mark}${endingWord(ending)}`,
    why,
  ];
};

/** The table of what happened to each booking and why. `width` of the terminal, characters. */
export const dayTable = (findings: readonly Finding[], width: number): string[] =>
  formatTable(columns, findings.map(rowOf), width);
