import type { Phone } from '@perezvon/contracts-events';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { choosePhone, isMobile, maskPhone, parsePhones } from './phone.ts';

const parse = (raw: string, cityCode: string | null = null) => parsePhones(raw, { cityCode });
const numbers = (raw: string, cityCode: string | null = null) =>
  parse(raw, cityCode).map((phone) => phone.number);
const problems = (raw: string, cityCode: string | null = null) =>
  parse(raw, cityCode).map((phone) => phone.problem);

const vectors: [id: string, raw: string, expected: (string | null)[]][] = [
  ['P01', '+7(123)456-78-90', ['71234567890']],
  ['P02', '8 (912) 345-67-89', ['79123456789']],
  ['P03', '9123456789', ['79123456789']],
  ['P04', '+7 912 345-67-89 доб. 12', ['79123456789']],
  ['P05', '8-912-345-67-89, 8(495)123-45-67', ['79123456789', '74951234567']],
  ['P06', '123-45-67', [null]],
  ['P07', '+7(___)___-__-__', [null]],
  ['P08', '7 912 345 67 89 (мама)', ['79123456789']],
  ['P09', '00 7 912 3456789', ['79123456789']],
  ['P10', '+375 29 123-45-67', ['375291234567']],
  ['P11', 'нет', [null]],
  ['P12', '\u200e+7\u00a0912 345\u201167\u201189', ['79123456789']],
  ['P13', '+7(912)345-67-89;+7(912)345-67-90', ['79123456789', '79123456790']],
  ['P14', '101', [null]],
];

/** Any UTF-16 code units, lone surrogates and control characters included. */
const anyText = fc
  .array(fc.integer({ min: 0, max: 0xffff }), { maxLength: 80 })
  .map((units) => String.fromCharCode(...units));

