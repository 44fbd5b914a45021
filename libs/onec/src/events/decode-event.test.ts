import { describe, expect, it } from 'vitest';
import { bookingOf, decode, event, minimal, warningsOf } from './__fixtures__/decoding.ts';

const emptyPerson = {
  id: null,
  name: null,
  last_name: null,
  first_name: null,
  middle_name: null,
  birth_date: null,
  sex: null,
  do_not_call: false,
  language: null,
  phones: [],
};

describe('a booking in the form of the contract', () => {
  it('comes out with every key, null when unknown, and without a warning', () => {
    expect(decode(event(minimal, { time: '2026-06-03T10:01:00' }))).toEqual({
      ok: true,
      warnings: [],
      event: {
        id: 'e1',
        time: '2026-06-03T10:01:00+03:00',
        subject: 'b1',
        type: 'booking',
        data: {
          id: 'b1',
          number: null,
          version: null,
          modified_at: null,
          status: 'planned',
          status_name: null,
          cancel_reason: null,
          start: '2026-06-04T11:30:00',
          end_at: null,
          duration_min: null,
          timezone: null,
          branch: null,
          cabinet: null,
          doctor: null,
          patient: {
            ...emptyPerson,
            name: 'Иван',
            phones: [
              {
                number: '79123456789',
                ext: null,
                kind: null,
                is_primary: false,
                comment: null,
                raw: '89123456789',
              },
            ],
          },
          services: [],
          comment: null,
          author: null,
          call: null,
        },
      },
    });
  });

  it('is read whole when every field is filled in', () => {
    const booking = bookingOf({
      ...minimal,
      number: '000000123',
      version: 17,
      modified_at: '2026-06-03T09:59:58.250Z',
      status_name: 'Бронь',
      end_at: '2026-06-04T12:00:00',
      duration_min: '30',
      branch: { id: '{B70A03FE-E239-11EC-0C87-FE3375DCBAB9}', name: 'Садовая' },
      cabinet: 'Кабинет 5',
      doctor: { id: 'd1', name: 'Петров', specialization: 'Эндоскопист' },
      services: [{ id: 's1', name: 'ФГДС', duration_min: 30, price: '1 500,50' }, 'Консультация'],
      comment: 'Натощак\r\nи с полотенцем',
      author: 'b70a03fe-e239-11ec-0c87-fe3375dcbab9',
      call: {
        enabled: 'Да',
        not_before: '2026-06-03T12:00:00',
        not_after: '3999-12-31T23:59:59',
        max_attempts: 2,
        retry_min: 15,
        say_visit: 'к эндоскописту',
      },
    });
    expect(booking).toMatchObject({
      number: '000000123',
      version: '17',
      modified_at: '2026-06-03T12:59:58+03:00',
      end_at: '2026-06-04T12:00:00',
      duration_min: 30,
      branch: { id: 'b70a03fe-e239-11ec-0c87-fe3375dcbab9', name: 'Садовая' },
      cabinet: { id: null, name: 'Кабинет 5' },
      doctor: { id: 'd1', name: 'Петров', specialization: 'Эндоскопист' },
      services: [
        { id: 's1', name: 'ФГДС', duration_min: 30, price: '1500.5' },
        { id: null, name: 'Консультация', duration_min: null, price: null },
      ],
      comment: 'Натощак и с полотенцем',
      author: { id: 'b70a03fe-e239-11ec-0c87-fe3375dcbab9', name: null },
      call: {
        enabled: true,
        scenario: null,
        not_before: '2026-06-03T12:00:00',
        not_after: null,
        max_attempts: 2,
        retry_min: 15,
        say_name: null,
        say_visit: 'к эндоскописту',
      },
    });
  });
});

