import { describe, expect, it } from 'vitest';
import { bookingOf, decode, event, minimal, warningsOf } from './__fixtures__/decoding.ts';

describe('repairs', () => {
  it('are each named', () => {
    const cases: [object, string][] = [
      [{ id: 5 }, 'number_as_text data.id'],
      [{ status: 'Чудо' }, 'status_unknown data.status'],
      [{ status: null }, 'status_missing data.status'],
      [{ modified_at: 'вчера' }, 'date_unrecognised data.modified_at'],
      [{ start: '2026-06-04T11:30:00 03:00' }, 'date_plus_lost data.start'],
      [{ start: '2026-06-04T00:00:00' }, 'date_midnight data.start'],
      [{ end_at: '2026-06-04T10:00:00' }, 'end_before_start data.end_at'],
      [{ comment: 'а'.repeat(2001) }, 'text_cut data.comment'],
      [{ duration_min: 'долго' }, 'value_unrecognised data.duration_min'],
      [{ call: { max_attempts: 50 } }, 'value_limited data.call.max_attempts'],
      [{ call: { not_after: '3999-12-31T23:59:59' } }, 'date_no_limit data.call.not_after'],
      [{ services: Array.from({ length: 51 }, () => 'Услуга') }, 'list_cut data.services'],
      [{ doctor: ['Петров'] }, 'value_unrecognised data.doctor'],
      [{ patient: { name: 'И', phones: ['нечто'] } }, 'phone_unrecognised data.patient.phones[0]'],
      [{ patient: { name: 'И', phone: '12' } }, 'phone_internal data.patient.phone'],
      [{ patient: { name: 'И' } }, 'phone_missing data.patient.phones'],
      [
        { patient: { ...minimal.patient, do_not_call: 'как-нибудь' } },
        'value_unrecognised data.patient.do_not_call',
      ],
    ];
    for (const [change, warning] of cases) {
      expect(warningsOf(event({ ...minimal, ...change }))).toEqual([warning]);
    }
  });

  it('of the envelope are named too', () => {
    expect(warningsOf(event(minimal, { id: 7 }))).toEqual(['number_as_text id']);
    expect(warningsOf(event(minimal, { subject: 'другая' }))).toEqual(['subject_differs subject']);
    expect(warningsOf(event(minimal, { time: '2026-06-03T10:06:00' }))).toEqual(['clock_skew time']);
    expect(warningsOf(event(minimal, { time: '2026-06-03T10:04:00' }))).toEqual([]);
  });

  it('are at most fifty', () => {
    const services = Array.from({ length: 50 }, () => ({
      name: 'Услуга',
      price: 'дорого',
      duration_min: 'долго',
    }));
    expect(warningsOf(event({ ...minimal, services }))).toHaveLength(50);
  });

  it('have Russian texts without a telephone in them', () => {
    const decoded = decode(event({ ...minimal, patient: { name: 'И', phone: '8912345678' } }));
    expect(decoded.ok && decoded.warnings.map((warning) => warning.message).join()).toMatch(/^[^\d]*$/);
  });

  it('forbid calling when the do-not-call mark is unreadable', () => {
    const patient = { ...minimal.patient, do_not_call: 'как-нибудь' };
    expect(bookingOf({ ...minimal, patient }).patient.do_not_call).toBe(true);
  });
});

describe('refusals', () => {
  it('name the field', () => {
    const cases: [unknown, { id?: string | null; code: string; field: string | null }][] = [
      [42, { id: null, code: 'not_an_event', field: null }],
      [
        { type: 'booking', data: minimal },
        { id: null, code: 'field_required', field: 'id' },
      ],
      [event(minimal, { id: '  ' }), { id: null, code: 'field_required', field: 'id' }],
      [event(minimal, { id: 'x'.repeat(129) }), { id: null, code: 'field_invalid', field: 'id' }],
      [event(minimal, { type: null }), { id: 'e1', code: 'field_required', field: 'type' }],
      [event(minimal, { type: 'coffee' }), { code: 'type_not_supported', field: 'type' }],
      [event(minimal, { type: 'constructor' }), { code: 'type_not_supported', field: 'type' }],
      [event(undefined), { code: 'field_required', field: 'data' }],
      [event([]), { code: 'field_invalid', field: 'data' }],
      [event('{oops'), { code: 'field_invalid', field: 'data' }],
      [event({ ...minimal, id: '' }), { code: 'field_required', field: 'data.id' }],
      [event({ ...minimal, id: {} }), { code: 'field_invalid', field: 'data.id' }],
      [
        event({ ...minimal, id: '00000000-0000-0000-0000-000000000000' }),
        { code: 'field_required', field: 'data.id' },
      ],
      [event({ ...minimal, start: null }), { code: 'field_required', field: 'data.start' }],
      [event({ ...minimal, start: '0001-01-01T00:00:00' }), { code: 'field_required', field: 'data.start' }],
      [event({ ...minimal, start: 'завтра' }), { code: 'date_unrecognised', field: 'data.start' }],
      [
        event({ ...minimal, start: '3999-12-31T23:59:59' }),
        { code: 'date_unrecognised', field: 'data.start' },
      ],
      [event({ ...minimal, start: '04.06.2026' }), { code: 'time_required', field: 'data.start' }],
      [
        event({ id: 'b', date: '04.06.2026', time: 'утром' }),
        { code: 'date_unrecognised', field: 'data.time' },
      ],
      [event({ id: 'b', time: '11:30' }), { code: 'field_required', field: 'data.start' }],
      [event({}, { type: 'booking.deleted' }), { code: 'field_required', field: 'data.id' }],
    ];
    for (const [raw, { id, ...error }] of cases) {
      expect(decode(raw), JSON.stringify(raw)).toMatchObject({
        ok: false,
        id: id === undefined ? 'e1' : id,
        error: { ...error, message: expect.stringMatching(/[а-я]/i) },
      });
    }
  });

  it('tell a type of a later version from an unknown one', () => {
    expect(decode(event({}, { type: 'payment' }))).toMatchObject({
      error: {
        code: 'type_not_supported',
        message: 'Тип события «payment» известен, но пока не поддерживается',
      },
    });
  });

  it('never come for a past visit or a bad telephone', () => {
    expect(decode(event({ ...minimal, start: '2020-01-01T10:00:00', phone: 'нет' })).ok).toBe(true);
    expect(bookingOf({ ...minimal, patient: { phone: '+7(___)___-__-__' } }).patient.phones).toMatchObject([
      { number: null, raw: expect.any(String) },
    ]);
  });
});
