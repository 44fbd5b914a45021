import { describe, expect, it } from 'vitest';
import { webhookBody } from './voicebox-webhook.ts';

const content = { callId: '17', phone: '79161234567', response: 'Отказ, ёж', guid: null };

describe('webhook body', () => {
  it('is the JSON of the scenario, with the guid only where the scenario sends it', () => {
    expect(JSON.parse(webhookBody(content, null).text)).toEqual({
      call_id: '17',
      number_b: '79161234567',
      response: 'Отказ, ёж',
    });
    expect(JSON.parse(webhookBody({ ...content, guid: 'g' }, null).text)).toMatchObject({ guid: 'g' });
  });

  it('is spoilt in the way asked for', () => {
    expect(JSON.parse(webhookBody(content, 'empty_response').text)).toMatchObject({ response: '' });
    expect(JSON.parse(webhookBody(content, 'numbers').text)).toMatchObject({
      call_id: 17,
      number_b: 79161234567,
    });
    expect(Object.keys(JSON.parse(webhookBody(content, 'extra_fields').text)).length).toBeGreaterThan(3);
    expect(() => JSON.parse(webhookBody(content, 'broken_json').text)).toThrow();
  });

  it('really is windows-1251 when it says so', () => {
    const { bytes, contentType } = webhookBody(content, 'cp1251');
    expect(contentType).toContain('windows-1251');
    expect(JSON.parse(new TextDecoder('windows-1251').decode(bytes))).toMatchObject({
      response: 'Отказ, ёж',
    });
    expect(() => new TextDecoder('utf-8', { fatal: true }).decode(bytes)).toThrow();
  });
});
