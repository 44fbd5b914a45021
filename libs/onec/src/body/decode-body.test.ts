import { brotliCompressSync, deflateRawSync, deflateSync, gzipSync } from 'node:zlib';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { decodeText } from './charset.ts';
import { decodeBody } from './decode-body.ts';
import type { BodyInput, BodyResult } from './decode-body.ts';

const decode = (bytes: Uint8Array | string, input: Partial<BodyInput> = {}): BodyResult =>
  decodeBody({
    bytes: typeof bytes === 'string' ? Buffer.from(bytes, 'utf8') : bytes,
    contentType: 'application/json',
    contentEncoding: null,
    legacyCp1251: false,
    maxBytes: 10_000,
    ...input,
  });

const cp1251 = Buffer.from('7b2261223a22c0ebb8ede0227d', 'hex');

describe('decodeBody and compression', () => {
  it('stops inflating a bomb at the limit', () => {
    const bomb = gzipSync(Buffer.alloc(50_000_000, 0x20));
    expect(bomb.length).toBeLessThan(100_000);
    expect(decode(bomb, { contentEncoding: 'gzip', maxBytes: 200_000 })).toMatchObject({
      ok: false,
      error: { code: 'too_large', field: null },
    });
  });

  it('refuses a plain body over the limit and takes one at the limit', () => {
    expect(decode(`"${'a'.repeat(9_998)}"`)).toMatchObject({ ok: true });
    expect(decode(`"${'a'.repeat(9_999)}"`)).toMatchObject({ ok: false, error: { code: 'too_large' } });
  });

  it('takes gzip under any name, deflate with and without its header, and brotli', () => {
    const json = Buffer.from('{"a":1}');
    const bodies: [Uint8Array, string][] = [
      [gzipSync(json), 'x-gzip'],
      [gzipSync(json), ' GZIP '],
      [deflateSync(json), 'deflate'],
      [deflateRawSync(json), 'deflate'],
      [brotliCompressSync(json), 'br'],
    ];
    for (const [bytes, contentEncoding] of bodies) {
      expect(decode(bytes, { contentEncoding })).toEqual({ ok: true, value: { a: 1 }, warnings: [] });
    }
  });

  it('trusts the bytes where the header and the body disagree about gzip, and says so', () => {
    const expected = { ok: true, value: { a: 1 }, warnings: [{ code: 'compression_mismatch' }] };
    expect(decode('{"a":1}', { contentEncoding: 'gzip' })).toMatchObject(expected);
    expect(decode(gzipSync('{"a":1}'))).toMatchObject(expected);
  });

  it('names damaged and unknown compression', () => {
    const damaged = gzipSync('{"a":1}').subarray(0, 15);
    expect(decode(damaged, { contentEncoding: 'gzip' })).toMatchObject({ error: { code: 'bad_gzip' } });
    expect(decode('{}', { contentEncoding: 'zstd' })).toMatchObject({
      error: { code: 'unsupported_encoding', message: expect.stringContaining('zstd') },
    });
  });
});

describe('decodeBody and encodings', () => {
  it('reads UTF-16 of both orders, with and without a BOM', () => {
    const little = Buffer.from('{"a":"Ё"}', 'utf16le');
    const big = Buffer.from(little).swap16();
    for (const bytes of [little, big, Buffer.concat([Buffer.from('feff', 'hex'), big])]) {
      expect(decode(bytes, { contentType: 'application/json;charset=UTF-16' })).toMatchObject({
        value: { a: 'Ё' },
      });
    }
  });

  it('reads every spelling of windows-1251', () => {
    for (const charset of ['windows-1251', 'CP1251', 'cp-1251', '"Windows-1251"', 'win-1251']) {
      expect(decode(cp1251, { contentType: `text/plain charset=${charset}` })).toMatchObject({
        value: { a: 'Алёна' },
      });
    }
  });

  it('believes a declared UTF-8 even of an infobase that opted in to windows-1251', () => {
    const result = decode(cp1251, { contentType: 'application/json; charset=utf8', legacyCp1251: true });
    expect(result).toMatchObject({ ok: false, error: { code: 'bad_encoding' } });
  });

  it('takes UTF-8 under a Latin-1 or unknown charset', () => {
    expect(decode('{"a":"Ё"}', { contentType: 'text/plain; charset=ISO-8859-1' })).toMatchObject({
      value: { a: 'Ё' },
    });
    expect(decode('{"a":"Ё"}', { contentType: 'a/b; charset=klingon' })).toMatchObject({
      value: { a: 'Ё' },
      warnings: [{ code: 'charset_unknown' }],
    });
  });

  it('reads percent-encoded windows-1251 of a form without a replacement character', () => {
    const form = (declared: string): BodyResult =>
      decode('x=1&json=%7B%22a%22%3A%22%C0%EB%B8%ED%E0+1%22%7D', {
        contentType: `application/x-www-form-urlencoded${declared}`,
      });
    expect(form('; charset=windows-1251')).toMatchObject({ value: { a: 'Алёна 1' } });
    expect(form('')).toMatchObject({ error: { code: 'bad_encoding' } });
  });

  it('takes plain JSON under the Content-Type of a form', () => {
    expect(decode('{"a":"b=c&json"}', { contentType: 'application/x-www-form-urlencoded' })).toMatchObject({
      value: { a: 'b=c&json' },
    });
  });

  it('never yields a replacement character for bytes that are no text', () => {
    fc.assert(
      fc.property(fc.uint8Array({ minLength: 1, maxLength: 40 }), (noise) => {
        const bytes = Buffer.concat([Buffer.from('{"a":"'), noise, Buffer.from('"}')]);
        fc.pre(!Buffer.from(noise).includes(Buffer.from('efbfbd', 'hex')) && !noise.includes(0x5c));
        const result = decode(bytes);
        if (result.ok) expect(JSON.stringify(result.value)).not.toContain('\ufffd');
      }),
    );
  });
});

