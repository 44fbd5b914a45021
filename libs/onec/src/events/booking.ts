import type { Booking } from '@perezvon/contracts-events';
import { readZone } from '../values/zone.ts';
import { readStatus } from './booking-status.ts';
import { readVisitTime } from './booking-time.ts';
import { readCallWishes } from './call-wishes.ts';
import { bookingNames, namedNames } from './field-names.ts';
import { booleanOf, integerOf, moneyOf, momentOf, requiredRefOf, textOf } from './field-values.ts';
import { readNamed, readNamedRecord } from './named.ts';
import type { Notes } from './notes.ts';
import { readPatient } from './person.ts';
import type { RawField, RawRecord } from './raw-record.ts';

const mostServices = 50;

interface BookingOptions {
  /** Zone of the infobase, IANA; the booking's own zone wins. */
  timezone: string;
  cityCode: string | null;
}

type Service = Booking['services'][number];

const readTimezone = ({ value, field }: RawField, notes: Notes): string | null => {
  const zone = readZone(value);
  if (zone.kind === 'unrecognised') notes.warn('timezone_unknown', { field });
  return zone.kind === 'value' ? zone.value : null;
};

const readDoctor = (data: RawRecord, notes: Notes): Booking['doctor'] => {
  const source = data.pick(bookingNames.doctor);
  const { named, record } = readNamedRecord(source, notes);
  const own = record?.pick(namedNames.specialization);
  const specialization = textOf(
    own?.value === undefined ? data.pick(namedNames.specialization) : own,
    notes,
    200,
  );
  if (named === null && specialization === null) return null;
  return { id: named?.id ?? null, name: named?.name ?? null, specialization };
};

const readService = (source: RawField, notes: Notes): Service | null => {
  const { named, record } = readNamedRecord(source, notes);
  if (named === null) return null;
  return {
    id: named.id,
    name: named.name ?? '',
    duration_min: record && integerOf(record.pick(namedNames.duration), notes, { min: 1, max: 1440 }),
    price: record && moneyOf(record.pick(namedNames.price), notes),
  };
};

const readServices = ({ value, field }: RawField, notes: Notes): Service[] => {
  if (value === undefined) return [];
  const items: unknown[] = Array.isArray(value) ? value : [value];
  if (items.length > mostServices) notes.warn('list_cut', { field });
  return items
    .slice(0, mostServices)
    .map((item, index) => readService({ value: item, field: `${field}[${String(index)}]` }, notes))
    .filter((service) => service !== null);
};

const readState = (
  data: RawRecord,
  notes: Notes,
): Pick<Booking, 'status' | 'status_name' | 'cancel_reason'> => {
  const deleted = data.pick(bookingNames.deleted);
  const isDeleted = booleanOf(deleted, notes, { absent: false, unreadable: false });
  if (isDeleted) notes.warn('marked_deleted', { field: deleted.field });
  const { status, word } = readStatus(data.pick(bookingNames.status), notes);
  return {
    status: isDeleted ? 'cancelled' : status,
    status_name: textOf(data.pick(bookingNames.statusName), notes, 200) ?? word,
    cancel_reason: textOf(data.pick(bookingNames.cancelReason), notes, 500),
  };
};

/**
 * A booking as 1C wrote it to the canonical one: every key present, null when unknown. `start`, `end_at` and the wishes
 * are wall time in the booking's own zone, else the infobase's; `modified_at` carries the infobase's offset.
 * Refused (in `notes`) only without an id or a readable start: a bad telephone or a past visit are business facts.
 */
export const readBooking = (data: RawRecord, notes: Notes, options: BookingOptions): Booking => {
  const id = requiredRefOf(data.pick(bookingNames.id), notes);
  const timezone = readTimezone(data.pick(bookingNames.timezone), notes);
  const zone = timezone ?? options.timezone;
  return {
    id,
    number: textOf(data.pick(bookingNames.number), notes, 50),
    version: textOf(data.pick(bookingNames.version), notes, 100),
    modified_at: momentOf(data.pick(bookingNames.modifiedAt), notes, options.timezone)?.text ?? null,
    ...readState(data, notes),
    ...readVisitTime(data, notes, zone),
    timezone,
    branch: readNamed(data.pick(bookingNames.branch), notes),
    cabinet: readNamed(data.pick(bookingNames.cabinet), notes),
    doctor: readDoctor(data, notes),
    patient: readPatient(data, notes, { timezone: zone, cityCode: options.cityCode }),
    services: readServices(data.pick(bookingNames.services), notes),
    comment: textOf(data.pick(bookingNames.comment), notes, 2000),
    author: readNamed(data.pick(bookingNames.author), notes),
    call: readCallWishes(data, notes, zone),
  };
};

/** What a deletion needs: which booking, and when. */
export const readDeletedBooking = (
  data: RawRecord,
  notes: Notes,
  options: BookingOptions,
): { id: string; modified_at: string | null } => ({
  id: requiredRefOf(data.pick(bookingNames.id), notes),
  modified_at: momentOf(data.pick(bookingNames.modifiedAt), notes, options.timezone)?.text ?? null,
});
