import { isUtf8 } from 'node:buffer';

/** What a byte sequence turned out to be. `note` names what had to be assumed. */
type TextReading =
  { ok: true; text: string; note: 'charset_unknown' | 'charset_assumed' | null } | { ok: false };

interface CharsetOptions {
  /** The raw Content-Type header, however malformed; null when absent. */
  contentType: string | null;
  /** The infobase opted in: bytes that declare nothing and are no UTF-8 are windows-1251. */
  legacyCp1251: boolean;
}

const aliases: Readonly<Record<string, string>> = {
  utf8: 'utf-8',
  'utf-8': 'utf-8',
  cp1251: 'windows-1251',
  'cp-1251': 'windows-1251',
  win1251: 'windows-1251',
  'win-1251': 'windows-1251',
  '1251': 'windows-1251',
  utf16: 'utf-16',
  'utf-16': 'utf-16',
};

/** The charset named in a Content-Type, lower case; tolerates the missing semicolon of hand-written 1C headers. */
const declaredCharset = (contentType: string | null): string | null => {
  const named = /charset\s*[=:]\s*["']?([\w.:-]{1,40})/i.exec(contentType ?? '')?.[1]?.toLowerCase();
  if (named === undefined) return null;
  return Object.hasOwn(aliases, named) ? (aliases[named] ?? null) : named;
};

const byteOrderMarks: readonly [string, readonly number[]][] = [
  ['utf-8', [0xef, 0xbb, 0xbf]],
  ['utf-16le', [0xff, 0xfe]],
  ['utf-16be', [0xfe, 0xff]],
];

/** UTF-16 without a BOM shows in the zero byte beside its first character, which in JSON is ASCII. */
const zeroByteCharset = (bytes: Uint8Array): string | null => {
  const [first, second] = bytes;
  if (bytes.length < 2 || bytes.length % 2 === 1 || (first === 0) === (second === 0)) return null;
  return second === 0 ? 'utf-16le' : 'utf-16be';
};

/** A bracket and then something of one byte: no BOM, no UTF-16, no form. Nearly every body is like this. */
export const beginsLikeJson = (bytes: Uint8Array): boolean =>
  (bytes[0] === 0x7b || bytes[0] === 0x5b) && bytes[1] !== 0;

/** What the bytes themselves say: stronger than any header. */
const evidentCharset = (bytes: Uint8Array): string | null => {
  if (beginsLikeJson(bytes)) return null;
  const marked = byteOrderMarks.find(([, mark]) => mark.every((byte, index) => bytes[index] === byte))?.[0];
  return marked ?? zeroByteCharset(bytes);
};

const decodeAs = (charset: string, bytes: Uint8Array): string | null => {
  // Nearly every body; a decoder for each would cost more than its decoding.
  if (charset === 'utf-8')
    return isUtf8(bytes) ? Buffer.from(bytes.buffer, bytes.byteOffset, bytes.byteLength).toString() : null;
  try {
    return new TextDecoder(charset, { fatal: true }).decode(bytes);
  } catch {
    return null;
  }
};

const isKnownCharset = (charset: string): boolean => {
  if (charset === 'utf-8') return true;
  try {
    return new TextDecoder(charset).encoding !== '';
  } catch {
    return false;
  }
};

/** Drops every BOM in front: 1C writes one itself and the string may already have held another. */
const withoutByteOrderMarks = (text: string): string => {
  let start = 0;
  while (text.charCodeAt(start) === 0xfeff) start += 1;
  return text.slice(start);
};

const read = (text: string | null, note: 'charset_unknown' | 'charset_assumed' | null): TextReading =>
  text === null ? { ok: false } : { ok: true, text: withoutByteOrderMarks(text), note };

const decodeUndeclared = (bytes: Uint8Array, legacyCp1251: boolean): TextReading => {
  const text = decodeAs('utf-8', bytes);
  if (text !== null || !legacyCp1251) return read(text, null);
  return read(decodeAs('windows-1251', bytes), 'charset_assumed');
};

/**
 * Bytes of a request to text: BOM, then the declared charset, then strict UTF-8, then windows-1251 if opted in.
 * Never yields a replacement character: what cannot be read is `ok: false`.
 */
export const decodeStrictly = (
  bytes: Uint8Array,
  { contentType, legacyCp1251 }: CharsetOptions,
): TextReading => {
  const evident = evidentCharset(bytes);
  if (evident !== null) return read(decodeAs(evident, bytes), null);
  const declared = declaredCharset(contentType);
  if (declared === null) return decodeUndeclared(bytes, legacyCp1251);
  if (declared === 'utf-16') return read(decodeAs('utf-16le', bytes), null);
  // Clients that know no better declare Latin-1 (the default of 1C Connector for text/*) and send UTF-8.
  if (/^(iso-8859-1|latin1|us-ascii|ascii)$/.test(declared)) return decodeUndeclared(bytes, legacyCp1251);
  if (isKnownCharset(declared)) return read(decodeAs(declared, bytes), null);
  return read(decodeAs('utf-8', bytes), 'charset_unknown');
};

/** A reply of 1C to text: never fails, strips BOMs; what is neither declared nor UTF-8 is read as windows-1251. */
export const decodeText = (bytes: Uint8Array, contentType: string | null): string => {
  const strict = decodeStrictly(bytes, { contentType, legacyCp1251: true });
  return strict.ok ? strict.text : withoutByteOrderMarks(new TextDecoder('windows-1251').decode(bytes));
};
