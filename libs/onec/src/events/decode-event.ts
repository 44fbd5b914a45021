import { parseJson } from '../body/json-text.ts';
import { fillMessage, laterTypeMessage, onecError } from '../messages.ts';
import type { OnecError } from '../messages.ts';
import { isBlank } from '../values/reading.ts';
import { readRef } from '../values/ref.ts';
import { collapseText } from '../values/text.ts';
import { readBooking, readDeletedBooking } from './booking.ts';
import { eventIdOf, refused, settle } from './decoded.ts';
import type { DecodedEvent, EventOptions } from './decoded.ts';
import { envelopeNames } from './field-names.ts';
import { momentOf } from './field-values.ts';
import { createNotes } from './notes.ts';
import type { Notes } from './notes.ts';
import { rawRecord } from './raw-record.ts';
import type { RawField, RawRecord } from './raw-record.ts';

const skewMs = 5 * 60_000;
const laterTypes = new Set(['contact', 'payment', 'user_extension']);

const typeAliases: Readonly<Record<string, 'booking' | 'booking.deleted'>> = {
  booking: 'booking',
  бронь: 'booking',
  запись: 'booking',
  записьпациента: 'booking',
  'документ.записьпациента': 'booking',
  'booking.deleted': 'booking.deleted',
  booking_deleted: 'booking.deleted',
  'бронь.удалена': 'booking.deleted',
};

const typeError = (word: string, field: string): OnecError => {
  const error = onecError('type_not_supported', { field, value: word });
  return laterTypes.has(word.toLowerCase())
    ? { ...error, message: fillMessage(laterTypeMessage, { value: word }) }
    : error;
};

const typeOf = ({ value, field }: RawField): 'booking' | 'booking.deleted' | OnecError => {
  if (isBlank(value)) return onecError('field_required', { field });
  if (typeof value !== 'string') return onecError('field_invalid', { field });
  const word = collapseText(value);
  const key = word.toLowerCase();
  return (Object.hasOwn(typeAliases, key) ? typeAliases[key] : undefined) ?? typeError(word, field);
};

/** `data` as an object; also as text with JSON inside, which is what serialising twice in 1C gives. */
const dataOf = ({ value, field }: RawField, notes: Notes): RawRecord | OnecError => {
  const record = rawRecord(value, field);
  if (record !== null) return record;
  const inner = typeof value === 'string' ? parseJson(value.trim()) : null;
  const unwrapped = inner?.ok === true ? rawRecord(inner.value, field) : null;
  if (unwrapped !== null && !isBlank(value)) {
    notes.warn('json_in_text', { field });
    return unwrapped;
  }
  return onecError(isBlank(value) ? 'field_required' : 'field_invalid', { field });
};

/** The sender's time of the event. It decides nothing, so a wrong clock is only worth a warning. */
const timeOf = (source: RawField, notes: Notes, { timezone, receivedAt }: EventOptions): string | null => {
  const moment = momentOf(source, notes, timezone);
  if (moment === null) return null;
  const isSkewed = Math.abs(moment.at.getTime() - receivedAt.getTime()) > skewMs;
  if (isSkewed) notes.warn('clock_skew', { field: source.field });
  return moment.text;
};

const checkSubject = ({ value, field }: RawField, notes: Notes, bookingId: string): void => {
  const subject = readRef(value);
  const differs = subject.kind === 'value' ? subject.value !== bookingId : subject.kind === 'unrecognised';
  if (differs) notes.warn('subject_differs', { field });
};

/**
 * One event as 1C posted it (already JSON) to a canonical one that satisfies `onecEventSchema`. Tolerant: aliases and
 * Russian names in any case, 1C's dates, numbers and references; each repair is a warning. Refused with the field's name
 * in Russian: no id, an unknown type, no data, no booking id, no readable start. Pure; never throws.
 */
export const decodeEvent = (raw: unknown, options: EventOptions): DecodedEvent => {
  const envelope = rawRecord(raw, '');
  if (envelope === null) return refused(null, onecError('not_an_event'));
  const { id, error, isNumber } = eventIdOf(envelope);
  if (id === null) return refused(null, error ?? onecError('field_required', { field: 'id' }));
  const type = typeOf(envelope.pick(envelopeNames.type));
  if (typeof type !== 'string') return refused(id, type);
  const notes = createNotes();
  if (isNumber) notes.warn('number_as_text', { field: 'id' });
  const data = dataOf(envelope.pick(envelopeNames.data), notes);
  if ('code' in data) return refused(id, data);
  const time = timeOf(envelope.pick(envelopeNames.time), notes, options);
  if (type === 'booking') {
    const booking = readBooking(data, notes, options);
    checkSubject(envelope.pick(envelopeNames.subject), notes, booking.id);
    return settle({ id, time, subject: booking.id, type, data: booking }, notes);
  }
  const deleted = readDeletedBooking(data, notes, options);
  checkSubject(envelope.pick(envelopeNames.subject), notes, deleted.id);
  return settle({ id, time, subject: deleted.id, type, data: deleted }, notes);
};
