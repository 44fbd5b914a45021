import { onecError, onecWarning } from '../messages.ts';
import type { OnecError, OnecWarning } from '../messages.ts';
import { beginsLikeJson, decodeStrictly } from './charset.ts';
import { formField } from './form-field.ts';
import { inflate } from './inflate.ts';
import { parseJson } from './json-text.ts';

export interface BodyInput {
  bytes: Uint8Array;
  /** Headers exactly as they came, null when absent. */
  contentType: string | null;
  contentEncoding: string | null;
  /** The infobase opted in to undeclared windows-1251. */
  legacyCp1251: boolean;
  /** Limit of the body, before and after inflation. */
  maxBytes: number;
}

export type BodyResult =
  { ok: true; value: unknown; warnings: OnecWarning[] } | { ok: false; error: OnecError };

const isPadding = (code: number): boolean =>
  code === 0 || code === 0xfeff || (code >= 9 && code <= 13) || code === 32;

/** Cuts blanks, NULs and BOMs off both ends; a loop, because a regular expression is quadratic on long runs of blanks. */
const trimmed = (text: string): string => {
  let start = 0;
  let end = text.length;
  while (start < end && isPadding(text.charCodeAt(start))) start += 1;
  while (end > start && isPadding(text.charCodeAt(end - 1))) end -= 1;
  return text.slice(start, end);
};

/** The JSON inside a form (`json=…`); 1C developers also send plain JSON under a form's Content-Type. */
const payloadOf = (bytes: Uint8Array, contentType: string | null): Uint8Array => {
  if (beginsLikeJson(bytes)) return bytes;
  const isForm = /x-www-form-urlencoded/i.test(contentType ?? '');
  const looksLikeForm = Buffer.from(bytes.subarray(0, 5)).toString('latin1').toLowerCase() === 'json=';
  return (isForm || looksLikeForm ? formField(bytes, 'json') : null) ?? bytes;
};

/**
 * What 1C really posts to a JSON value: any (also malformed) Content-Type, BOMs, UTF-16, windows-1251, gzip, a form's
 * `json` field, NULs and line breaks behind the JSON. An empty body is `{}`. Never throws.
 * Errors: too_large, unsupported_encoding, bad_gzip, bad_encoding, too_deep (64 levels), bad_json.
 */
export const decodeBody = (input: BodyInput): BodyResult => {
  const { contentType, contentEncoding, legacyCp1251, maxBytes } = input;
  const inflated = inflate(input.bytes, contentEncoding, maxBytes);
  if (!inflated.ok) {
    return { ok: false, error: onecError(inflated.code, { value: contentEncoding ?? '' }) };
  }
  const warnings: OnecWarning[] = inflated.mismatch ? [onecWarning('compression_mismatch')] : [];
  const decoded = decodeStrictly(payloadOf(inflated.bytes, contentType), { contentType, legacyCp1251 });
  if (!decoded.ok) return { ok: false, error: onecError('bad_encoding') };
  if (decoded.note !== null) warnings.push(onecWarning(decoded.note, { value: contentType ?? '' }));
  const parsed = parseJson(trimmed(decoded.text));
  if (!parsed.ok) return { ok: false, error: onecError(parsed.code) };
  if (parsed.repaired) warnings.push(onecWarning('text_repaired'));
  return { ok: true, value: parsed.value, warnings };
};
