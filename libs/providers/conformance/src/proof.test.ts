import { describe, expect, test } from 'vitest';
import { proofOf, withChangedContent, withProof } from './proof.ts';

const request = {
  method: 'POST',
  path: '',
  query: '',
  headers: {},
  body: Buffer.from('json=%7B%7D12&sign=abc'),
};
const text = ({ body }: { body: Uint8Array }): string => Buffer.from(body).toString();
const place = { formField: 'sign' };

describe('the proof of a webhook', () => {
  test('in a header is read, replaced and taken away', () => {
    const signed = { ...request, headers: { 'x-sign': 'abc', host: 'h' } };
    expect(proofOf(signed, { header: 'X-Sign' })).toBe('abc');
    expect(withProof(signed, { header: 'X-Sign' }, 'abd').headers).toEqual({ 'x-sign': 'abd', host: 'h' });
    expect(withProof(signed, { header: 'X-Sign' }, null).headers).toEqual({ host: 'h' });
  });

  test('in a field of the form is read, replaced and taken away', () => {
    expect(proofOf(request, place)).toBe('abc');
    expect(text(withProof(request, place, 'a&d'))).toBe('json=%7B%7D12&sign=a%26d');
    expect(text(withProof(request, place, null))).toBe('json=%7B%7D12');
  });

  test('in a field of the query, too, where there is no body', () => {
    const asked = { ...request, body: Buffer.alloc(0), query: 'id=1&sign=abc' };
    expect(proofOf(asked, place)).toBe('abc');
    expect(withProof(asked, place, null).query).toBe('id=1');
  });

  test('stays as it was when the content is changed', () => {
    expect(withChangedContent(request, place).map(text)).toEqual(['json=%7B%7D13&sign=abc']);
    const bodies = withChangedContent(request, { header: 'x-sign' }).map(text);
    expect(bodies).toHaveLength(20);
    for (const body of bodies) expect(body).not.toBe(text(request));
  });
});
