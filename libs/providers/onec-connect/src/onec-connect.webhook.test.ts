import type { WebhookRequest } from '@perezvon/contracts-adapter';
import { basicAuth, bearerAuth } from '@perezvon/provider-kit';
import { describe, expect, test } from 'vitest';
import { expectedEvents } from './__fixtures__/expected-events.ts';
import webhooks from './__fixtures__/webhooks.json' with { type: 'json' };
import { onecConnectSettings } from './onec-connect.config.ts';
import { createOnecConnectWebhook } from './onec-connect.webhook.ts';

const webhook = (body: unknown): WebhookRequest => ({
  method: 'POST',
  path: '',
  query: '',
  headers: { 'content-type': 'application/json' },
  body: Buffer.from(JSON.stringify(body)),
});

const hookOf = (changes: object = {}) =>
  createOnecConnectWebhook(
    onecConnectSettings.parse({ username: 'login', password: 'password', ...changes }),
  );

describe('webhooks of 1C-Connect', () => {
  const parse = (body: unknown) => hookOf().parse(webhook(body));

  test('has an expectation for every fixture, and a fixture for every expectation', () => {
    expect(webhooks.map(({ name }) => name).toSorted()).toEqual(Object.keys(expectedEvents).toSorted());
  });

  test('both hooks of a line tell of a message by one key, another type of it by another', () => {
    const keyOf = (changes: object) => {
      const result = parse({ ...webhooks[0]!.body, ...changes });
      return result.ok ? result.events[0]?.key : undefined;
    };
    expect(keyOf({ event_source: 'line' })).toBe(keyOf({ event_source: 'bot' }));
    expect(keyOf({ message_type: 82 })).not.toBe(keyOf({}));
  });

  test.each([
    ['message_id', 'нет message_id или message_type'],
    ['message_type', 'нет message_id или message_type'],
    ['user_id', 'нет user_id'],
  ])('a message without its %s is unparsed, with the reason', (field, problem) => {
    expect(parse({ ...webhooks[0]!.body, [field]: null })).toEqual({ ok: false, problem });
  });

  test('a text that is too long, or could not be stored, is made fit', () => {
    const textOf = (words: string) => {
      const result = parse({ ...webhooks[0]!.body, text: words });
      const event = result.ok ? result.events[0] : undefined;
      return event?.type === 'message.received' ? event.text : undefined;
    };
    expect(textOf('я'.repeat(20_000))).toHaveLength(10_000);
    expect(textOf('а\u0000б\ud83d')).toBe('аб');
    expect(textOf(`${'я'.repeat(9_999)}😀`)).toBe('я'.repeat(9_999));
    expect(textOf('Спасибо 😀')).toBe('Спасибо 😀');
  });

  test('a bearer token proves a webhook as well', () => {
    const hook = hookOf({ backAuth: { type: 'bearer', token: 'webhook-token' } });
    const verify = (authorization: string) => hook.verify({ ...webhook({}), headers: { authorization } }).ok;
    expect(verify(bearerAuth('webhook-token'))).toBe(true);
    expect(verify(bearerAuth('webhook-tokem'))).toBe(false);
    expect(verify(basicAuth({ username: 'connect', password: 'webhook-password' }))).toBe(false);
  });
});