describe('parsePhones', () => {
  it.each(vectors)('reads vector %s', (_, raw, expected) => {
    expect(numbers(raw)).toEqual(expected);
  });

  it('tells why the vectors without a number have none', () => {
    expect(problems('123-45-67')).toEqual(['incomplete']);
    expect(problems('+7(___)___-__-__')).toEqual(['empty']);
    expect(problems('нет')).toEqual(['empty']);
    expect(problems('101')).toEqual(['internal']);
  });

  it('returns everything it understood about a number', () => {
    expect(parse('+7 912 345-67-89 доб. 12')).toEqual([
      { number: '79123456789', ext: '12', comment: null, raw: '+7 912 345-67-89 доб. 12', problem: null },
    ]);
    expect(parse('7 912 345 67 89 (мама)')).toEqual([
      { number: '79123456789', ext: null, comment: 'мама', raw: '7 912 345 67 89 (мама)', problem: null },
    ]);
  });

  it.each([
    ['123-45-67', '495', '74951234567'],
    ['1234567', '(495)', '74951234567'],
    ['12-34-56', '4932', '74932123456'],
    ['1-23-45', '48745', '74874512345'],
    ['123-45-67', '4932', null],
  ])('completes the local number %s with the city code %s', (raw, cityCode, expected) => {
    expect(numbers(raw, cityCode)).toEqual([expected]);
  });

  it.each([
    ['8 10 375 29 123-45-67', '375291234567'],
    ['375291234567', '375291234567'],
    ['+998 90 123 45 67', '998901234567'],
    ['+1 202 555 01 23', '12025550123'],
    ['+44 (0)20 7946 0958', '442079460958'],
    ['+7 701 234 56 78', '77012345678'],
    ['7012345678', '77012345678'],
    ['0049 30 901820', '4930901820'],
    ['+852 2123 4567', '85221234567'],
  ])('reads the foreign number %s', (raw, expected) => {
    expect(numbers(raw)).toEqual([expected]);
  });

  it.each([
    ['8.912.345.67.89', '79123456789'],
    ['+8 912 345 67 89', '79123456789'],
    ['+7 8 912 345 67 89', '79123456789'],
    ['8 7 912 345 67 89', '79123456789'],
    ['(495) 123-45-67', '74951234567'],
    ['812 345-67-89', '78123456789'],
    ['8 800 555 35 35', '78005553535'],
    ['тел. 8(912)3456789', '79123456789'],
    ['tel:+79123456789', '79123456789'],
    ['\uff0b\uff17\uff19\uff11\uff12\uff13\uff14\uff15\uff16\uff17\uff18\uff19', '79123456789'],
    ['звонить после 18 8 912 345 67 89', '79123456789'],
    ['8 912 345 67 89 2 раза', '79123456789'],
  ])('reads the Russian habit %s', (raw, expected) => {
    expect(numbers(raw)).toEqual([expected]);
  });

  it.each([
    ['84951234567 доб.123', '123'],
    ['84951234567доб123', '123'],
    ['84951234567 (доб. 123)', '123'],
    ['84951234567, доб. 123', '123'],
    ['84951234567 вн. 123', '123'],
    ['84951234567 внутренний номер 123', '123'],
    ['84951234567 добавочный: 123', '123'],
    ['84951234567 ext 123', '123'],
    ['+74951234567;ext=123', '123'],
    ['84951234567#123', '123'],
    ['84951234567 x123', '123'],
  ])('finds the extension in %s', (raw, ext) => {
    expect(parse(raw)).toMatchObject([{ number: '74951234567', ext }]);
  });

  it('keeps an extension without a number as an internal one', () => {
    expect(parse('доб. 12')).toMatchObject([{ number: null, ext: '12', problem: 'internal' }]);
  });

  it.each([
    ['8 912 345 67 89 (мама, звонить после 18)', 'мама звонить после 18'],
    ['89123456789, мама', 'мама'],
    ['мама: 8-912-345-67-89', 'мама'],
    ['мама, 89123456789', 'мама'],
    ['89123456789 моб.', 'моб'],
    ['89123456789 - Иван', 'Иван'],
  ])('takes the words of %s for a comment', (raw, comment) => {
    expect(parse(raw)).toMatchObject([{ number: '79123456789', comment }]);
  });

  it('gives each of several numbers its own comment', () => {
    expect(parse('89123456789 мама\n89123456790 (папа)')).toMatchObject([
      { number: '79123456789', comment: 'мама' },
      { number: '79123456790', comment: 'папа' },
    ]);
  });

  it.each([
    '+79123456789 +79123456790',
    '+79123456789/+79123456790',
    '8 912 345 67 89 8 912 345 67 90',
    '8 (912) 345-67-89 и 8 (912) 345-67-90',
    '8 (912) 345-67-89 или +7 (912) 345-67-90',
    '89123456789 | 89123456790;;, ',
    '89123456789\r\n89123456790\r\n',
  ])('finds both numbers of %j', (raw) => {
    expect(numbers(raw)).toEqual(['79123456789', '79123456790']);
  });

  it.each([
    ['', 'empty'],
    ['   ', 'empty'],
    ['-', 'empty'],
    [',;/', 'empty'],
    ['+7', 'empty'],
    ['8', 'empty'],
    ['+7 (   )    -  -  ', 'empty'],
    ['8 (___) ___-__-__', 'empty'],
    ['___-__-__', 'empty'],
    ['Не указан', 'empty'],
    ['+7(912)345-__-__', 'incomplete'],
    ['+7 912 345', 'incomplete'],
    ['8912345678', 'incomplete'],
    ['891234567', 'incomplete'],
    ['03', 'internal'],
    ['доктор Петров', 'not_a_phone'],
    ['5', 'not_a_phone'],
    ['+7(000)000-00-00', 'not_a_phone'],
    ['0123456789012345', 'not_a_phone'],
    ['12345678901234567890', 'not_a_phone'],
  ])('calls %j %s', (raw, problem) => {
    expect(parse(raw)).toMatchObject([{ number: null, problem }]);
  });

  it('bounds what it reads and what it returns', () => {
    const many = parse('89123456789,'.repeat(100_000));
    expect(many).toHaveLength(10);
    const long = parse(`89123456789 (${'а'.repeat(1_000_000)})`);
    expect(long[0]?.raw.length).toBeLessThanOrEqual(200);
    expect(long[0]?.comment?.length ?? 0).toBeLessThanOrEqual(100);
    expect(problems('1'.repeat(1_000_000))).toEqual(['not_a_phone']);
  });

  it('cuts no character in half', () => {
    const [phone] = parse(`89123456789 мама ${'🙂'.repeat(200)}`);
    expect(phone).toMatchObject({ number: '79123456789', comment: `мама ${'🙂'.repeat(47)}` });
    expect(phone?.raw).not.toMatch(/\p{Cs}/u);
  });

  it('never throws, and its results always fit the contract', () => {
    const alphabet = fc.constantFrom(...'+78 9123()-_,;/доб.мама#x\n\u200e\u00a0'.split(''));
    const input = fc.oneof(anyText, fc.string({ unit: alphabet, maxLength: 60 }));
    fc.assert(
      fc.property(input, fc.option(fc.constantFrom('495', '4932', '48745', 'x')), (raw, cityCode) => {
        const phones = parse(raw, cityCode);
        expect(phones.length).toBeGreaterThan(0);
        for (const phone of phones) {
          expect(phone.number === null).toBe(phone.problem !== null);
          if (phone.number !== null) expect(phone.number).toMatch(/^[1-9]\d{6,14}$/);
          expect((phone.ext ?? '').length).toBeLessThanOrEqual(10);
          expect((phone.comment ?? 'x').length).toBeGreaterThan(0);
          expect((phone.comment ?? '').length).toBeLessThanOrEqual(100);
          expect(phone.raw.length).toBeLessThanOrEqual(200);
          expect(`${phone.raw}|${phone.comment ?? ''}`).not.toMatch(/\p{Cs}|\0/u);
        }
      }),
      { numRuns: 500 },
    );
  });

  it('reads its own numbers as themselves', () => {
    const digits = fc.stringMatching(/^\d{10}$/);
    const prefix = fc.constantFrom('+7', '8', '7', '+375', '+49', '+1', '+86', '00', '');
    fc.assert(
      fc.property(prefix, digits, (before, rest) => {
        for (const { number } of parse(`${before}${rest}`)) {
          if (number === null) continue;
          expect(numbers(`+${number}`)).toEqual([number]);
          if (number.startsWith('7')) expect(numbers(number)).toEqual([number]);
        }
      }),
      { numRuns: 500 },
    );
  });

  it('reads any Russian number in any of the usual shapes', () => {
    fc.assert(
      fc.property(fc.stringMatching(/^[1-9]\d{9}$/), (national) => {
        const [a, b, c, d] = [
          national.slice(0, 3),
          national.slice(3, 6),
          national.slice(6, 8),
          national.slice(8),
        ];
        for (const raw of [
          `+7(${a})${b}-${c}-${d}`,
          `8 (${a}) ${b}-${c}-${d}`,
          `7${national}`,
          `8-${a}-${b}-${c}-${d}`,
        ]) {
          expect(numbers(raw)).toEqual([`7${national}`]);
        }
      }),
    );
  });
});

