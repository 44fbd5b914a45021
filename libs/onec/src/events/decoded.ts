import { onecEventSchema } from '@perezvon/contracts-events';
import type { OnecEvent } from '@perezvon/contracts-events';
import { onecError } from '../messages.ts';
import type { OnecError, OnecWarning } from '../messages.ts';
import { envelopeNames } from './field-names.ts';
import type { Notes } from './notes.ts';
import { rawRecord } from './raw-record.ts';

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
  raw: unknown,
): { id: string | null; error: OnecError | null; isNumber: boolean } => {
  const { value, field } = rawRecord(raw, '')?.pick(envelopeNames.id) ?? { value: undefined, field: 'id' };
  const isNumber = typeof value === 'number';
  const isReadable = typeof value === 'string' || (isNumber && Number.isSafeInteger(value));
  const id = isReadable ? String(value).trim() : '';
  if (id !== '' && id.length <= longestId) return { id, error: null, isNumber };
  const code = value === undefined ? 'field_required' : 'field_invalid';
  return { id: null, error: onecError(code, { field }), isNumber };
};

/** The last word has the contract's own schema: nothing that breaks it leaves this library. */
export const settle = (event: OnecEvent, notes: Notes): DecodedEvent => {
  const error = notes.error();
  if (error !== null) return refused(event.id, error);
  const parsed = onecEventSchema.safeParse(event);
  if (parsed.success) return { ok: true, event: parsed.data, warnings: notes.warnings() };
  const field = parsed.error.issues[0]?.path.join('.') ?? null;
  return refused(event.id, onecError('field_invalid', { field }));
};
