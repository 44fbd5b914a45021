import type { CallEvent } from '@perezvon/contracts-events';
import { readPhone } from '@perezvon/provider-kit';
import { countIn, fieldsIn, textIn } from './mango.fields.ts';
import type { Fields } from './mango.fields.ts';

type Parties = NonNullable<Extract<CallEvent, { type: 'call.ended' }>['parties']>;
type Direction = Parties['direction'];

/** One of the two ends of a leg. Who has a short number is an employee. */
interface End {
  extension: string | null;
  number: string | null;
}

const endIn = (fields: Fields, name: string): End => {
  const end = fieldsIn(fields, name);
  const extension = textIn(end, 'extension');
  return {
    extension: extension === null || extension.length > 20 ? null : extension,
    number: textIn(end, 'number'),
  };
};

/** Numbers may be SIP names, whose digits are no telephone. */
export const phoneOf = (text: string | null): string | null =>
  text === null || /^sips?:/i.test(text) ? null : readPhone(text);

/**
 * Parties of a leg. A callback rings the employee first, so its first leg looks as if the client called; `callback_initiator` tells, and
 * where only a `command_id` hints at it the direction stays open until the summary.
 */
export const partiesOfLeg = (fields: Fields): Parties => {
  const from = endIn(fields, 'from');
  const to = endIn(fields, 'to');
  const line = textIn(fieldsIn(fields, 'to'), 'line_number');
  const direction = directionOfLeg(fields, { from, to, line });
  const client = clientOf(from, to);
  return {
    direction,
    clientPhone: phoneOf(client === 'from' ? from.number : client === 'to' ? to.number : null),
    ownPhone: direction === 'internal' ? null : ownPhoneOf(fields, { to, line }),
    extensions: extensionsOf(from, to),
  };
};

/** Who of the two is outside; a call that nobody was given yet comes from outside. */
const clientOf = (from: End, to: End): 'from' | 'to' | null => {
  if (from.extension === null) return 'from';
  return to.extension === null ? 'to' : null;
};

const directionOfLeg = (
  fields: Fields,
  { from, to, line }: { from: End; to: End; line: string | null },
): Direction => {
  const isInternal = from.extension !== null && to.extension !== null;
  if (isInternal) return 'internal';
  if (textIn(fields, 'callback_initiator') !== null) return 'out';
  if (from.extension !== null) return 'out';
  return line === null && textIn(fields, 'command_id') !== null ? null : 'in';
};

/** The line of a call; else the number of call tracking that the client saw; else the number that the voice menu answers. */
const ownPhoneOf = (fields: Fields, { to, line }: { to: End; line: string | null }): string | null => {
  const isMenu = ['ivr', 'queue'].includes(textIn(fields, 'location') ?? '');
  return (
    phoneOf(line) ??
    phoneOf(textIn(fieldsIn(fields, 'dct'), 'number')) ??
    (isMenu ? phoneOf(to.number) : null)
  );
};

const directions: readonly Direction[] = ['internal', 'in', 'out'];

/** Parties of the whole call; `to` is who answered, or the first who missed it. */
export const partiesOfSummary = (fields: Fields): Parties => {
  const from = endIn(fields, 'from');
  const to = endIn(fields, 'to');
  const direction = directions[countIn(fields, 'call_direction') ?? directions.length] ?? null;
  const outside = direction === 'in' ? from.number : direction === 'out' ? to.number : null;
  return {
    direction,
    clientPhone: phoneOf(outside),
    ownPhone: phoneOf(textIn(fields, 'line_number')),
    extensions: extensionsOf(from, to),
  };
};

const extensionsOf = (from: End, to: End): string[] => [
  ...new Set([from.extension, to.extension].flatMap((extension) => extension ?? [])),
];