it('reads a plain mobile number in the short way as in the long one', () => {
  const plain = fc.stringMatching(/^(\+7|7|8)9\d{9}$/);
  fc.assert(
    fc.property(plain, (raw) => {
      // A mark that is thrown away first: with it the long way is taken.
      expect(parsePhones(raw, { cityCode: '495' })).toEqual(parsePhones(`${raw}\u200e`, { cityCode: '495' }));
    }),
  );
});

describe('isMobile', () => {
  it.each([
    ['79123456789', true],
    ['74951234567', false],
    ['78005553535', false],
    ['71234567890', false],
    ['77012345678', true],
    ['375291234567', true],
    ['375172123456', false],
    ['', false],
  ])('of %s is %s', (number, expected) => {
    expect(isMobile(number)).toBe(expected);
  });
});

describe('maskPhone', () => {
  it.each([
    ['79123454567', '7912***4567'],
    ['+7 912 345-45-67', '7912***4567'],
    ['1234567', '12***67'],
    ['101', '***'],
    ['', '***'],
  ])('turns %s into %s', (number, expected) => {
    expect(maskPhone(number)).toBe(expected);
  });
});

describe('choosePhone', () => {
  const phone = (wish: Partial<Phone>): Phone => ({
    number: null,
    ext: null,
    kind: null,
    is_primary: false,
    comment: null,
    raw: null,
    ...wish,
  });

  it('takes the primary number even when it is a landline', () => {
    const chosen = choosePhone([
      phone({ number: '79123456789' }),
      phone({ number: '74951234567', is_primary: true }),
    ]);
    expect(chosen?.number).toBe('74951234567');
  });

  it('takes the first mobile when the primary one has no number', () => {
    const phones = [
      phone({ is_primary: true, raw: 'нет' }),
      phone({ number: '74951234567' }),
      phone({ number: '79123456789', comment: 'мама' }),
      phone({ number: '79123456790' }),
    ];
    expect(choosePhone(phones)).toMatchObject({ number: '79123456789', comment: 'мама' });
  });

  it('believes 1C about what is a mobile', () => {
    const phones = [phone({ number: '74951234567' }), phone({ number: '71234567890', kind: 'mobile' })];
    expect(choosePhone(phones)?.number).toBe('71234567890');
  });

  it('takes the first number when none is mobile, and nothing when there is no number', () => {
    expect(
      choosePhone([phone({}), phone({ number: '74951234567' }), phone({ number: '74951234568' })])?.number,
    ).toBe('74951234567');
    expect(choosePhone([phone({})])).toBeNull();
    expect(choosePhone([])).toBeNull();
  });
});
