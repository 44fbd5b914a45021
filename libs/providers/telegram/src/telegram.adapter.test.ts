import type { ChatFileIntent, ChatIntent, WebhookRequest } from '@perezvon/contracts-adapter';
import type { MessageEvent } from '@perezvon/contracts-events';
import { describeAdapter } from '@perezvon/provider-conformance';
import type { WebhookFixture } from '@perezvon/provider-conformance';
import { describe, expect, test } from 'vitest';
import updates from './__fixtures__/updates.json' with { type: 'json' };
import { adapter } from './telegram.adapter.ts';
import { createSimulator } from './telegram.simulator.ts';

const token = '500000001:AAfake_token-of-a-bot-0123456789';
const webhookSecret = 'webhook-secret_0123456789';
const settings = (origin: string) => ({ url: origin, token, webhookSecret });
const header = 'x-telegram-bot-api-secret-token';

const chat: ChatIntent = {
  lineId: null,
  userId: '900000001',
  authorId: null,
  text: 'Валерия Сергеевна, Вы придёте 4 июня?',
  keyboard: [
    [
      { id: 'visit:confirm', text: 'Приду' },
      { id: 'visit:decline', text: 'Не приду' },
    ],
    [{ id: 'visit:operator', text: 'Позвоните мне' }],
  ],
  isNotification: true,
};

const file: ChatFileIntent = {
  lineId: null,
  userId: '900000001',
  authorId: null,
  name: 'памятка "перед приёмом".pdf',
  contentType: 'application/pdf',
  comment: 'Памятка для Валерии Сергеевны',
  bytes: Buffer.from('%PDF-1.7\r\n--fake\r\n\u0000\u00ff', 'latin1'),
  isImage: false,
  isNotification: true,
};

const personal = [chat.userId, chat.text, 'Валери', 'памятка'];

const received = (key: string, facts: Partial<Extract<MessageEvent, { type: 'message.received' }>>) => ({
  type: 'message.received' as const,
  key,
  providerStatus: 'message',
  lineId: null,
  userId: '900000001',
  treatmentId: null,
  messageId: '',
  authorId: '900000001',
  text: null,
  attachment: null,
  at: null,
  ...facts,
});
const unknown = (key: string, providerStatus: string): MessageEvent => ({
  type: 'message.unknown',
  key,
  at: null,
  providerStatus,
});
const at = (second: number) => new Date(Date.UTC(2026, 5, 3, 9, 0, second));

/** By the name of the fixture. */
const expected: Readonly<Record<string, MessageEvent>> = {
  'a text': received('700000001', { messageId: '11', text: 'Приду 👍', at: at(5) }),
  'the command that opens a chat with a bot': received('700000002', {
    messageId: '12',
    text: '/start 7f3a',
    at: at(6),
  }),
  'a document with a caption': received('700000003', {
    messageId: '13',
    text: 'Мой анализ',
    attachment: { fileId: 'BQACAgIAAxkBAAIBfakeDocument', name: 'анализ.pdf', size: 48_213 },
    at: at(7),
  }),
  'a picture in several sizes': received('700000004', {
    messageId: '14',
    attachment: { fileId: 'AgACAgIAAxkBAAIBfakeLarge', name: null, size: 96_241 },
    at: at(8),
  }),
  'somebody in a group': received('700000005', {
    userId: '-1001900000003',
    authorId: '900000002',
    messageId: '15',
    text: 'Добрый день',
    at: at(9),
  }),
  'a pressed button': received('700000006', {
    providerStatus: 'callback_query',
    messageId: '4382bfdwdsb323b2d9',
    text: 'visit:confirm',
  }),
  'a message that was changed afterwards': unknown('700000007', 'edited_message'),
  'a voice, which is neither text nor file to us': unknown('700000008', 'message'),
  'the person blocked the bot': unknown('700000009', 'my_chat_member'),
};

const requestOf = (body: unknown): WebhookRequest => ({
  method: 'POST',
  path: '',
  query: '',
  headers: { 'content-type': 'application/json' },
  body: Buffer.from(JSON.stringify(body)),
});

const fixtures = updates.map(({ name, body }): WebhookFixture => {
  const event = expected[name];
  return { name, request: requestOf(body), events: event === undefined ? [] : [event] };
});

const error = (status: number, description: string, parameters?: object) => ({
  status,
  body: JSON.stringify({ ok: false, error_code: status, description, parameters }),
});
const errorCase = (name: string, reply: { status: number; body: string }, result: object) => ({
  name,
  reply,
  expected: { kind: 'refused', ...result },
});

