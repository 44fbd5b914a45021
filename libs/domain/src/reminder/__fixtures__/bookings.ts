import type { Booking, CallWishes, Person, Phone } from '@perezvon/contracts-events';
import type { CallingWindow } from '../../calling-window.ts';
import { instantOf } from '../../zone.ts';
import type { ReminderSettings } from '../rules.ts';
import type { BookingView } from '../views.ts';

export const zone = 'Europe/Moscow';

/** A moment by Moscow's wall clock, `2026-06-04 11:30`. */
export const moscow = (local: string): Date => instantOf(`${local.replace(' ', 'T')}:00`, zone);

const nineToEight: CallingWindow = {
  from: '09:00',
  to: '20:00',
  days: ['mon', 'tue', 'wed', 'thu', 'fri', 'sat', 'sun'],
  holidays: [],
};

/** The defaults of the configuration. */
export const settings: ReminderSettings = {
  leadHours: 24,
  window: nineToEight,
  maxAttempts: 3,
  retryMinutes: [30, 120],
  stopBeforeVisitMinutes: 60,
  perPhone: { callsPerDay: 2, minGapMinutes: 60 },
  sameDay: false,
};

const phone = (number: string): Phone => ({
  number,
  ext: null,
  kind: null,
  is_primary: false,
  comment: null,
  raw: null,
});

export const person = (changed: Partial<Person> = {}): Person => ({
  id: null,
  name: 'Иванова Валерия Сергеевна',
  last_name: null,
  first_name: null,
  middle_name: null,
  birth_date: null,
  sex: null,
  phones: [phone('79991230001')],
  do_not_call: false,
  language: null,
  ...changed,
});

export const wishes = (changed: Partial<CallWishes> = {}): CallWishes => ({
  enabled: true,
  scenario: null,
  not_before: null,
  not_after: null,
  max_attempts: null,
  retry_min: null,
  say_name: null,
  say_visit: null,
  ...changed,
});

export const booking = (changed: Partial<Booking> = {}): Booking => ({
  id: 'booking-1',
  number: '000000001',
  version: null,
  modified_at: null,
  status: 'planned',
  status_name: null,
  cancel_reason: null,
  start: '2026-06-04T11:30:00',
  end_at: null,
  duration_min: 30,
  timezone: null,
  branch: null,
  cabinet: null,
  doctor: { id: null, name: 'Петров Пётр Петрович', specialization: 'Эндоскопист' },
  patient: person(),
  services: [],
  comment: null,
  author: null,
  call: null,
  ...changed,
});

export const phones = (...numbers: (string | null)[]): Phone[] =>
  numbers.flatMap((number) => (number === null ? [] : [phone(number)]));

/** What the database knows of a booking after this version. */
export const viewOf = (data: Booking, changed: Partial<BookingView> = {}): BookingView => ({
  status: data.status,
  deleted: false,
  stopped: false,
  startAt: instantOf(data.start, zone),
  zone,
  data,
  ...changed,
});
