/** A local date and time `YYYY-MM-DDTHH:mm:ss` in Russian words, each empty when the text is no date. */
export interface ClockWords {
  /** «четвёртого» */
  day: string;
  /** «июня» */
  month: string;
  /** «в четверг» */
  weekday: string;
  /** «в одиннадцать тридцать» */
  time: string;
}

const months = [
  'января',
  'февраля',
  'марта',
  'апреля',
  'мая',
  'июня',
  'июля',
  'августа',
  'сентября',
  'октября',
  'ноября',
  'декабря',
];

const weekdays = [
  'в воскресенье',
  'в понедельник',
  'во вторник',
  'в среду',
  'в четверг',
  'в пятницу',
  'в субботу',
];

const ordinals = [
  ...['', 'первого', 'второго', 'третьего', 'четвёртого', 'пятого', 'шестого', 'седьмого', 'восьмого'],
  ...['девятого', 'десятого', 'одиннадцатого', 'двенадцатого', 'тринадцатого', 'четырнадцатого'],
  ...['пятнадцатого', 'шестнадцатого', 'семнадцатого', 'восемнадцатого', 'девятнадцатого'],
];

const cardinals = [
  ...['ноль', 'один', 'два', 'три', 'четыре', 'пять', 'шесть', 'семь', 'восемь', 'девять', 'десять'],
  ...['одиннадцать', 'двенадцать', 'тринадцать', 'четырнадцать', 'пятнадцать', 'шестнадцать'],
  ...['семнадцать', 'восемнадцать', 'девятнадцать'],
];

const tens = ['', '', 'двадцать', 'тридцать', 'сорок', 'пятьдесят'];
const written = /^\d{4}-\d\d-\d\dT\d\d:\d\d/;

/** The words for a wall-clock time `YYYY-MM-DDTHH:mm:ss`; seconds are not said. Never throws. */
export function clockWords(local: string): ClockWords {
  const at = knownMoment(local);
  if (at === null) return { day: '', month: '', weekday: '', time: '' };
  return {
    day: dayWords(at.getUTCDate()),
    month: months[at.getUTCMonth()] ?? '',
    weekday: weekdays[at.getUTCDay()] ?? '',
    time: timeWords(at.getUTCHours(), at.getUTCMinutes()),
  };
}

/** The wall clock as if it were UTC; null for a text that names no existing date and time (30 February would roll into March). */
function knownMoment(local: string): Date | null {
  const minutes = written.exec(local)?.[0];
  if (minutes === undefined) return null;
  const at = new Date(`${minutes}Z`);
  return !Number.isNaN(at.getTime()) && at.toISOString().startsWith(minutes) ? at : null;
}

function dayWords(day: number): string {
  if (day < 20) return ordinals[day] ?? '';
  if (day === 20) return 'двадцатого';
  if (day === 30) return 'тридцатого';
  return `${tens[Math.floor(day / 10)] ?? ''} ${ordinals[day % 10] ?? ''}`;
}

/** «в час», «в два часа», «в десять часов» on the hour; «в десять ноль пять», «в час тридцать» otherwise. */
function timeWords(hour: number, minute: number): string {
  if (minute > 0) return `в ${hour === 1 ? 'час' : cardinal(hour)} ${minuteWords(minute)}`;
  if (hour === 1) return 'в час';
  return `в ${cardinal(hour)} ${hourNoun(hour)}`;
}

function hourNoun(hour: number): string {
  if (hour === 21) return 'час';
  return (hour >= 2 && hour <= 4) || hour >= 22 ? 'часа' : 'часов';
}

/** Minutes are feminine and in the accusative: «двадцать одну», «ноль две». */
function minuteWords(minute: number): string {
  const words = cardinal(minute).replace(/один$/, 'одну').replace(/два$/, 'две');
  return minute < 10 ? `ноль ${words}` : words;
}

function cardinal(value: number): string {
  if (value < 20) return cardinals[value] ?? '';
  const unit = value % 10;
  return [tens[Math.floor(value / 10)], unit === 0 ? '' : cardinals[unit]].filter(Boolean).join(' ');
}