describe('decodeBody and JSON', () => {
  it('ignores NULs, blanks, line breaks and BOMs behind and before the JSON', () => {
    expect(decode('\ufeff \r\n\ufeff{"a":1}\r\n\0\0 \n')).toEqual({
      ok: true,
      value: { a: 1 },
      warnings: [],
    });
    expect(decode(' \r\n')).toEqual({ ok: true, value: {}, warnings: [] });
  });

  it('refuses what is no JSON in Russian', () => {
    expect(decode('{"a":')).toEqual({
      ok: false,
      error: { code: 'bad_json', message: 'Тело запроса не является правильным JSON', field: null },
    });
  });

  it('allows 64 levels and refuses 65, brackets inside strings not counted', () => {
    const nested = (levels: number): string => '['.repeat(levels) + ']'.repeat(levels);
    expect(decode(nested(64))).toMatchObject({ ok: true });
    expect(decode(nested(65))).toMatchObject({ ok: false, error: { code: 'too_deep' } });
    const mixed = (pairs: number): string => '[{"a":'.repeat(pairs) + '[]' + '}]'.repeat(pairs);
    expect(decode(mixed(31))).toMatchObject({ ok: true });
    expect(decode(mixed(32))).toMatchObject({ ok: false, error: { code: 'too_deep' } });
    expect(decode(JSON.stringify(`\\"${'['.repeat(100)}`))).toMatchObject({ ok: true });
  });

  it('survives a million brackets', () => {
    const bytes = Buffer.alloc(2_000_000, '[{"a":');
    expect(decode(bytes, { maxBytes: 3_000_000 })).toMatchObject({ error: { code: 'too_deep' } });
  });

  it('removes what PostgreSQL cannot store: escaped NULs and half surrogate pairs', () => {
    expect(decode('{"a\\u0000":["x\\u0000y","\\ud83d","😀"]}')).toMatchObject({
      value: { a: ['xy', '\ufffd', '😀'] },
      warnings: [{ code: 'text_repaired' }],
    });
    expect(decode('{"a":"\\ud83d\\ude00 \\\\u0000"}')).toEqual({
      ok: true,
      value: { a: '😀 \\u0000' },
      warnings: [],
    });
  });

  it('keeps a hostile key an ordinary key', () => {
    const result = decode('{"__proto__":{"polluted":"\\u0000yes"}}');
    expect(result.ok && Object.getPrototypeOf(result.value)).toBe(Object.prototype);
    expect(({} as Record<string, unknown>)['polluted']).toBeUndefined();
  });

  it('never throws, whatever the bytes and headers', () => {
    const header = fc.oneof(
      fc.constantFrom(
        null,
        'gzip',
        'deflate',
        'br',
        'charset=utf-16',
        'charset=windows-1251',
        'x-www-form-urlencoded',
      ),
      fc.string(),
    );
    fc.assert(
      fc.property(
        fc.uint8Array({ maxLength: 200 }),
        fc.record({ contentType: header, contentEncoding: header, legacyCp1251: fc.boolean() }),
        (bytes, input) => {
          expect(typeof decode(bytes, input).ok).toBe('boolean');
        },
      ),
      { numRuns: 1_000 },
    );
  });

  it('gives back any JSON value it is sent', () => {
    fc.assert(
      fc.property(fc.jsonValue({ maxDepth: 5 }), (value) => {
        const text = JSON.stringify(value);
        fc.pre(!/\\u|\p{Surrogate}|\ufffd/u.test(text));
        expect(decode(text, { maxBytes: 1_000_000 })).toMatchObject({ ok: true, value: JSON.parse(text) });
      }),
    );
  });
});

describe('decodeText', () => {
  it('strips BOMs and reads replies in UTF-8, UTF-16 and windows-1251', () => {
    expect(decodeText(Buffer.from('\ufeff\ufeffДа'), null)).toBe('Да');
    expect(decodeText(Buffer.from('\ufeffДа', 'utf16le'), 'text/plain')).toBe('Да');
    expect(decodeText(Buffer.from('c4e0', 'hex'), 'text/plain')).toBe('Да');
    expect(decodeText(Buffer.from('c4e0', 'hex'), 'text/plain; charset=utf-8')).toBe('Да');
    expect(decodeText(Buffer.alloc(0), null)).toBe('');
  });
});
