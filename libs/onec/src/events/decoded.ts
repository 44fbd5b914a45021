import type { OnecEvent } from '@perezvon/contracts-events';
import { onecError } from '../messages.ts';
import type { OnecError, OnecWarning } from '../messages.ts';
import { envelopeNames } from './field-names.ts';
import type { Notes } from './notes.ts';
import type { RawRecord } from './raw-record.ts';

const longestId = 128;

/** One event read, or why it is refused; `id` as far as it could be read, so that the reply can name it. */
export type DecodedEvent =
  | { ok: true; event: OnecEvent; warnings: OnecWarning[] }
  | { ok: false; id: string | null; error: OnecError };

export interface EventOptions {
  /** Zone of the infobase, IANA. */
  timezone: string;
  /** For numbers without a city code; null when the infobase has none. */
  cityCode: string | null;
  receivedAt: Date;
}

export const refused = (id: string | null, error: OnecError): DecodedEvent => ({ ok: false, id, error });

/** The sender's event id: kept as sent (blanks at the ends aside), because the reply must repeat it. */
export const eventIdOf = (
  envelope: RawRecord,
): { id: string | null; error: OnecError | null; isNumber: boolean } => {
  const { value, field } = envelope.pick(envelopeNames.id);
  const isNumber = typeof value === 'number';
  const isReadable = typeof value === 'string' || (isNumber && Number.isSafeInteger(value));
  const id = isReadable ? String(value).trim() : '';
  if (id !== '' && id.length <= longestId) return { id, error: null, isNumber };
  const code = value === undefined ? 'field_required' : 'field_invalid';
  return { id: null, error: onecError(code, { field }), isNumber };
};

/**
 * An event whose readers found nothing to refuse. It satisfies the contract's schema by construction: every reader keeps its own
 * limits. The tests hold whatever comes out against the schema; checking it again at run time cost a fifth of the decoding.
 */
export const settle = (event: OnecEvent, notes: Notes): DecodedEvent => {
  const error = notes.error();
  return error === null ? { ok: true, event, warnings: notes.warnings() } : refused(event.id, error);
};
