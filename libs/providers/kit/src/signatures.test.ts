import { createHash, generateKeyPairSync, sign } from 'node:crypto';
import { describe, expect, test } from 'vitest';
import {
  hmacSignature,
  keyBodySaltSha256,
  sortedValuesMd5,
  urlFormHmacSha1,
  verifyEd25519,
} from './signatures.ts';

const sipuni = (fields: Record<string, string>) =>
  sortedValuesMd5({ fields, user: '012345', secret: 'secret-key' });

describe('Sipuni: MD5 of the sorted values', () => {
  test('of callback/call_number, in whatever order the fields come', () => {
    const hash = '91637c0b528967e7b64e66cd3ca08fed';
    expect(sipuni({ antiaon: '0', phone: '79031234567', reverse: '0', sipnumber: '101' })).toBe(hash);
    expect(sipuni({ sipnumber: '101', reverse: '0', phone: '79031234567', antiaon: '0' })).toBe(hash);
  });

  test('of callback/call_tree, short and with callAttemptTime', () => {
    const fields = { phone: '79031234567', reverse: '0', sipnumber: '101', tree: '000123' };
    expect(sipuni(fields)).toBe('45ea84b1580f8c2219289a3ebb6fadd2');
    expect(sipuni({ ...fields, callAttemptTime: '30' })).toBe('c0b7386455fed5f62ac985a40dd1764e');
  });

  test('of statistic/record', () => {
    expect(sipuni({ id: '123456' })).toBe('60bf040885c77b58a44a3b5d82f40143');
  });

  test('of statistic/export, where an absent value is an empty text', () => {
    const values = ['1', '0', '01.02.2024', '', '0', '02.02.2024', '', '', '', '0'];
    const fields = Object.fromEntries(values.map((value, index) => [`field${index}`, value]));
    expect(sipuni(fields)).toBe('66a9b09c472c8c71edb647e6a8dfa57f');
  });
});

describe('Mango: SHA-256 of key, body and salt', () => {
  const mango = (body: string) => keyBodySaltSha256({ key: 'mango-key', body, salt: 'mango-salt' });

  test('of a command, over the exact JSON that is sent', () => {
    const body = '{"command_id":"cmd-1","from":{"extension":"123"},"to_number":"74955404444"}';
    expect(mango(body)).toBe('cb44836b71649a2e12e0cea829f2ddb0cbcaa268c7a82a4d6d2868689d87f2cf');
    expect(mango(body.replace(',', ', '))).not.toBe(mango(body));
  });

  test('of a link to a recording, over its time and id', () => {
    expect(mango('1700000000REC1')).toBe('bc5694265d582deb000852eb36fcef5db843c9b51220a2d9c547592a989bc532');
  });
});

describe('Zadarma: base64 of the hexadecimal HMAC-SHA1', () => {
  const zadarma = (text: string) =>
    hmacSignature({ algorithm: 'sha1', key: 'secret', text, encoding: 'base64-of-hex' });

  test('of a request', () => {
    const query = 'format=json&from=100&to=79031234567';
    const digest = createHash('md5').update(query).digest('hex');
    expect(zadarma(`/v1/request/callback/${query}${digest}`)).toBe(
      'ZWRjNDZjYTg5ZjQ4MzMxN2QxZmI3YzNiODg1YjcyOGIzNmE5NTA0MA==',
    );
  });

  test('of a webhook', () => {
    expect(zadarma('79031234567749500000002026-01-02 10:00:00')).toBe(
      'NzNjMzY0ZWJiZjk1YTVjZTdiOGEyZDZlNzBiNjJjODBlNDc4ZTA5YQ==',
    );
  });
});

test('Twilio: base64 HMAC-SHA1 of the URL and the sorted form', () => {
  const signature = (fields: Record<string, string>) =>
    urlFormHmacSha1({ url: 'https://example.com/hook/twilio', fields, secret: 'authtoken' });
  const expected = 'DTsaaY4RkBJVOxm2C6+j5tLKH0Y=';
  expect(signature({ CallSid: 'CA1', CallStatus: 'completed', To: '+79031234567' })).toBe(expected);
  expect(signature({ To: '+79031234567', CallStatus: 'completed', CallSid: 'CA1' })).toBe(expected);
});

test('HMAC-SHA256 in hex and base64, of text and of bytes (RFC 4231, case 2)', () => {
  const input = { algorithm: 'sha256', key: 'Jefe', text: 'what do ya want for nothing?' } as const;
  const hex = '5bdcc146bf60754e6a042426089575c75a003f089d2739839dec58b964ec3843';
  expect(hmacSignature({ ...input, encoding: 'hex' })).toBe(hex);
  expect(hmacSignature({ ...input, text: Buffer.from(input.text), encoding: 'base64' })).toBe(
    Buffer.from(hex, 'hex').toString('base64'),
  );
});

describe('Ed25519', () => {
  // RFC 8032, section 7.1, test 2.
  const publicKey = '3d4017c3e843895a92b70aa74d1b7ebc9c982ccf2ec4968cc0cd55f12af4660c';
  const message = Buffer.from('72', 'hex');
  const signature =
    '92a009a9f0d4cab8720e820b5f642540a2b27b5416503f8fb3762223ebdb69da' +
    '085ac1e43e15996e458f3613d0f11d8c387b2eaeb4302aeeb00d291612bb0c00';

  test('accepts the vector of RFC 8032 as hex, as base64 and raw', () => {
    const key = Buffer.from(publicKey, 'hex');
    const raw = Buffer.from(signature, 'hex');
    expect(verifyEd25519({ publicKey, message, signature })).toEqual({ ok: true });
    expect(verifyEd25519({ publicKey: key, message, signature: raw })).toEqual({ ok: true });
    expect(
      verifyEd25519({
        publicKey: key.toString('base64'),
        message: 'r',
        signature: raw.toString('base64'),
      }),
    ).toEqual({ ok: true });
  });

  test('verifies what node signs', () => {
    const pair = generateKeyPairSync('ed25519');
    const key = pair.publicKey.export({ format: 'der', type: 'spki' }).subarray(-32);
    const signed = sign(null, Buffer.from('Привет'), pair.privateKey);
    expect(verifyEd25519({ publicKey: key, message: 'Привет', signature: signed })).toEqual({ ok: true });
    expect(verifyEd25519({ publicKey: key, message: 'Пока', signature: signed }).ok).toBe(false);
  });

  test('refuses any other key, message or signature, and never throws', () => {
    const flipped = signature.replace('92', '93');
    const wrong = [
      { publicKey, message, signature: flipped },
      { publicKey, message: 's', signature },
      { publicKey: publicKey.replace('3d', '3e'), message, signature },
      { publicKey, message, signature: undefined },
      { publicKey, message, signature: '' },
      { publicKey, message, signature: 'nonsense' },
      { publicKey: '', message, signature },
      { publicKey: 'nonsense', message, signature },
    ];
    for (const input of wrong) expect(verifyEd25519(input).ok, JSON.stringify(input)).toBe(false);
  });
});
