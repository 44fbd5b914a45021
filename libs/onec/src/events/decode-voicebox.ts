import { onecError } from '../messages.ts';
import { isBlank } from '../values/reading.ts';
import { refused, settle } from './decoded.ts';
import type { DecodedEvent } from './decoded.ts';
import { envelopeNames, voiceboxNames } from './field-names.ts';
import { requiredRefOf, textOf } from './field-values.ts';
import { createNotes } from './notes.ts';
import { parsePhoneField } from './phones.ts';
import { rawRecord } from './raw-record.ts';

export interface VoiceboxOptions {
  /** UUID given to this call, told to 1C as `id`; also the id of the event. */
  callId: string;
  cityCode: string | null;
  receivedAt: Date;
}

/**
 * The body an existing 1C module posts to MTT VoiceBox, `{"method","data":{number,guid,name,visit}}`, to an event. `guid`
 * is the booking; `method` (the campaign) is the account's business and ignored; `time` is the receipt in UTC.
 * A bad number is null and a warning. Error: no `data.guid`. Pure; never throws.
 */
export const decodeVoicebox = (
  raw: unknown,
  { callId, cityCode, receivedAt }: VoiceboxOptions,
): DecodedEvent => {
  const source = rawRecord(raw, '')?.pick(envelopeNames.data) ?? { value: undefined, field: 'data' };
  const data = rawRecord(source.value, source.field);
  if (data === null) {
    return refused(
      callId,
      onecError(isBlank(source.value) ? 'field_required' : 'field_invalid', { field: 'data' }),
    );
  }
  const notes = createNotes();
  const bookingId = requiredRefOf(data.pick(voiceboxNames.guid), notes);
  const number = data.pick(voiceboxNames.number);
  if (number.value === undefined) notes.warn('phone_missing', { field: number.field });
  const phones = parsePhoneField(number, notes, cityCode);
  return settle(
    {
      id: callId,
      time: `${receivedAt.toISOString().slice(0, 19)}Z`,
      subject: bookingId,
      type: 'voicebox.call',
      data: {
        call_id: callId,
        booking_id: bookingId,
        phone: phones.find((phone) => phone.number !== null)?.number ?? null,
        name: textOf(data.pick(voiceboxNames.name), notes, 200),
        visit: textOf(data.pick(voiceboxNames.visit), notes, 500),
      },
    },
    notes,
  );
};