describe('a booking in the words of 1C', () => {
  it('is read from Russian keys in any case, in the envelope and in the data', () => {
    const decoded = decode({
      Ид: 'e7',
      ТИП: 'Бронь',
      Данные: {
        Ссылка: 'b70a03fee23911ec0c87fe3375dcbab9',
        Номер: '123',
        Статус: 'Бронь не подтвержденная',
        Пациент: { ФИО: 'Иванова Анна Петровна', Пол: 'Женский', ДатаРождения: '0001-01-01T00:00:00' },
        Телефон: '+7 912 345-67-89',
        врач: 'Сидоров А. А.',
        Специализация: 'Терапевт',
        ДатаИВремя: '04.06.2026 11:30:00',
        Филиал: 'Садовая',
        Кабинет: { Ссылка: '00000000-0000-0000-0000-000000000000', Наименование: '12' },
        Комментарий: '',
        ПричинаОтмены: '',
      },
    });
    expect(decoded).toMatchObject({
      ok: true,
      event: {
        id: 'e7',
        subject: 'b70a03fe-e239-11ec-0c87-fe3375dcbab9',
        data: {
          number: '123',
          status: 'unconfirmed',
          status_name: 'Бронь не подтвержденная',
          start: '2026-06-04T11:30:00',
          branch: { id: null, name: 'Садовая' },
          cabinet: { id: null, name: '12' },
          doctor: { id: null, name: 'Сидоров А. А.', specialization: 'Терапевт' },
          comment: null,
          cancel_reason: null,
          patient: {
            name: 'Иванова Анна Петровна',
            sex: 'f',
            birth_date: null,
            phones: [{ number: '79123456789' }],
          },
        },
      },
      warnings: [{ code: 'date_format', field: 'Данные.ДатаИВремя' }],
    });
  });

  it('joins the two fields of date and time, and takes an end and a length given as times', () => {
    const data = {
      id: 'b1',
      ДатаНачала: '2026-06-04T00:00:00',
      ВремяНачала: '0001-01-01T11:30:00',
      ВремяОкончания: '0001-01-01T13:00:00',
      Продолжительность: '0001-01-01T01:30:00',
    };
    expect(bookingOf(data)).toMatchObject({
      start: '2026-06-04T11:30:00',
      end_at: '2026-06-04T13:00:00',
      duration_min: 90,
    });
    expect(bookingOf({ id: 'b1', date: '04.06.2026', time: '9:05' }).start).toBe('2026-06-04T09:05:00');
    expect(
      bookingOf({ id: 'b1', date: '2026-06-04T00:00:00+03:00', time: '2026-06-04T09:05:00' }).start,
    ).toBe('2026-06-04T09:05:00');
  });

  it('ignores empty 1C times of the end', () => {
    const data = {
      ...minimal,
      end_at: '0001-01-01T00:00:00',
      end_time: '0001-01-01T00:00:00',
      duration_min: 0,
    };
    expect(bookingOf(data)).toMatchObject({ end_at: null, duration_min: null });
    expect(warningsOf(event(data))).toEqual([]);
  });

  it('puts a name together from its parts', () => {
    const patient = { Фамилия: 'Иванов', Имя: 'Пётр', Отчество: '' };
    expect(bookingOf({ ...minimal, patient }).patient).toMatchObject({
      name: 'Иванов Пётр',
      last_name: 'Иванов',
      first_name: 'Пётр',
      middle_name: null,
    });
  });

  it('takes name and visit beside the booking, like the seed', () => {
    const booking = bookingOf({
      id: 'b1',
      start: minimal.start,
      name: 'Валерия',
      phone: 79123456789,
      visit: 'к  врачу',
    });
    expect(booking.patient).toMatchObject({ name: 'Валерия', phones: [{ number: '79123456789' }] });
    expect(booking.call).toMatchObject({ enabled: true, say_visit: 'к врачу' });
  });

  it('reads a deletion mark as a cancellation', () => {
    expect(bookingOf({ ...minimal, ПометкаУдаления: 'Да' }).status).toBe('cancelled');
  });

  it('reads data that was serialised twice', () => {
    expect(warningsOf(event(JSON.stringify(minimal)))).toEqual(['json_in_text data']);
  });
});

describe('time zones', () => {
  it('turns a start with an offset into wall time of the infobase', () => {
    expect(bookingOf({ ...minimal, start: '2026-06-04T08:30:00Z' }).start).toBe('2026-06-04T11:30:00');
  });

  it('turns it into wall time of the booking when that has its own zone', () => {
    const booking = bookingOf({ ...minimal, start: '2026-06-04T08:30:00Z', timezone: 'Asia/Yekaterinburg' });
    expect(booking).toMatchObject({ start: '2026-06-04T13:30:00', timezone: 'Asia/Yekaterinburg' });
  });

  it('falls back to the infobase when the zone is unknown, with a warning', () => {
    const data = { ...minimal, start: '2026-06-04T08:30:00Z', timezone: 'Луна/Море Покоя' };
    expect(bookingOf(data)).toMatchObject({ start: '2026-06-04T11:30:00', timezone: null });
    expect(warningsOf(event(data))).toEqual(['timezone_unknown data.timezone']);
  });
});

it('reads a deletion', () => {
  const data = { УИД: '{B70A03FE-E239-11EC-0C87-FE3375DCBAB9}', modified_at: '03.06.2026 10:00:00' };
  expect(decode(event(data, { type: 'booking.deleted' }))).toMatchObject({
    ok: true,
    event: {
      type: 'booking.deleted',
      subject: 'b70a03fe-e239-11ec-0c87-fe3375dcbab9',
      data: { id: 'b70a03fe-e239-11ec-0c87-fe3375dcbab9', modified_at: '2026-06-03T10:00:00+03:00' },
    },
  });
});
