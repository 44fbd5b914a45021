import { onecEventSchema } from '@perezvon/contracts-events';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { decodeCommand } from './decode-command.ts';
import { decodeVoicebox } from './decode-voicebox.ts';
import { splitEvents } from './split-events.ts';

const receivedAt = new Date('2026-06-03T07:00:00.500Z');
const options = { timezone: 'Europe/Moscow', cityCode: null, receivedAt };
const callId = '019a0000-0000-7000-8000-000000000001';
const voicebox = { callId, cityCode: null, receivedAt };

describe('decodeCommand', () => {
  it('turns booking.call_now and booking.stop into events', () => {
    for (const command of ['booking.call_now', 'booking.stop']) {
      expect(decodeCommand({ id: 'c1', command, booking_id: ' B1 ' }, options)).toEqual({
        ok: true,
        warnings: [],
        event: {
          id: 'c1',
          type: command,
          time: '2026-06-03T10:00:00+03:00',
          subject: 'B1',
          data: { booking_id: 'B1' },
        },
      });
    }
  });

  it('refuses with the field that is to blame', () => {
    const cases: [unknown, object][] = [
      [[], { code: 'not_an_event' }],
      [
        { command: 'booking.stop', booking_id: 'b' },
        { code: 'field_required', field: 'id' },
      ],
      [{ id: 'c' }, { code: 'field_required', field: 'command' }],
      [
        { id: 'c', command: 1 },
        { code: 'field_invalid', field: 'command' },
      ],
      [
        { id: 'c', command: 'booking.stop' },
        { code: 'field_required', field: 'booking_id' },
      ],
      [
        { id: 'c', command: 'call.start' },
        { code: 'command_not_supported', field: 'command' },
      ],
      [
        { id: 'c', command: 'launch' },
        { code: 'unknown_command', field: 'command' },
      ],
    ];
    for (const [raw, error] of cases) expect(decodeCommand(raw, options)).toMatchObject({ ok: false, error });
  });
});

describe('decodeVoicebox', () => {
  const data = {
    number: '71234567890',
    guid: 'B70A03FE-E239-11EC-0C87-FE3375DCBAB9',
    name: 'Валерия  Сергеевна',
    visit: 'Эндоскопист 4 июня 2022 г  11 30',
  };

  it('reads the body of the seed', () => {
    expect(decodeVoicebox({ method: '5f3d0c1e', data }, voicebox)).toEqual({
      ok: true,
      warnings: [],
      event: {
        id: callId,
        type: 'voicebox.call',
        time: '2026-06-03T07:00:00Z',
        subject: 'b70a03fe-e239-11ec-0c87-fe3375dcbab9',
        data: {
          call_id: callId,
          booking_id: 'b70a03fe-e239-11ec-0c87-fe3375dcbab9',
          phone: '71234567890',
          name: 'Валерия Сергеевна',
          visit: 'Эндоскопист 4 июня 2022 г 11 30',
        },
      },
    });
  });

  it('takes a bad number and refuses a missing guid', () => {
    expect(decodeVoicebox({ data: { guid: 'g', number: 'нет' } }, voicebox)).toMatchObject({
      ok: true,
      event: { data: { phone: null } },
      warnings: [{ code: 'phone_empty' }],
    });
    expect(decodeVoicebox({ data: { ...data, guid: '' } }, voicebox)).toMatchObject({
      ok: false,
      error: { code: 'field_required', field: 'data.guid' },
    });
    expect(decodeVoicebox({ method: 'm' }, voicebox)).toMatchObject({ ok: false, error: { field: 'data' } });
  });
});

describe('splitEvents', () => {
  it('finds one event, an array and a wrapped list', () => {
    const one = { id: '1' };
    expect(splitEvents(one, 2)).toEqual({ ok: true, events: [one] });
    for (const value of [[one, one], { events: [one, one] }, { События: [one, one] }]) {
      expect(splitEvents(value, 2)).toEqual({ ok: true, events: [one, one] });
    }
  });

  it('tells empty, too many and nonsense apart', () => {
    for (const value of [{}, [], { events: [] }, null, '']) {
      expect(splitEvents(value, 2)).toMatchObject({ error: { code: 'empty_body' } });
    }
    expect(splitEvents([1, 2, 3], 2)).toMatchObject({
      error: { code: 'too_many_events', message: expect.stringContaining('2') },
    });
    for (const value of [1, 'text', true, { events: 'x' }]) {
      expect(splitEvents(value, 2)).toMatchObject({ error: { code: 'not_an_event' } });
    }
  });
});

it('commands and VoiceBox bodies of any shape never throw and never break the contract', () => {
  const field = fc.oneof(fc.jsonValue(), fc.constantFrom('booking.stop', 'booking.call_now', '89123456789'));
  const body = fc.record({
    id: field,
    command: field,
    booking_id: field,
    data: fc.oneof(field, fc.record({ guid: field, number: field, name: field, visit: field })),
  });
  fc.assert(
    fc.property(fc.oneof(fc.jsonValue(), body), (raw) => {
      for (const decoded of [decodeCommand(raw, options), decodeVoicebox(raw, voicebox)]) {
        if (decoded.ok) expect(onecEventSchema.safeParse(decoded.event).success).toBe(true);
      }
      expect(typeof splitEvents(raw, 500).ok).toBe('boolean');
    }),
  );
});
