import { instantOf } from '@perezvon/domain';
import { v7 as uuidv7 } from 'uuid';

/** What 1C says of a booking; the rest is always the same. */
export interface BookingWish {
  id: string;
  /** Moscow's wall clock, `2026-06-04 11:30`. */
  start?: string;
  phone?: string;
  status?: string;
  doNotCall?: boolean;
}

/** By Moscow's wall clock, `2026-06-03 12:00`. */
export const moscow = (local: string): Date => instantOf(`${local.replace(' ', 'T')}:00`, 'Europe/Moscow');

/** `time`: when 1C wrote it. */
export const bookingPayload = (wish: BookingWish, time: Date) => ({
  id: uuidv7(),
  type: 'booking',
  time: time.toISOString(),
  data: {
    id: wish.id,
    number: '000000001',
    status: wish.status ?? 'planned',
    start: `${(wish.start ?? '2026-06-04 11:30').replace(' ', 'T')}:00`,
    doctor: { name: 'Петров Пётр Петрович', specialization: 'Эндоскопист' },
    patient: {
      name: 'Иванова Валерия Сергеевна',
      phones: [{ number: wish.phone ?? '+79991230001' }],
      do_not_call: wish.doNotCall ?? false,
    },
  },
});

export const deletionPayload = (bookingId: string, time: Date) => ({
  id: uuidv7(),
  type: 'booking.deleted',
  time: time.toISOString(),
  data: { id: bookingId },
});

export const commandPayload = (command: 'booking.call_now' | 'booking.stop', bookingId: string) => ({
  id: uuidv7(),
  command,
  booking_id: bookingId,
});

export const orderPayload = (bookingId: string, number: string) => ({
  method: 'robot',
  data: { number, guid: bookingId, name: 'Валерия Сергеевна', visit: 'Эндоскопист четвёртого июня' },
});
