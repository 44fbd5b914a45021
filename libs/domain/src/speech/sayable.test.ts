import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { sayable } from './sayable.ts';

/** Any UTF-16 code units, lone surrogates and control characters included. */
const anyText = fc
  .array(fc.integer({ min: 0, max: 0xffff }), { maxLength: 80 })
  .map((units) => String.fromCharCode(...units));

describe('sayable', () => {
  it.each([
    ['Эндоскопист 4 июня 2022 г.  11-30', 'Эндоскопист 4 июня 2022 г 11 30'],
    ['Эндоскопист 4 июня 2022 г  11 30', 'Эндоскопист 4 июня 2022 г 11 30'],
    ['приём в 11:30', 'приём в 11:30'],
    ['Алёна\tЁжикова\r\n', 'Алёна Ёжикова'],
    ['врач-кардиолог (высшая категория)', 'врач кардиолог высшая категория'],
    ['«Клиника №1» & Co', 'Клиника 1 Co'],
    ['и\u0306од, е\u0308лка', 'йод ёлка'],
    ['за\u0301мок', 'замок'],
    ['при\u00adём\u200b', 'приём'],
    ['Café', 'Cafe'],
    ['Әсел Їжак', 'Асел Ижак'],
    ['🙂', ''],
    ['', ''],
    [' . ', ''],
  ])('turns %j into %j', (text, expected) => {
    expect(sayable(text, 500)).toBe(expected);
  });

  it('cuts between words where it can', () => {
    expect(sayable('один два три', 8)).toBe('один два');
    expect(sayable('один два три', 10)).toBe('один два');
    expect(sayable('один два три', 12)).toBe('один два три');
    expect(sayable('многословие', 5)).toBe('много');
    expect(sayable('один', 0)).toBe('');
  });

  it('never says anything but letters, digits, colons and single blanks, and saying it again changes nothing', () => {
    fc.assert(
      fc.property(anyText, fc.nat({ max: 300 }), (text, maxLength) => {
        const said = sayable(text, maxLength);
        expect(said).toMatch(/^[А-Яа-яЁёA-Za-z0-9: ]*$/);
        expect(said).not.toMatch(/ {2}|^ | $/);
        expect(said.length).toBeLessThanOrEqual(maxLength);
        expect(sayable(said, maxLength)).toBe(said);
      }),
      { numRuns: 500 },
    );
  });

  it('leaves what is already sayable as it is', () => {
    const word = fc.stringMatching(/^[А-Яа-яЁёA-Za-z0-9:]{1,12}$/);
    fc.assert(
      fc.property(fc.array(word, { maxLength: 20 }), (list) => {
        expect(sayable(list.join(' '), 500)).toBe(list.join(' '));
      }),
    );
  });
});
