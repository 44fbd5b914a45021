import type { CallEvent } from '@perezvon/contracts-events';
import { readPhone } from '@perezvon/provider-kit';
import type { SipuniSettings } from './sipuni.config.ts';

type Parties = NonNullable<Extract<CallEvent, { type: 'call.ended' }>['parties']>;
type Fields = ReadonlyMap<string, string>;

/** One end of a call: an outside telephone, an employee, or (an employee on an outside telephone) both. */
interface Side {
  phone: string | null;
  extension: string | null;
  /** False when the event names nobody at this end. */
  isTold: boolean;
}

/**
 * Who talks to whom in an event. `src_type`/`dst_type`: 1 outside, 2 inside. Two outside ends are an incoming call that nobody inside
 * has taken yet (the destination is our own number), unless one of them is an employee's outside telephone.
 */
export const partiesOf = (fields: Fields, settings: SipuniSettings): Parties => {
  const source = sideOf(fields, 'src', settings);
  const destination = sideOf(fields, 'dst', settings);
  const direction = directionOf(source, destination);
  const isIncoming = direction === 'in';
  const client = isIncoming ? source : direction === 'out' ? destination : null;
  return {
    direction,
    clientPhone: client?.phone ?? (direction === 'out' ? readPhone(fields.get('pbxdstnum')) : null),
    ownPhone: isIncoming ? ownPhoneOf(fields, destination) : null,
    extensions: extensionsOf({ fields, settings, source, destination, isIncoming }),
  };
};

const sideOf = (fields: Fields, end: 'src' | 'dst', settings: SipuniSettings): Side => {
  const number = withoutSuffix(fields.get(`${end}_num`));
  const short = withoutSuffix(fields.get(`short_${end}_num`));
  const phone = readPhone(number) ?? readPhone(short);
  const isTold = number !== '' || short !== '';
  if (isInside(fields.get(`${end}_type`), short))
    return { phone: null, extension: extensionOf(isShort(short) ? short : number, settings), isTold };
  const owner = Object.entries(settings.externalPhones).find(([, outside]) => outside === phone);
  return { phone, extension: owner?.[0] ?? null, isTold };
};

/** Where the type is missing the form of the number tells. */
const isInside = (type: string | undefined, short: string): boolean => {
  const told = type?.trim() ?? '';
  return told === '2' || (told === '' && isShort(short) && readPhone(short) === null);
};

/** `998783337125_id265648`: a number with the id of its line. */
const withoutSuffix = (text = ''): string => text.trim().replace(/_id\d+$/i, '');

const isShort = (text: string): boolean => /^\d{2,10}$/.test(text);

/** `012345101`: the cabinet and the short number. */
const extensionOf = (number: string, { user }: SipuniSettings): string | null => {
  const short = number.startsWith(user) && number.length > user.length ? number.slice(user.length) : number;
  return /^[\w.-]{1,20}$/.test(short) ? short : null;
};

const directionOf = (source: Side, destination: Side): Parties['direction'] => {
  const isFromInside = source.extension !== null;
  const isToInside = destination.extension !== null;
  if (isFromInside) return isToInside ? 'internal' : 'out';
  return isToInside || source.isTold ? 'in' : null;
};

const ownPhoneOf = (fields: Fields, destination: Side): string | null =>
  readPhone(withoutSuffix(fields.get('pbxdstnum'))) ??
  (destination.extension === null ? destination.phone : null);

interface Ends {
  fields: Fields;
  settings: SipuniSettings;
  source: Side;
  destination: Side;
  isIncoming: boolean;
}

/** Of a missed incoming call: all who were rung (`last_called`, joined with `,` or `&`). */
const extensionsOf = ({ fields, settings, source, destination, isIncoming }: Ends): string[] => {
  const ends = [source.extension, destination.extension].filter((each) => each !== null);
  const isMissed = isIncoming && (fields.get('status')?.trim().toUpperCase() ?? 'ANSWER') !== 'ANSWER';
  if (!isIncoming || (ends.length > 0 && !isMissed)) return ends;
  const called = (fields.get('last_called') ?? '')
    .slice(0, 2000)
    .split(/[,&\s]+/)
    .map((each) => extensionOf(withoutSuffix(each), settings))
    .filter((each) => each !== null);
  return [...new Set([...ends, ...called])].slice(0, 100);
};
