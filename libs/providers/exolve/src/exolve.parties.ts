import type { CallParties } from '@perezvon/contracts-events';
import { readPhone } from '@perezvon/provider-kit';
import type { ExolveSettings } from './exolve.config.ts';

/** Who is who among the numbers of an account. */
export interface NumberBook {
  /** Undefined when neither number is told. */
  partiesOf(from: string | undefined, to: string | undefined): CallParties | undefined;
  /** The telephone or SIP ID of a short number (a longer number stands for itself); null when unknown. */
  numberOf(extension: string): string | null;
}

export const noParties: CallParties = { direction: null, clientPhone: null, ownPhone: null, extensions: [] };

type Side =
  | { kind: 'untold' }
  | { kind: 'own'; phone: string }
  | { kind: 'employee'; extension: string }
  | { kind: 'client'; phone: string | null };

/** SIP IDs of the platform, as its documentation writes them. */
const sipId = /^883140\d{9}$/;

export const createNumberBook = ({ number, numbers, extensions }: ExolveSettings): NumberBook => {
  const own = new Set([number, ...numbers]);
  const employees = new Map(Object.entries(extensions).map(([extension, phone]) => [phone, extension]));
  const sideOf = (text: string | undefined): Side => {
    if (text === undefined) return { kind: 'untold' };
    const digits = digitsOf(text);
    if (own.has(digits)) return { kind: 'own', phone: digits };
    const extension = employees.get(digits) ?? (sipId.test(digits) ? digits : undefined);
    return extension === undefined
      ? { kind: 'client', phone: readPhone(text) }
      : { kind: 'employee', extension };
  };
  return {
    partiesOf: (from, to) =>
      from === undefined && to === undefined ? undefined : partiesOf(sideOf(from), sideOf(to)),
    numberOf: (extension) =>
      (Object.hasOwn(extensions, extension) ? extensions[extension] : undefined) ?? longNumber(extension),
  };
};

/** Digits as the settings write them: with the country's code where that can be told. */
const digitsOf = (text: string): string => readPhone(text) ?? text.replace(/\D/g, '');

const longNumber = (text: string): string | null => {
  const digits = digitsOf(text);
  return /^[1-9]\d{9,14}$/.test(digits) ? digits : null;
};

const partiesOf = (from: Side, to: Side): CallParties => {
  const sides = [from, to];
  const direction = directionOf(from, to);
  const client = direction === 'in' ? from : to;
  return {
    direction,
    clientPhone: direction !== 'internal' && client.kind === 'client' ? client.phone : null,
    ownPhone: sides.find((side) => side.kind === 'own')?.phone ?? null,
    extensions: sides.flatMap((side) => (side.kind === 'employee' ? [side.extension] : [])),
  };
};

const isOurs = ({ kind }: Side): boolean => kind === 'own' || kind === 'employee';

/** Our number calling an employee is the first half of a callback: neither in nor out. */
const directionOf = (from: Side, to: Side): CallParties['direction'] => {
  if (from.kind === 'client' && isOurs(to)) return 'in';
  if (isOurs(from) && to.kind === 'client') return 'out';
  return from.kind === 'employee' && to.kind === 'employee' ? 'internal' : null;
};
