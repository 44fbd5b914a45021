import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { speechName } from './speech-name.ts';
import type { NameParts } from './speech-name.ts';

const unknown: NameParts = { first_name: null, middle_name: null, last_name: null, name: null };
const whole = (name: string) => speechName({ ...unknown, name });

/** Any UTF-16 code units, lone surrogates and control characters included. */
const anyText = fc
  .array(fc.integer({ min: 0, max: 0xffff }), { maxLength: 80 })
  .map((units) => String.fromCharCode(...units));

describe('speechName', () => {
  it.each<[Partial<NameParts>, string]>([
    [{ first_name: 'Валерия', middle_name: 'Сергеевна', last_name: 'Иванова' }, 'Валерия Сергеевна'],
    [{ first_name: 'ВАЛЕРИЯ', middle_name: 'СЕРГЕЕВНА' }, 'Валерия Сергеевна'],
    [{ first_name: 'валерия', middle_name: '' }, 'Валерия'],
    [{ first_name: 'Валерия Сергеевна', middle_name: null }, 'Валерия Сергеевна'],
    [{ first_name: 'Валерия Сергеевна', middle_name: 'Сергеевна' }, 'Валерия Сергеевна'],
    [{ first_name: 'Иванова Валерия Сергеевна' }, 'Валерия Сергеевна'],
    [{ first_name: 'Анна-Мария', middle_name: '-' }, 'Анна Мария'],
    [{ first_name: 'Мамед', middle_name: 'Гасан оглы' }, 'Мамед Гасан оглы'],
    [{ first_name: 'В.', middle_name: 'С.', name: 'Иванова Валерия Сергеевна' }, 'Валерия Сергеевна'],
    [{ first_name: 'В.', middle_name: 'С.', last_name: 'Иванова' }, ''],
    [{ first_name: '', middle_name: 'Сергеевна', last_name: 'Иванова' }, ''],
    [{ last_name: 'Иванова Валерия Сергеевна' }, 'Валерия Сергеевна'],
    [{ last_name: 'Иванова', name: 'Иванова' }, ''],
    [{ first_name: 'Пётр', middle_name: 'нет' }, 'Пётр'],
  ])('of the parts %j is %j', (parts, expected) => {
    expect(speechName({ ...unknown, ...parts })).toBe(expected);
  });

  it.each([
    ['Иванова Валерия Сергеевна', 'Валерия Сергеевна'],
    ['ИВАНОВА ВАЛЕРИЯ СЕРГЕЕВНА', 'Валерия Сергеевна'],
    ['иванова валерия сергеевна', 'Валерия Сергеевна'],
    ['  Иванова\u00a0 Валерия  Сергеевна ', 'Валерия Сергеевна'],
    ['Валерия Сергеевна Иванова', 'Валерия Сергеевна'],
    ['Валерия Сергеевна', 'Валерия Сергеевна'],
    ['Иванова-Петрова Валерия Сергеевна', 'Валерия Сергеевна'],
    ['Мамин Сибиряк Дмитрий Наркисович', 'Дмитрий Наркисович'],
    ['Абрамович Роман Аркадьевич', 'Роман Аркадьевич'],
    ['Роман Аркадьевич Абрамович', 'Роман Аркадьевич'],
    ['Абрамович Роман', 'Роман'],
    ['Ленин Владимир Ильич', 'Владимир Ильич'],
    ['Петров Савва Лукич', 'Савва Лукич'],
    ['Сидорова Анна Никитична', 'Анна Никитична'],
    ['Сидорова Анна Ильинична', 'Анна Ильинична'],
    ['Соловьёв Артём Фёдорович', 'Артём Фёдорович'],
    ['Алиев Мамед Гасан оглы', 'Мамед Гасан оглы'],
    ['Алиев Мамед Гасан-оглы', 'Мамед Гасан оглы'],
    ['Алиева Лейла Гасан кызы', 'Лейла Гасан кызы'],
    ['Алиев Мамед Гасан', 'Мамед Гасан'],
    ['Нгуен Ван Ань', 'Ван Ань'],
    ['Иванов Пётр Сергеевич (мама Анна)', 'Пётр Сергеевич'],
    ['Иванов Пётр Сергеевич, 2015 г.р.', 'Пётр Сергеевич'],
    ['Иванова Валерия', 'Валерия'],
    ['Валерия Иванова', 'Валерия'],
    ['Иванова Ирина', 'Ирина'],
    ['Ирина Шевченко', 'Ирина'],
    ['Ахметова Гульшат', 'Гульшат'],
    ['Гульшат Ахметова', 'Гульшат'],
    ['John Smith', 'John'],
    ['Иванова Валерия С.', 'Валерия'],
    ['Иванова В. С.', ''],
    ['Иванова В.С.', ''],
    ['В. С. Иванова', ''],
    ['Иванова', ''],
    ['Сергеевна', ''],
    ['Валерия', 'Валерия'],
    ['Ирина', 'Ирина'],
    ['Гульшат', 'Гульшат'],
    ['Пациент', ''],
    ['', ''],
    ['???', ''],
    ['12345', ''],
  ])('of %j is %j', (name, expected) => {
    expect(whole(name)).toBe(expected);
  });

  it('is empty when nothing is known', () => {
    expect(speechName(unknown)).toBe('');
  });

  it('is always sayable and never throws', () => {
    const text = fc.option(fc.oneof(anyText, fc.stringMatching(/^[А-Яа-я .-]{0,40}$/)));
    const anyParts = fc.record({ first_name: text, middle_name: text, last_name: text, name: text });
    fc.assert(
      fc.property(anyParts, (parts) => {
        const said = speechName(parts);
        expect(said).toMatch(/^[А-Яа-яЁёA-Za-z0-9: ]*$/);
        expect(said).not.toMatch(/ {2}|^ | $/);
        expect(said.length).toBeLessThanOrEqual(200);
      }),
      { numRuns: 300 },
    );
  });
});
