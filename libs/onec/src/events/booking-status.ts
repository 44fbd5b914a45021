import { bookingStatuses } from '@perezvon/contracts-events';
import type { BookingStatus } from '@perezvon/contracts-events';
import { collapseText, cutText } from '../values/text.ts';
import { isBlank } from '../values/reading.ts';
import { namedNames } from './field-names.ts';
import type { Notes } from './notes.ts';
import { rawRecord } from './raw-record.ts';
import type { RawField } from './raw-record.ts';

/** Words of clinic configurations by canonical status; see `normaliseWord` for how they are compared. */
const words: Readonly<Record<BookingStatus, readonly string[]>> = {
  planned: [
    'бронь',
    'забронирован',
    'запланирован',
    'запланировано',
    'записан',
    'запись',
    'новый',
    'новая',
    'ожидание',
    'ожидается',
    'создан',
    'назначен',
    'предварительная запись',
    'new',
    'booked',
    'scheduled',
    'pending',
  ],
  confirmed: [
    'подтвержден',
    'подтвердил',
    'бронь подтвержденная',
    'бронь подтверждена',
    'запись подтверждена',
    'подтвержденная',
  ],
  unconfirmed: [
    'бронь не подтвержденная',
    'бронь неподтвержденная',
    'бронь не подтверждена',
    'не подтвержден',
    'неподтвержден',
    'не подтвержденная',
    'неподтвержденная',
    'not confirmed',
  ],
  operator: ['оператор', 'звонок оператору', 'перевод на оператора', 'требует звонка оператора'],
  cancelled: [
    'отменен',
    'отменил',
    'отмена',
    'отказ',
    'отказался',
    'аннулирован',
    'бронь отменена',
    'запись отменена',
    'удален',
    'canceled',
    'declined',
    'deleted',
  ],
  rescheduled: ['перенесен', 'перенос', 'перенес', 'бронь перенесена', 'запись перенесена', 'moved'],
  arrived: ['пришел', 'прибыл', 'явился', 'явка', 'на приеме', 'в клинике', 'в ожидании приема', 'came'],
  done: [
    'прием окончен',
    'прием завершен',
    'окончен',
    'завершен',
    'выполнен',
    'оказан',
    'закрыт',
    'completed',
    'finished',
  ],
  no_show: ['не явка', 'неявка', 'не явился', 'не пришел', 'no show', 'noshow', 'missed'],
  unknown: ['неизвестно', 'неизвестен'],
};

/** Adjectives and verbs in all genders: `подтверждена`, `подтверждено`, `записана`, `пришла` are the masculine word. */
const endings: readonly [RegExp, string][] = [
  [/(ен|ан)[аоы]$/, '$1'],
  [/(при|пере)шл[аои]$/, '$1шел'],
  [/(л)[аои]$/, '$1'],
  [/(лся)$|(?:лась|лось|лись)$/, 'лся'],
];

/** Blanks don't count either: `Строка(Перечисление)` is a sentence, its name in the metadata is `НеЯвка`. */
const normaliseWord = (word: string): string => {
  const plain = word
    .toLowerCase()
    .replaceAll('ё', 'е')
    .replace(/\([а-я]{1,3}\)/g, '')
    .replace(/[\s_.\-«»"()]+/g, '');
  return endings.reduce((text, [pattern, masculine]) => text.replace(pattern, masculine), plain);
};

const byWord = new Map<string, BookingStatus>(
  bookingStatuses.flatMap((status) =>
    [status, ...words[status]].map((word) => [normaliseWord(word), status] as const),
  ),
);

const isCanonical = (word: string): word is BookingStatus =>
  (bookingStatuses as readonly string[]).includes(word);

interface StatusReading {
  status: BookingStatus;
  /** The word of 1C itself; null when it sent the canonical code. */
  word: string | null;
}

const wordOf = (value: unknown): string | null => {
  const record = rawRecord(value, '');
  const word = record === null ? value : record.pick(namedNames.name).value;
  return typeof word === 'string' && !isBlank(word) ? collapseText(word) : null;
};

/**
 * The canonical status of a booking from its code or from the words of 1C. No status at all is a booking just written:
 * planned. An unknown word never leads to a call.
 */
export const readStatus = ({ value, field }: RawField, notes: Notes): StatusReading => {
  if (isBlank(value)) {
    notes.warn('status_missing', { field });
    return { status: 'planned', word: null };
  }
  const word = wordOf(value);
  if (word === null) {
    notes.warn('value_unrecognised', { field });
    return { status: 'unknown', word: null };
  }
  if (isCanonical(word)) return { status: word, word: null };
  const status = byWord.get(normaliseWord(word));
  if (status === undefined) notes.warn('status_unknown', { field, value: word });
  return { status: status ?? 'unknown', word: cutText(word, 200) };
};