const replies = [
  errorCase('wait', error(429, 'Too Many Requests: retry after 35', { retry_after: 35 }), {
    reason: 'rate_limited',
    retryAfterMs: 35_000,
  }),
  errorCase('blocked by the person', error(403, 'Forbidden: bot was blocked by the user'), {
    reason: 'not_allowed',
  }),
  errorCase('no such chat', error(400, 'Bad Request: chat not found'), { reason: 'not_allowed' }),
  errorCase(
    'the group has moved',
    error(400, 'Bad Request: group chat was upgraded to a supergroup chat', {
      migrate_to_chat_id: -1001900000003,
    }),
    { reason: 'not_allowed', detail: 'Telegram 400: группа переехала в супергруппу' },
  ),
  errorCase('another bad request', error(400, 'Bad Request: message text is empty'), {
    reason: 'invalid_request',
  }),
  errorCase('a revoked token', error(401, 'Unauthorized'), { reason: 'unauthorized' }),
  errorCase('a token that never was one', error(404, 'Not Found'), { reason: 'unauthorized' }),
  errorCase('too large', error(413, 'Request Entity Too Large'), { reason: 'invalid_request' }),
  {
    name: 'a fault inside Telegram',
    reply: error(500, 'Internal Server Error'),
    expected: { kind: 'unclear' },
  },
];

const statuses = { 403: { kind: 'refused', reason: 'not_allowed' } };

describeAdapter(adapter, {
  settings,
  requiredSettings: ['token', 'webhookSecret'],
  secretSettings: ['token', 'webhookSecret'],
  badSettings: [
    { name: 'an address that is no http(s)', change: { url: 'ftp://telegram' }, path: 'url' },
    {
      name: 'a token without its number',
      change: { token: 'AAfake_token-of-a-bot-0123456789' },
      path: 'token',
    },
    { name: 'a token with a path', change: { token: `${token}/getMe` }, path: 'token' },
    {
      name: 'a secret Telegram would not take',
      change: { webhookSecret: 'секрет'.repeat(5) },
      path: 'webhookSecret',
    },
    { name: 'too many connections', change: { maxConnections: 101 }, path: 'maxConnections' },
    { name: 'another keyboard', change: { keyboard: 'piano' }, path: 'keyboard' },
  ],
  simulator: createSimulator,
  webhook: {
    security: {
      kind: 'signed',
      otherSecret: (origin) => ({ ...settings(origin), webhookSecret: 'another-secret_0123456789' }),
      sign: (request) => ({ ...request, headers: { ...request.headers, [header]: webhookSecret } }),
      proof: { header },
      coversBody: false,
    },
    fixtures,
    unknownStatus: requestOf({ update_id: 700_000_010, message_reaction_count: { total: 1 } }),
  },
  operations: [
    {
      method: 'sendChat',
      name: 'a text with buttons',
      kind: 'act',
      run: (instance) => instance.sendChat!(chat),
      expected: { kind: 'sent', messageId: '2' },
      effects: [
        {
          method: 'sendMessage',
          chatId: chat.userId,
          text: chat.text,
          markup: {
            inline_keyboard: [
              [
                { text: 'Приду', callback_data: 'visit:confirm' },
                { text: 'Не приду', callback_data: 'visit:decline' },
              ],
              [{ text: 'Позвоните мне', callback_data: 'visit:operator' }],
            ],
          },
        },
      ],
      personal,
      replies,
      statuses,
    },
    {
      method: 'sendChat',
      name: 'a bare text to a group',
      kind: 'act',
      run: (instance) => instance.sendChat!({ ...chat, userId: '-1001900000003', keyboard: null }),
      expected: { kind: 'sent', messageId: '4' },
      effects: [{ chatId: '-1001900000003', markup: null }],
      personal,
      statuses,
    },
    {
      method: 'sendChatFile',
      name: 'a document with a caption',
      kind: 'act',
      run: (instance) => instance.sendChatFile!(file),
      expected: { kind: 'sent', messageId: '2' },
      effects: [
        {
          method: 'sendDocument',
          chatId: file.userId,
          fileName: 'памятка %22перед приёмом%22.pdf',
          contentType: 'application/pdf',
          bytes: file.bytes.length,
          caption: file.comment,
        },
      ],
      personal,
      replies,
      statuses,
    },
    {
      method: 'sendChatFile',
      name: 'a picture without a caption',
      kind: 'act',
      run: (instance) =>
        instance.sendChatFile!({
          ...file,
          name: 'схема.png',
          contentType: 'image/png',
          comment: null,
          isImage: true,
        }),
      expected: { kind: 'sent' },
      effects: [{ method: 'sendPhoto', fileName: 'схема.png', contentType: 'image/png', caption: '' }],
      personal,
      statuses,
    },
    {
      method: 'setUpWebhook',
      name: 'our address with its token',
      kind: 'act',
      run: (instance) => instance.setUpWebhook!('https://hub.clinic.example/hooks/bot/hook-token'),
      expected: { kind: 'done' },
      effects: [
        {
          url: 'https://hub.clinic.example/hooks/bot/hook-token',
          secretToken: webhookSecret,
          connections: 40,
          updates: ['message', 'edited_message', 'callback_query'],
        },
      ],
      personal: ['hook-token'],
      statuses,
    },
  ],
});

