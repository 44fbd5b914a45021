import { onecEventSchema } from '@perezvon/contracts-events';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { decode, event, minimal } from './__fixtures__/decoding.ts';

it('is not polluted by hostile keys', () => {
  const raw: unknown = JSON.parse(
    `{"__proto__":{"id":"x","ok":true},"id":"e1","type":"booking","data":{"__proto__":{"status":"done"},"constructor":1,"id":"b1","start":"2026-06-04T11:30:00","phone":"89123456789","patient":{"__proto__":[]}}}`,
  );
  expect(decode(raw)).toMatchObject({ ok: true, event: { id: 'e1', data: { status: 'planned' } } });
  expect(({} as Record<string, unknown>)['ok']).toBeUndefined();
});

describe('whatever comes', () => {
  const noisyText = fc.oneof(
    fc.string(),
    fc.constantFrom(
      '',
      '0001-01-01T13:10:00',
      '3999-12-31T23:59:59',
      '04.06.2026',
      '11:30',
      '/Date(1399713255000)/',
      'Бронь',
      '1 000,5',
      'Да',
      '8912345678\ud83d',
      '\u0000',
      'e1cib/data/x?ref=0c87fe3375dcbab911ece239b70a03fe',
    ),
  );
  const noise: fc.Arbitrary<unknown> = fc.oneof(
    noisyText,
    fc.double(),
    fc.integer(),
    fc.constantFrom(null, true, false, undefined),
    fc.array(noisyText, { maxLength: 3 }),
    fc.dictionary(
      fc.constantFrom('id', 'name', 'number', 'phone', 'start', 'not_after', 'price', '__proto__', 'ФИО'),
      noisyText,
    ),
    fc.jsonValue({ maxDepth: 3 }),
  );
  const keys = [
    'id',
    'start',
    'date',
    'time',
    'end_at',
    'end_time',
    'duration',
    'status',
    'patient',
    'phones',
    'phone',
    'doctor',
    'services',
    'call',
    'timezone',
    'modified_at',
    'branch',
    'comment',
    'visit',
    'version',
    'deleted',
    'number',
    'name',
    'specialization',
  ];
  const partKeys = {
    patient: [
      'id',
      'last_name',
      'first_name',
      'birth_date',
      'sex',
      'do_not_call',
      'language',
      'mobile',
      'phones',
    ],
    call: [
      'enabled',
      'scenario',
      'not_before',
      'not_after',
      'max_attempts',
      'retry_min',
      'say_name',
      'say_visit',
    ],
    services: ['id', 'name', 'duration', 'price'],
    phones: ['number', 'ext', 'kind', 'is_primary', 'comment'],
    doctor: ['id', 'name', 'specialization'],
  };
  const longOrOdd = fc.oneof(
    noise,
    fc.constantFrom(
      'x'.repeat(600),
      '+49301234567 доб. 123456789012',
      '8'.repeat(40),
      '9'.repeat(16),
      -1,
      0,
      1e9,
      1.5,
    ),
  );
  const part = (names: readonly string[]) =>
    fc.oneof(longOrOdd, fc.dictionary(fc.constantFrom(...names), longOrOdd));
  const parts = fc.record(
    {
      patient: part(partKeys.patient),
      call: part(partKeys.call),
      services: fc.array(part(partKeys.services), { maxLength: 60 }),
      phones: fc.array(part(partKeys.phones), { maxLength: 12 }),
      doctor: part(partKeys.doctor),
    },
    { requiredKeys: [] },
  );
  const noisyData = fc
    .tuple(fc.dictionary(fc.constantFrom(...keys), noise, { maxKeys: 20 }), parts)
    .map(([data, inner]) => ({ ...data, ...inner }));

  it('never throws on any JSON', () => {
    fc.assert(
      fc.property(
        fc.oneof(
          fc.jsonValue(),
          noise,
          noisyData,
          noisyData.map((data) => event(data)),
        ),
        (raw) => {
          expect(typeof decode(raw).ok).toBe('boolean');
        },
      ),
      { numRuns: 1_000 },
    );
  });

  it('gives what the contract demands, or one clear refusal', () => {
    const broken: unknown[] = [];
    fc.assert(
      fc.property(noisyData, (data) => {
        const decoded = decode(
          event({ ...minimal, ...data, id: 'b1', start: minimal.start, date: undefined }),
        );
        // Nothing but id and start may refuse a booking.
        if (!decoded.ok) broken.push(decoded);
        // Nothing checks the schema at run time.
        else expect(onecEventSchema.safeParse(decoded.event).error).toBeUndefined();
        expect(broken).toEqual([]);
      }),
      { numRuns: 3_000 },
    );
  });
});
