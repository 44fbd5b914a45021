import { describe, expect, it } from 'vitest';
import { checkSignature } from './onec-signature.ts';

/** The example of the Standard Webhooks specification, and the same message with a Russian body. */
const secret = 'whsec_MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSw';
const headers = {
  'webhook-id': 'msg_p5jXN8AQM9LWM0D4loKWxJek',
  'webhook-timestamp': '1614265330',
  'webhook-signature': 'v1,d3Jvbmc= v1,g0hM9SsE+OTPJTGt/tmIKtSyZlE3uFJELVlNIOLJ1OE=',
};
const russian = { 'webhook-signature': 'v1,lrX6pyLI/TBdtM884ch0/JjxANtRBXaGevu3ielsZzM=' };
const body = '{"test": 2432232314}';
const now = new Date(1614265330_000);

const check = (changes: object = {}, { at = now, text = body } = {}) =>
  checkSignature({ headers: { ...headers, ...changes }, body: Buffer.from(text) }, secret, at);

describe('Standard Webhooks signature', () => {
  it('agrees with the published example, several signatures in one header included', () => {
    expect(check()).toBe('valid');
    expect(check(russian, { text: '{"имя":"ё"}' })).toBe('valid');
  });

  it('refuses a changed byte, id or time, another secret and an old message', () => {
    expect(check({}, { text: `${body} ` })).toBe('invalid');
    expect(check({ 'webhook-id': 'msg-2' })).toBe('invalid');
    expect(check({ 'webhook-timestamp': '1614265331' })).toBe('invalid');
    expect(checkSignature({ headers, body: Buffer.from(body) }, 'whsec_AAAA', now)).toBe('invalid');
    expect(check({}, { at: new Date(now.getTime() + 301_000) })).toBe('invalid');
  });

  it('tells a missing signature from one that nobody asked to check', () => {
    expect(check({ 'webhook-id': undefined })).toBe('missing');
    expect(check({ 'webhook-signature': undefined })).toBe('missing');
    expect(checkSignature({ headers, body: Buffer.from(body) }, null, now)).toBe('unchecked');
  });
});