describe('telegram', () => {
  /** An instance whose requests are only remembered. */
  const instanceOf = (changes: object = {}) => {
    const sent: { url: string; body: string }[] = [];
    const instance = adapter.create(adapter.settings.parse({ ...settings('http://telegram'), ...changes }), {
      http: {
        send: async ({ url, body = '' }) => {
          sent.push({ url, body: Buffer.from(body).toString('utf8') });
          return { kind: 'reply', status: 200, headers: {}, body: '{"ok":true,"result":{"message_id":7}}' };
        },
        open: () => Promise.reject(new Error('not in this test')),
        close: () => undefined,
      },
      clock: () => new Date(0),
    });
    return { instance, sent };
  };

  test('has an expectation for every fixture, and a fixture for every expectation', () => {
    expect(updates.map(({ name }) => name).toSorted()).toEqual(Object.keys(expected).toSorted());
  });

  test.each([
    ['a text of 4097 characters', { text: 'ё'.repeat(4097) }],
    ['an empty text', { text: ' ' }],
    ['a line, which a bot has not', { lineId: 'line-1' }],
    ['no chat', { userId: '' }],
    ['a button whose id is longer than 64 bytes', { keyboard: [[{ id: 'ё'.repeat(33), text: 'Да' }]] }],
    ['a button without an id', { keyboard: [[{ id: '', text: 'Да' }]] }],
  ])('%s is refused before anything is sent', async (_name, change) => {
    const { instance, sent } = instanceOf();
    expect(await instance.sendChat!({ ...chat, ...change })).toMatchObject({
      kind: 'refused',
      reason: 'invalid_request',
    });
    expect(sent).toEqual([]);
  });

  test('a text of 4096 characters is sent', async () => {
    const { instance, sent } = instanceOf();
    expect(await instance.sendChat!({ ...chat, text: 'ё'.repeat(4096) })).toMatchObject({ kind: 'sent' });
    expect(sent).toHaveLength(1);
  });

  test.each([
    ['an empty file', { bytes: new Uint8Array() }],
    ['a caption of 1025 characters', { comment: 'ё'.repeat(1025) }],
    ['a line, which a bot has not', { lineId: 'line-1' }],
  ])('%s is refused before anything is sent', async (_name, change) => {
    const { instance, sent } = instanceOf();
    expect(await instance.sendChatFile!({ ...file, ...change })).toMatchObject({ reason: 'invalid_request' });
    expect(sent).toEqual([]);
  });

  test('a picture too large to be one goes as a document', async () => {
    const { instance, sent } = instanceOf();
    await instance.sendChatFile!({ ...file, isImage: true, bytes: new Uint8Array(10 * 1024 * 1024 + 1) });
    expect(sent[0]?.url).toBe(`http://telegram/bot${token}/sendDocument`);
  });

  test('a reply keyboard shows the words only, and any length of id is no harm', async () => {
    const { instance, sent } = instanceOf({ keyboard: 'reply' });
    await instance.sendChat!({ ...chat, keyboard: [[{ id: 'ё'.repeat(100), text: 'Приду' }]] });
    expect(JSON.parse(sent[0]?.body ?? '')).toMatchObject({
      reply_markup: { keyboard: [[{ text: 'Приду' }]], one_time_keyboard: true, resize_keyboard: true },
    });
  });

  test('an own Bot API server may lie under a path', async () => {
    const { instance, sent } = instanceOf({ url: 'http://bots.local:8081/telegram/' });
    await instance.sendChat!(chat);
    expect(sent[0]?.url).toBe(`http://bots.local:8081/telegram/bot${token}/sendMessage`);
  });

  test('a pressed button is answered in the reply to its webhook, anything else is only acknowledged', () => {
    const { webhook } = instanceOf().instance;
    const bodyOf = (name: string) => {
      const { request } = fixtures.find((fixture) => fixture.name === name)!;
      return JSON.parse(webhook!.reply(request).body) as unknown;
    };
    expect(bodyOf('a pressed button')).toEqual({
      method: 'answerCallbackQuery',
      callback_query_id: '4382bfdwdsb323b2d9',
    });
    expect(bodyOf('a text')).toEqual({});
  });

  test('what is no update is unparsed, with the reason; an update without content is unknown', () => {
    const { webhook } = instanceOf().instance;
    expect(webhook!.parse(requestOf({ message: {} }))).toEqual({
      ok: false,
      problem: 'тело не обновление Telegram: нет update_id',
    });
    expect(webhook!.parse(requestOf({ update_id: 1, message: { chat: 5 } }))).toEqual({
      ok: true,
      events: [unknown('1', 'message')],
    });
    expect(webhook!.parse(requestOf({ update_id: 1 }))).toMatchObject({
      events: [{ type: 'message.unknown' }],
    });
  });
});
