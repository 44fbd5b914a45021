import { empty, unrecognised, valueOf } from './reading.ts';
import type { Reading } from './reading.ts';
import { collapseText } from './text.ts';

const longest = 128;
const zeros = '00000000-0000-0000-0000-000000000000';

const withDashes = (hex: string): string =>
  [hex.slice(0, 8), hex.slice(8, 12), hex.slice(12, 16), hex.slice(16, 20), hex.slice(20)].join('-');

/**
 * A UUID of any variant (1C's own are often not RFC 4122) in lower case with dashes; null when the text is none. Takes
 * braces, upper case, 32 bare digits, and `ref=` of a navigation link, whose byte groups stand in another order:
 * `aaaabbbbbbbbbbbbccccddddeeeeeeee` is `eeeeeeee-dddd-cccc-aaaa-bbbbbbbbbbbb`.
 */
export const normaliseUuid = (text: string): string | null => {
  const link = /e1cib\/.*[?&]ref=([\da-f]{32})(?![\da-f])/i.exec(text)?.[1]?.toLowerCase();
  if (link !== undefined) {
    const [a, b, c, d, e] = [
      link.slice(0, 4),
      link.slice(4, 16),
      link.slice(16, 20),
      link.slice(20, 24),
      link.slice(24),
    ];
    return [e, d, c, a, b].join('-');
  }
  const bare = /^\{?([\da-f]{8}-?[\da-f]{4}-?[\da-f]{4}-?[\da-f]{4}-?[\da-f]{12})\}?$/i.exec(text)?.[1];
  return bare === undefined ? null : withDashes(bare.replaceAll('-', '').toLowerCase());
};

/** Text of what can be a reference at all; null for other types and for numbers that JSON could not carry exactly. */
const referenceText = (value: unknown): string | null => {
  if (typeof value === 'number') return Number.isSafeInteger(value) ? String(value) : null;
  return typeof value === 'string' ? collapseText(value) : null;
};

/**
 * Reference to an object of 1C: a UUID (normalised), else an opaque text of at most 128 characters kept as it is. The
 * empty reference (all zeros) is empty. A number is its text; one that JSON could not carry exactly is unrecognised.
 */
export const readRef = (value: unknown): Reading<string> => {
  if (value === null || value === undefined) return empty;
  const text = referenceText(value);
  if (text === null) return unrecognised;
  const ref = normaliseUuid(text) ?? text;
  if (ref === '' || ref === zeros) return empty;
  return ref.length > longest ? unrecognised : valueOf(ref);
};
