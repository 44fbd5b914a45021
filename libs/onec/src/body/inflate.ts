import { brotliDecompressSync, gunzipSync, inflateRawSync, inflateSync } from 'node:zlib';
import type { ErrorCode } from '../messages.ts';

type Inflated =
  | { ok: true; bytes: Uint8Array; mismatch: boolean }
  | { ok: false; code: Extract<ErrorCode, 'too_large' | 'bad_gzip' | 'unsupported_encoding'> };

const isGzip = (bytes: Uint8Array): boolean => bytes[0] === 0x1f && bytes[1] === 0x8b;

const inflateEither = (bytes: Uint8Array, limit: { maxOutputLength: number }): Uint8Array =>
  ((bytes[0] ?? 0) & 0x0f) === 8 ? inflateSync(bytes, limit) : inflateRawSync(bytes, limit);

const unpackers: Readonly<Record<string, typeof inflateEither>> = {
  gzip: (bytes, limit) => gunzipSync(bytes, limit),
  deflate: inflateEither,
  br: (bytes, limit) => brotliDecompressSync(bytes, limit),
};

const unpack = (unpacker: typeof inflateEither, bytes: Uint8Array, maxBytes: number): Inflated => {
  try {
    return { ok: true, bytes: unpacker(bytes, { maxOutputLength: maxBytes }), mismatch: false };
  } catch (error) {
    const tooLarge = (error as NodeJS.ErrnoException).code === 'ERR_BUFFER_TOO_LARGE';
    return { ok: false, code: tooLarge ? 'too_large' : 'bad_gzip' };
  }
};

const unpackNamed = (bytes: Uint8Array, encoding: string, maxBytes: number): Inflated => {
  const unpacker = Object.hasOwn(unpackers, encoding) ? unpackers[encoding] : undefined;
  return unpacker === undefined
    ? { ok: false, code: 'unsupported_encoding' }
    : unpack(unpacker, bytes, maxBytes);
};

/**
 * Undoes Content-Encoding. zlib itself stops at `maxBytes` of output, so a bomb costs no more memory than a large body.
 * The first bytes decide about gzip: some proxies inflate and keep the header, some clients compress and forget it.
 */
export const inflate = (bytes: Uint8Array, contentEncoding: string | null, maxBytes: number): Inflated => {
  if (bytes.length > maxBytes) return { ok: false, code: 'too_large' };
  const encoding = contentEncoding === null ? '' : contentEncoding.trim().toLowerCase().replace(/^x-/, '');
  if (isGzip(bytes)) {
    const unpacked = unpackNamed(bytes, 'gzip', maxBytes);
    return unpacked.ok ? { ...unpacked, mismatch: encoding !== 'gzip' } : unpacked;
  }
  const isPlain = bytes.length === 0 || encoding === '' || encoding === 'identity';
  if (isPlain || encoding === 'gzip') return { ok: true, bytes, mismatch: !isPlain };
  return unpackNamed(bytes, encoding, maxBytes);
};
