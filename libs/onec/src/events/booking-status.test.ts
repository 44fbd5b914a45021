import { bookingStatuses } from '@perezvon/contracts-events';
import { expect, it } from 'vitest';
import { readStatus } from './booking-status.ts';
import { createNotes } from './notes.ts';

const statusOf = (value: unknown): ReturnType<typeof readStatus> =>
  readStatus({ value, field: 'data.status' }, createNotes());

it('takes the canonical codes as they are, without a word of 1C', () => {
  for (const status of bookingStatuses) expect(statusOf(status)).toEqual({ status, word: null });
});

it('reads the words of clinic configurations in any gender and case', () => {
  const cases: [string, string][] = [
    ['Бронь', 'planned'],
    ['Запланирован', 'planned'],
    ['Запланирована', 'planned'],
    ['Забронирована', 'planned'],
    ['Новая', 'planned'],
    ['Ожидание', 'planned'],
    ['Бронь не подтвержденная', 'unconfirmed'],
    ['Бронь не подтверждённая', 'unconfirmed'],
    ['БроньНеПодтвержденная', 'unconfirmed'],
    ['Не подтверждена', 'unconfirmed'],
    ['Подтверждена', 'confirmed'],
    ['Подтверждён', 'confirmed'],
    ['Подтвердил(а)', 'confirmed'],
    ['Подтвердила', 'confirmed'],
    ['Отменен', 'cancelled'],
    ['ОТМЕНЕНО', 'cancelled'],
    ['Отказ', 'cancelled'],
    ['Перенесен', 'rescheduled'],
    ['Перенесена', 'rescheduled'],
    ['Прием окончен', 'done'],
    ['Приём окончен', 'done'],
    ['Выполнено', 'done'],
    ['Не явка', 'no_show'],
    ['Неявка', 'no_show'],
    ['Не пришёл', 'no_show'],
    ['Не пришла', 'no_show'],
    ['Не явилась', 'no_show'],
    ['Пришел', 'arrived'],
    ['Пришла', 'arrived'],
    ['Пришел(а)', 'arrived'],
    ['Canceled', 'cancelled'],
    ['no-show', 'no_show'],
  ];
  for (const [word, status] of cases) expect(statusOf(word), word).toEqual({ status, word });
});

it('never calls about a status it does not know, and keeps the word', () => {
  expect(statusOf('Переведён в лист ожидания')).toEqual({
    status: 'unknown',
    word: 'Переведён в лист ожидания',
  });
  expect(statusOf({ id: 1, Наименование: 'Отменен' })).toEqual({ status: 'cancelled', word: 'Отменен' });
  expect(statusOf(9)).toEqual({ status: 'unknown', word: null });
});
