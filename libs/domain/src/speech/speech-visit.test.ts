import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { speechPlaceholders, speechVisit } from './speech-visit.ts';
import type { SpeechFacts } from './speech-visit.ts';

const facts: SpeechFacts = {
  start: '2026-06-04T11:30:00',
  specialization: 'Эндоскопист',
  doctor: 'Петров Пётр Петрович',
  service: 'Гастроскопия',
  branch: 'Клиника на Садовой',
};
const day = (date: string) => speechVisit('{day}', { ...facts, start: `${date}T11:30:00` });
const time = (clock: string) => speechVisit('{time}', { ...facts, start: `2026-06-04T${clock}:00` });

/** Any UTF-16 code units, lone surrogates and control characters included. */
const anyText = fc
  .array(fc.integer({ min: 0, max: 0xffff }), { maxLength: 80 })
  .map((units) => String.fromCharCode(...units));

describe('speechVisit', () => {
  it('words the visit by the template of the contract', () => {
    expect(speechVisit('{specialization} {day} {month} {time}', facts)).toBe(
      'эндоскопист четвёртого июня в одиннадцать тридцать',
    );
  });

  it.each([
    [1, 'первого'],
    [2, 'второго'],
    [3, 'третьего'],
    [4, 'четвёртого'],
    [5, 'пятого'],
    [6, 'шестого'],
    [7, 'седьмого'],
    [8, 'восьмого'],
    [9, 'девятого'],
    [10, 'десятого'],
    [11, 'одиннадцатого'],
    [12, 'двенадцатого'],
    [13, 'тринадцатого'],
    [14, 'четырнадцатого'],
    [15, 'пятнадцатого'],
    [16, 'шестнадцатого'],
    [17, 'семнадцатого'],
    [18, 'восемнадцатого'],
    [19, 'девятнадцатого'],
    [20, 'двадцатого'],
    [21, 'двадцать первого'],
    [22, 'двадцать второго'],
    [23, 'двадцать третьего'],
    [24, 'двадцать четвёртого'],
    [25, 'двадцать пятого'],
    [26, 'двадцать шестого'],
    [27, 'двадцать седьмого'],
    [28, 'двадцать восьмого'],
    [29, 'двадцать девятого'],
    [30, 'тридцатого'],
    [31, 'тридцать первого'],
  ])('says the day %i as %s', (number, expected) => {
    expect(day(`2026-01-${String(number).padStart(2, '0')}`)).toBe(expected);
  });

  it.each([
    ['01', 'января'],
    ['02', 'февраля'],
    ['03', 'марта'],
    ['04', 'апреля'],
    ['05', 'мая'],
    ['06', 'июня'],
    ['07', 'июля'],
    ['08', 'августа'],
    ['09', 'сентября'],
    ['10', 'октября'],
    ['11', 'ноября'],
    ['12', 'декабря'],
  ])('says the month %s as %s', (number, expected) => {
    expect(speechVisit('{month}', { ...facts, start: `2026-${number}-04T11:30:00` })).toBe(expected);
  });

  it.each([
    ['00:00', 'в ноль часов'],
    ['01:00', 'в час'],
    ['02:00', 'в два часа'],
    ['03:00', 'в три часа'],
    ['04:00', 'в четыре часа'],
    ['05:00', 'в пять часов'],
    ['06:00', 'в шесть часов'],
    ['07:00', 'в семь часов'],
    ['08:00', 'в восемь часов'],
    ['09:00', 'в девять часов'],
    ['10:00', 'в десять часов'],
    ['11:00', 'в одиннадцать часов'],
    ['12:00', 'в двенадцать часов'],
    ['13:00', 'в тринадцать часов'],
    ['14:00', 'в четырнадцать часов'],
    ['15:00', 'в пятнадцать часов'],
    ['16:00', 'в шестнадцать часов'],
    ['17:00', 'в семнадцать часов'],
    ['18:00', 'в восемнадцать часов'],
    ['19:00', 'в девятнадцать часов'],
    ['20:00', 'в двадцать часов'],
    ['21:00', 'в двадцать один час'],
    ['22:00', 'в двадцать два часа'],
    ['23:00', 'в двадцать три часа'],
  ])('says the full hour %s as %s', (clock, expected) => {
    expect(time(clock)).toBe(expected);
  });

  it.each([
    ['00:30', 'в ноль тридцать'],
    ['01:30', 'в час тридцать'],
    ['02:15', 'в два пятнадцать'],
    ['09:01', 'в девять ноль одну'],
    ['09:02', 'в девять ноль две'],
    ['09:05', 'в девять ноль пять'],
    ['09:10', 'в девять десять'],
    ['10:12', 'в десять двенадцать'],
    ['11:11', 'в одиннадцать одиннадцать'],
    ['11:20', 'в одиннадцать двадцать'],
    ['12:21', 'в двенадцать двадцать одну'],
    ['12:22', 'в двенадцать двадцать две'],
    ['18:45', 'в восемнадцать сорок пять'],
    ['21:55', 'в двадцать один пятьдесят пять'],
    ['23:59', 'в двадцать три пятьдесят девять'],
  ])('says the time %s as %s', (clock, expected) => {
    expect(time(clock)).toBe(expected);
  });

  it.each([
    ['2026-06-01', 'в понедельник'],
    ['2026-06-02', 'во вторник'],
    ['2026-06-03', 'в среду'],
    ['2026-06-04', 'в четверг'],
    ['2026-06-05', 'в пятницу'],
    ['2026-06-06', 'в субботу'],
    ['2026-06-07', 'в воскресенье'],
  ])('says the weekday of %s as %s', (date, expected) => {
    expect(speechVisit('{weekday}', { ...facts, start: `${date}T11:30:00` })).toBe(expected);
  });

  it('knows every placeholder it lists', () => {
    expect(speechVisit('{weekday}, {date}: {service}, {doctor} ({branch})', facts)).toBe(
      'в четверг четвёртого июня: гастроскопия Петров Пётр Петрович Клиника на Садовой',
    );
    for (const placeholder of speechPlaceholders) expect(speechVisit(`{${placeholder}}`, facts)).not.toBe('');
  });

  it('says nothing for what is missing or unknown, and leaves no double blank', () => {
    const bare = { ...facts, specialization: null, doctor: ' ', service: null, branch: null };
    expect(
      speechVisit('{specialization} {doctor} {service} {day}  {branch} {month} {colour} {time}', bare),
    ).toBe('четвёртого июня в одиннадцать тридцать');
  });

  it('does not shout, but keeps abbreviations', () => {
    const said = (specialization: string) => speechVisit('{specialization}', { ...facts, specialization });
    expect(said('ЭНДОСКОПИСТ')).toBe('эндоскопист');
    expect(said('Врач-кардиолог')).toBe('врач кардиолог');
    expect(said('УЗИ')).toBe('УЗИ');
    expect(said('ЛОР')).toBe('ЛОР');
    expect(speechVisit('{doctor}', { ...facts, doctor: 'ПЕТРОВ ПЁТР' })).toBe('Петров Пётр');
    expect(speechVisit('{branch}', { ...facts, branch: 'КЛИНИКА на Садовой' })).toBe('Клиника на Садовой');
  });

  it.each([
    '',
    'завтра',
    '2026-13-01T10:00:00',
    '2026-02-30T10:00:00',
    '2026-06-04T24:00:00',
    '2026-06-04T10:60:00',
  ])('leaves out the time words when the start is %j', (start) => {
    expect(speechVisit('{specialization} {day} {month} {time}', { ...facts, start })).toBe('эндоскопист');
  });

  it('is sayable whatever it is given', () => {
    const text = fc.oneof(anyText, fc.constantFrom('{day}', '{date} {time}', '{{time}}', '{x}'));
    fc.assert(
      fc.property(text, text, text, (template, specialization, start) => {
        const said = speechVisit(template, { ...facts, specialization, start });
        expect(said).toMatch(/^[А-Яа-яЁёA-Za-z0-9: ]*$/);
        expect(said).not.toMatch(/ {2}|^ | $/);
        expect(said.length).toBeLessThanOrEqual(500);
      }),
    );
  });
});
