import { createHash, timingSafeEqual } from 'node:crypto';
import type { Verification } from '@perezvon/contracts-adapter';

export interface BasicCredentials {
  username: string;
  password: string;
}

/** Value of an `Authorization` header. */
export const basicAuth = ({ username, password }: BasicCredentials): string =>
  `Basic ${Buffer.from(`${username}:${password}`, 'utf8').toString('base64')}`;

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
