import type { Booking } from '@perezvon/contracts-events';
import { decodeEvent } from '../decode-event.ts';
import type { DecodedEvent } from '../decoded.ts';

/** A clinic in Moscow; it is ten in the morning there. */
const options = {
  timezone: 'Europe/Moscow',
  cityCode: '495',
  receivedAt: new Date('2026-06-03T07:00:00Z'),
};

export const decode = (raw: unknown): DecodedEvent => decodeEvent(raw, options);

/** An event of 1C around some data. */
export const event = (data: unknown, envelope: object = {}): unknown => ({
  id: 'e1',
  type: 'booking',
  data,
  ...envelope,
});

/** The least of a booking. */
export const minimal = {
  id: 'b1',
  start: '2026-06-04T11:30:00',
  status: 'planned',
  patient: { name: 'Иван', phone: '89123456789' },
};

export const bookingOf = (data: unknown): Booking => {
  const decoded = decode(event(data));
  if (!decoded.ok || decoded.event.type !== 'booking') throw new Error(JSON.stringify(decoded));
  return decoded.event.data;
};

/** `code field` of each warning. */
export const warningsOf = (raw: unknown): string[] => {
  const decoded = decode(raw);
  return decoded.ok ? decoded.warnings.map(({ code, field }) => `${code} ${field ?? ''}`) : ['refused'];
};
