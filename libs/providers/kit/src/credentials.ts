import { createHash, timingSafeEqual } from 'node:crypto';
import type { Verification } from '@perezvon/contracts-adapter';

export interface BasicCredentials {
  username: string;
  password: string;
}

/** Value of an `Authorization` header. */
export const basicAuth = ({ username, password }: BasicCredentials): string =>
  `Basic ${Buffer.from(`${username}:${password}`, 'utf8').toString('base64')}`;

/** Value of an `Authorization` header. */
export const bearerAuth = (token: string): string => `Bearer ${token}`;

const digest = (text: string | Uint8Array): Buffer => createHash('sha256').update(text).digest();

/** Compares digests, so that neither content nor length shows in the time taken. */
export const constantTimeEqual = (left: string | Uint8Array, right: string | Uint8Array): boolean =>
  timingSafeEqual(digest(left), digest(right));

/** Checks an `Authorization: Basic …` header; the scheme's case does not matter. Never throws, fails closed. */
export const verifyBasic = (header: string | undefined, expected: BasicCredentials): Verification => {
  if (header === undefined) return { ok: false, reason: 'authorization header missing' };
  const encoded = /^\s*basic\s+(\S+)\s*$/i.exec(header)?.[1];
  if (encoded === undefined) return { ok: false, reason: 'authorization is not Basic' };
  // The encoded texts are compared: decoding would also accept variants that only differ in unused bits.
  return constantTimeEqual(encoded, basicAuth(expected).slice('Basic '.length))
    ? { ok: true }
    : { ok: false, reason: 'wrong credentials' };
};

/** Checks an `Authorization: Bearer …` header; the scheme's case does not matter. Never throws, fails closed. */
export const verifyBearer = (header: string | undefined, token: string): Verification => {
  if (header === undefined) return { ok: false, reason: 'authorization header missing' };
  const given = /^\s*bearer\s+(\S+)\s*$/i.exec(header)?.[1];
  return given === undefined
    ? { ok: false, reason: 'authorization is not Bearer' }
    : verifyToken(given, token);
};

/** Checks a token that came in a header or a form field of its own. An empty expectation is never met. */
export const verifyToken = (given: string | undefined, expected: string): Verification =>
  verifyText({ given, expected, what: 'token' });

/** Compares a signature as text with the one computed, in constant time; case and encoding count. Fails closed. */
export const verifySignature = (given: string | undefined, expected: string): Verification =>
  verifyText({ given, expected, what: 'signature' });

interface Comparison {
  given: string | undefined;
  expected: string;
  what: string;
}

const verifyText = ({ given, expected, what }: Comparison): Verification => {
  if (given === undefined || given === '') return { ok: false, reason: `${what} missing` };
  return expected !== '' && constantTimeEqual(given, expected)
    ? { ok: true }
    : { ok: false, reason: `wrong ${what}` };
};
