import { empty, unrecognised, valueOf } from './reading.ts';
import type { Reading } from './reading.ts';

/** Soft hyphen, zero-width characters, direction marks, BOM: they come with what people paste into 1C. */
const invisible = /[\u00ad\u200b-\u200f\u202a-\u202e\u2060\ufeff]/g;
const control = /[\u0000-\u001f\u007f-\u009f]/g;

/** Latin, Cyrillic, digits and signs with single blanks between: nothing below would change it, and nearly all text is like this. */
const tidy = /^[!-~А-яЁё№«»–—]+(?: [!-~А-яЁё№«»–—]+)*$/;

const mended = (text: string): string =>
  text
    .replace(invisible, '')
    .replace(control, ' ')
    .replace(/\p{Surrogate}/gu, '')
    .split(/\s+/)
    .filter((word) => word !== '')
    .join(' ');

/** One line: tabs, line breaks and no-break spaces become one blank, invisible characters and half surrogate pairs go. */
export const collapseText = (text: string): string => (tidy.test(text) ? text : mended(text));

/** At most `max` UTF-16 units, never half a surrogate pair. */
export const cutText = (text: string, max: number): string =>
  text.length <= max
    ? text
    : text
        .slice(0, max)
        .replace(/\p{Surrogate}/gu, '')
        .trimEnd();

/** Text, or a number or boolean as text. Objects and arrays are unrecognised. */
export const readText = (value: unknown): Reading<string> => {
  if (value === null || value === undefined) return empty;
  const isPlain = typeof value === 'string' || typeof value === 'number' || typeof value === 'boolean';
  if (!isPlain) return unrecognised;
  const text = collapseText(String(value));
  return text === '' ? empty : valueOf(text);
};
