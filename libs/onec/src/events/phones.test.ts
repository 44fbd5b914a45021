import { expect, it } from 'vitest';
import { createNotes } from './notes.ts';
import { readPhones } from './phones.ts';
import { rawRecord } from './raw-record.ts';

const read = (patient: unknown, booking: unknown = {}): { phones: unknown[]; warnings: string[] } => {
  const notes = createNotes();
  const phones = readPhones([rawRecord(patient, 'data.patient'), rawRecord(booking, 'data')], notes, '495');
  return { phones, warnings: notes.warnings().map(({ code, field }) => `${code} ${field ?? ''}`) };
};

it('takes several numbers out of one string', () => {
  expect(read({ phone: '8-912-345-67-89, 8(495)123-45-67' })).toMatchObject({
    phones: [{ number: '79123456789' }, { number: '74951234567' }],
    warnings: [],
  });
});

it('reads objects with kind, extension, comment and the primary mark, which comes first', () => {
  const phones = [
    { number: '123-45-67', kind: 'Домашний', ext: '5' },
    { Номер: '89123456789', Вид: 'мобильный', Основной: 'Да', Комментарий: 'вечером' },
    { value: '89123456780', is_primary: true },
  ];
  expect(read({ phones })).toEqual({
    phones: [
      {
        number: '79123456789',
        ext: null,
        kind: 'mobile',
        is_primary: true,
        comment: 'вечером',
        raw: '89123456789',
      },
      { number: '79123456780', ext: null, kind: null, is_primary: false, comment: null, raw: '89123456780' },
      { number: '74951234567', ext: '5', kind: 'home', is_primary: false, comment: null, raw: '123-45-67' },
    ],
    warnings: [],
  });
});

it("knows a parent's telephone by its field or its comment", () => {
  expect(read({ ТелефонРодителя: '89123456789' }, { phone: '89123456780 (мама)' })).toMatchObject({
    phones: [
      { number: '79123456789', kind: 'relative' },
      { number: '79123456780', kind: 'relative', comment: 'мама' },
    ],
  });
});

it('collects the fields of patient and booking, each number once', () => {
  const { phones } = read(
    { phone: '+7 912 345-67-89', mobile: '89123456789' },
    { Телефон: '9123456789', work_phone: '84951234567' },
  );
  expect(phones).toMatchObject([{ number: '79123456789' }, { number: '74951234567', kind: 'work' }]);
});

it('keeps what is no telephone beside what is one', () => {
  expect(read({ phones: ['нет', '89123456789', {}, null, ['x']] })).toMatchObject({
    phones: [{ number: null, raw: 'нет' }, { number: '79123456789' }],
    warnings: ['phone_empty data.patient.phones[0]', 'phone_unrecognised data.patient.phones[4]'],
  });
});

it('keeps ten at most', () => {
  const phones = Array.from({ length: 12 }, (_, index) => `891234567${String(index + 10)}`);
  const { phones: kept, warnings } = read({ phones });
  expect(kept).toHaveLength(10);
  expect(warnings).toEqual(['list_cut data.patient.phones']);
});
