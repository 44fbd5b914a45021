import { isZone } from '@perezvon/domain';
import { empty, isBlank, unrecognised, valueOf } from './reading.ts';
import type { Reading } from './reading.ts';

const fixedOffset = (text: string): string | null => {
  const [, sign, hours, minutes] = /^(?:utc|gmt)? ?([+-])(\d{1,2})(?::?(\d\d))?$/i.exec(text) ?? [];
  return sign === undefined || hours === undefined
    ? null
    : `${sign}${hours.padStart(2, '0')}:${minutes ?? '00'}`;
};

/** An IANA name or a fixed offset as `+03:00`; also `+3`, `UTC+3`, `GMT+03:00`, `Z`, and `МСК`. */
export const readZone = (value: unknown): Reading<string> => {
  if (isBlank(value)) return empty;
  if (typeof value !== 'string') return unrecognised;
  const text = value.trim();
  if (/^(мск|msk)$/i.test(text)) return valueOf('Europe/Moscow');
  if (/^z$/i.test(text)) return valueOf('+00:00');
  const zone = fixedOffset(text) ?? text;
  return zone.length <= 64 && isZone(zone) ? valueOf(zone) : unrecognised;
};
