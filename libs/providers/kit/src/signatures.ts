import { createHash, createHmac, createPublicKey, verify } from 'node:crypto';
import type { Verification } from '@perezvon/contracts-adapter';

/** `base64-of-hex`: base64 of the hexadecimal text, as PHP code makes it (Zadarma). */
export type SignatureEncoding = 'hex' | 'base64' | 'base64-of-hex';

export interface HmacInput {
  algorithm: 'sha1' | 'sha256';
  key: string;
  /** What is signed; a text counts as UTF-8. */
  text: string | Uint8Array;
  encoding: SignatureEncoding;
}

/** HMAC over a text or over raw bytes. */
export const hmacSignature = ({ algorithm, key, text, encoding }: HmacInput): string => {
  const hmac = createHmac(algorithm, key).update(text);
  return encoding === 'base64-of-hex'
    ? Buffer.from(hmac.digest('hex'), 'latin1').toString('base64')
    : hmac.digest(encoding);
};

export interface SortedValuesInput {
  /** All fields that are signed; one that a fixed list demands but the request lacks is an empty text. */
  fields: Readonly<Record<string, string>>;
  user: string;
  secret: string;
}

/**
 * Sipuni: MD5, lower-case hex, of the values in the order of their names (A to Z by code), then the user, then the secret, joined
 * with `+`. The secret itself is not sent.
 */
export const sortedValuesMd5 = ({ fields, user, secret }: SortedValuesInput): string => {
  const values = sortedByName(fields).map(([, value]) => value);
  return createHash('md5')
    .update([...values, user, secret].join('+'))
    .digest('hex');
};

/** Mango: SHA-256, lower-case hex, of key, body and salt one after the other; `body` is the exact text that is sent. */
export const keyBodySaltSha256 = ({ key, body, salt }: { key: string; body: string; salt: string }): string =>
  createHash('sha256').update(`${key}${body}${salt}`).digest('hex');

export interface UrlFormInput {
  /** Exactly as the provider called it, with its query. */
  url: string;
  fields: Readonly<Record<string, string>>;
  secret: string;
}

/** Twilio: base64 HMAC-SHA1 of the whole URL and the form's fields, name and value, in the order of their names. */
export const urlFormHmacSha1 = ({ url, fields, secret }: UrlFormInput): string => {
  const pairs = sortedByName(fields).map(([name, value]) => `${name}${value}`);
  return hmacSignature({
    algorithm: 'sha1',
    key: secret,
    text: [url, ...pairs].join(''),
    encoding: 'base64',
  });
};

/** By code units, not by a locale: the far side sorts bytes. */
const sortedByName = (fields: Readonly<Record<string, string>>): [string, string][] =>
  Object.entries(fields).sort(([left], [right]) => (left < right ? -1 : 1));

export interface Ed25519Input {
  /** The 32 bytes of the key: raw, or as hex or base64 text. */
  publicKey: string | Uint8Array;
  message: string | Uint8Array;
  /** The 64 bytes of the signature: raw, or as hex or base64 text. */
  signature: string | Uint8Array | undefined;
}

/** What stands before the 32 bytes of an Ed25519 key in SubjectPublicKeyInfo (RFC 8410). */
const keyPrefix = Buffer.from('302a300506032b6570032100', 'hex');

/** Checks an Ed25519 signature (RFC 8032). Never throws, fails closed. */
export const verifyEd25519 = ({ publicKey, message, signature }: Ed25519Input): Verification => {
  if (signature === undefined || signature.length === 0) return { ok: false, reason: 'signature missing' };
  const key = bytesOf(publicKey, 32);
  const given = bytesOf(signature, 64);
  if (key === null || given === null)
    return { ok: false, reason: 'key or signature is not of Ed25519 length' };
  return isSigned({ key, message: Buffer.from(message), given })
    ? { ok: true }
    : { ok: false, reason: 'wrong signature' };
};

const isSigned = ({ key, message, given }: { key: Buffer; message: Buffer; given: Buffer }): boolean => {
  try {
    const imported = createPublicKey({ key: Buffer.concat([keyPrefix, key]), format: 'der', type: 'spki' });
    return verify(null, message, imported, given);
  } catch {
    return false;
  }
};

const bytesOf = (value: string | Uint8Array, length: number): Buffer | null => {
  const bytes = typeof value === 'string' ? decoded(value.trim(), length) : Buffer.from(value);
  return bytes.length === length ? bytes : null;
};

const decoded = (text: string, length: number): Buffer =>
  Buffer.from(text, text.length === length * 2 && /^[0-9a-f]+$/i.test(text) ? 'hex' : 'base64');
