import { offsetTime } from '@perezvon/domain';
import { onecError } from '../messages.ts';
import type { OnecError } from '../messages.ts';
import { isBlank } from '../values/reading.ts';
import { collapseText } from '../values/text.ts';
import { eventIdOf, refused, settle } from './decoded.ts';
import type { DecodedEvent, EventOptions } from './decoded.ts';
import { envelopeNames } from './field-names.ts';
import { requiredRefOf } from './field-values.ts';
import { createNotes } from './notes.ts';
import { rawRecord } from './raw-record.ts';
import type { RawField } from './raw-record.ts';

const commands = ['booking.call_now', 'booking.stop'] as const;
type Command = (typeof commands)[number];

/** In the contract, for a later version. */
const laterCommands = new Set(['call.start', 'call.transfer', 'call.hangup', 'message.send', 'sale.tag']);

const commandOf = ({ value, field }: RawField): Command | OnecError => {
  if (isBlank(value)) return onecError('field_required', { field });
  if (typeof value !== 'string') return onecError('field_invalid', { field });
  const word = collapseText(value).toLowerCase();
  const known = commands.find((command) => command === word);
  if (known !== undefined) return known;
  return onecError(laterCommands.has(word) ? 'command_not_supported' : 'unknown_command', {
    field,
    value: word,
  });
};

/**
 * The body of `POST /commands` to an event that travels the same durable way. `time` is the moment of receipt with the
 * infobase's offset. Errors: no id, unknown command, no booking_id. Pure; never throws.
 */
export const decodeCommand = (raw: unknown, options: EventOptions): DecodedEvent => {
  const record = rawRecord(raw, '');
  if (record === null) return refused(null, onecError('not_an_event'));
  const { id, error, isNumber } = eventIdOf(record);
  if (id === null) return refused(null, error ?? onecError('field_required', { field: 'id' }));
  const command = commandOf(record.pick(envelopeNames.command));
  if (typeof command !== 'string') return refused(id, command);
  const notes = createNotes();
  if (isNumber) notes.warn('number_as_text', { field: 'id' });
  const bookingId = requiredRefOf(record.pick(envelopeNames.bookingId), notes);
  const time = offsetTime(options.receivedAt, options.timezone);
  return settle({ id, time, subject: bookingId, type: command, data: { booking_id: bookingId } }, notes);
};
