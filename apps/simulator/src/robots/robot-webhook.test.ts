import { describe, expect, it } from 'vitest';
import type { Malformation } from '../script.ts';
import { spoilWebhook, webhookText } from './robot-webhook.ts';

const inBody = (body: string) => ({
  method: 'POST',
  path: '',
  query: '',
  headers: { 'content-type': 'application/json' },
  body: Buffer.from(body),
});
const plain = '{"call_id":"17","number_b":"79161234567","response":"Отказ, ёж"}';

const spoil = (malformed: Malformation | null, { body = plain, word = null as string | null } = {}) => {
  const alteration = { malformed, word, wordField: 'response' };
  const webhook = spoilWebhook(inBody(body), alteration);
  return { ...webhook, text: webhookText(webhook, alteration) };
};

describe('a webhook in JSON', () => {
  it('goes as the provider made it, unless the script has a word of its own', () => {
    expect(spoil(null).text).toBe(plain);
    expect(JSON.parse(spoil(null, { word: 'Кто это?' }).text)).toMatchObject({ response: 'Кто это?' });
  });

  it('is spoilt in the way asked for', () => {
    expect(JSON.parse(spoil('empty_response').text)).toMatchObject({ response: '', call_id: '17' });
    expect(JSON.parse(spoil('numbers').text)).toMatchObject({ call_id: 17, number_b: 79161234567 });
    expect(Object.keys(JSON.parse(spoil('extra_fields').text)).length).toBeGreaterThan(3);
    expect(() => JSON.parse(spoil('broken_json').text)).toThrow();
  });

  it('really is windows-1251 when it says so', () => {
    const { body, headers, text } = spoil('cp1251');
    expect(headers['content-type']).toContain('windows-1251');
    expect(text).toBe(plain);
    expect(() => new TextDecoder('utf-8', { fatal: true }).decode(body)).toThrow();
  });

  it('keeps every digit of a long number', () => {
    const body = '{"call_id":575976245313000001,"type":"e"}';
    expect(spoil('extra_fields', { body }).text).toContain('575976245313000001');
  });
});

it('a webhook in a query is cut in half', () => {
  const webhook = {
    method: 'GET',
    path: '',
    query: 'call_id=1&event=2',
    headers: {},
    body: new Uint8Array(),
  };
  const alteration = { malformed: 'broken_json', word: null, wordField: undefined } as const;
  const spoilt = spoilWebhook(webhook, alteration);
  expect(spoilt.query).toBe('call_id=');
  expect(webhookText(spoilt, alteration)).toBe('call_id=');
});
