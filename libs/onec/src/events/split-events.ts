import { onecError } from '../messages.ts';
import type { OnecError } from '../messages.ts';
import { envelopeNames } from './field-names.ts';
import { rawRecord } from './raw-record.ts';

export type SplitResult = { ok: true; events: unknown[] } | { ok: false; error: OnecError };

const listed = (events: unknown[], limit: number): SplitResult => {
  if (events.length === 0) return { ok: false, error: onecError('empty_body') };
  return events.length > limit
    ? { ok: false, error: onecError('too_many_events', { value: String(limit) }) }
    : { ok: true, events };
};

/**
 * A decoded body to its events: one event, an array, or `{"events":[…]}`. Errors: empty_body (also for `{}`, null and
 * empty lists), too_many_events (more than `limit`), not_an_event.
 */
export const splitEvents = (value: unknown, limit: number): SplitResult => {
  if (Array.isArray(value)) return listed(value, limit);
  if (value === null || value === '') return { ok: false, error: onecError('empty_body') };
  const record = rawRecord(value, '');
  if (record === null) return { ok: false, error: onecError('not_an_event') };
  if (record.isEmpty) return { ok: false, error: onecError('empty_body') };
  const { value: events, field } = record.pick(envelopeNames.events);
  if (Array.isArray(events)) return listed(events, limit);
  if (events === undefined) return { ok: true, events: [value] };
  return { ok: false, error: onecError('not_an_event', { field }) };
};
