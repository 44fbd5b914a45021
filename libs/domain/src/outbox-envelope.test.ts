import { outboxEventSchema } from '@perezvon/contracts-events';
import { describe, expect, it } from 'vitest';
import { outboxEnvelope } from './outbox-envelope.ts';

const event = {
  id: '0192f0c1-7c00-7000-8000-000000000001',
  infobaseId: 'clinic',
  seq: 123,
  subject: 'b-1',
  type: 'booking.confirmed' as const,
  time: new Date('2026-11-21T07:00:05.999Z'),
  data: { booking_id: 'b-1' },
  tries: 3,
};

describe('the envelope', () => {
  it('has the contract’s keys and no others, 12 digits, the infobase’s offset and whole seconds', () => {
    const envelope = outboxEnvelope(event, 'Europe/Moscow');
    expect(outboxEventSchema.parse(envelope)).toEqual({
      specversion: '1.0',
      id: event.id,
      seq: '000000000123',
      source: 'perezvon',
      type: 'booking.confirmed',
      subject: 'b-1',
      time: '2026-11-21T10:00:05+03:00',
      data: { booking_id: 'b-1' },
    });
  });

  it('takes the offset of the day it speaks of', () => {
    const summer = { ...event, time: new Date('2026-07-01T10:00:00Z') };
    expect(outboxEnvelope(event, 'Europe/Berlin').time).toBe('2026-11-21T08:00:05+01:00');
    expect(outboxEnvelope(summer, 'Europe/Berlin').time).toBe('2026-07-01T12:00:00+02:00');
  });
});
