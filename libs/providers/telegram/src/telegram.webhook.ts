import type { ParseResult, Webhook, WebhookReply, WebhookRequest } from '@perezvon/contracts-adapter';
import type { MessageEvent } from '@perezvon/contracts-events';
import { decodeText, readJson, verifyToken } from '@perezvon/provider-kit';
import { z } from 'zod';
import type { TelegramSettings } from './telegram.config.ts';

/**
 * Updates of the Bot API, one per webhook, with our secret in a header. Telegram repeats an update until it hears a success;
 * `update_id` tells repetitions.
 */
export const createTelegramWebhook = ({ webhookSecret }: TelegramSettings): Webhook => ({
  verify: ({ headers }) => verifyToken(headers['x-telegram-bot-api-secret-token'], webhookSecret),
  parse,
  reply,
});

const identifier = z
  .union([z.string(), z.number()])
  .transform(String)
  .pipe(z.string().trim().min(1).max(200));

const party = z.object({ id: identifier });

const file = z.object({
  file_id: identifier,
  file_name: z.string().nullish().catch(null),
  file_size: z.coerce.number().int().nonnegative().nullish().catch(null),
});

const messageSchema = z.object({
  message_id: identifier,
  /** Unix time, seconds. */
  date: z.coerce.number().positive().max(1e11).nullish().catch(null),
  chat: party,
  from: party.nullish().catch(null),
  text: z.string().nullish().catch(null),
  caption: z.string().nullish().catch(null),
  document: file.nullish().catch(null),
  /** The same picture in several sizes. */
  photo: z.array(file).nullish().catch(null),
});
type Message = z.output<typeof messageSchema>;

const pressSchema = z.object({
  id: identifier,
  from: party,
  data: z.string(),
  message: z.object({ chat: party }).nullish().catch(null),
});
type Press = z.output<typeof pressSchema>;

const updateSchema = z.looseObject({ update_id: identifier });
type Update = z.output<typeof updateSchema>;

const updateOf = ({ body, headers }: WebhookRequest): Update | null => {
  const json = readJson(decodeText(body, headers['content-type']));
  const update = updateSchema.safeParse(json.ok ? json.value : null);
  return update.success ? update.data : null;
};

const parse = (request: WebhookRequest): ParseResult => {
  const update = updateOf(request);
  if (update === null) return { ok: false, problem: 'тело не обновление Telegram: нет update_id' };
  return { ok: true, events: [eventOf(update)] };
};

const eventOf = (update: Update): MessageEvent => {
  const message = messageSchema.safeParse(update['message']);
  const received = message.success ? receivedOf(update.update_id, message.data) : null;
  if (received !== null) return received;
  const press = pressSchema.safeParse(update['callback_query']);
  if (press.success) return pressedOf(update.update_id, press.data);
  return { type: 'message.unknown', key: update.update_id, at: null, providerStatus: kindOf(update) };
};

/** Text or a caption, a document or a picture; anything else (a voice, a sticker, somebody joined) is nothing we act on. */
const receivedOf = (key: string, message: Message): MessageEvent | null => {
  const text = message.text ?? message.caption ?? null;
  const attachment = attachmentOf(message);
  if (text === null && attachment === null) return null;
  return {
    type: 'message.received',
    key,
    at: typeof message.date === 'number' ? new Date(message.date * 1000) : null,
    providerStatus: 'message',
    lineId: null,
    userId: message.chat.id,
    treatmentId: null,
    messageId: message.message_id,
    authorId: message.from?.id ?? null,
    text: text?.slice(0, 10_000) ?? null,
    attachment,
  };
};

const attachmentOf = ({ document, photo }: Message) => {
  const largest = photo?.toSorted((left, right) => (right.file_size ?? 0) - (left.file_size ?? 0))[0];
  const found = document ?? largest;
  return found === undefined
    ? null
    : {
        fileId: found.file_id,
        name: found.file_name?.slice(0, 300) ?? null,
        size: found.file_size ?? null,
      };
};

/** A button under a message; `data` is the id it was sent with. The message's date is not that of the press. */
const pressedOf = (key: string, press: Press): MessageEvent => ({
  type: 'message.received',
  key,
  at: null,
  providerStatus: 'callback_query',
  lineId: null,
  userId: press.message?.chat.id ?? press.from.id,
  treatmentId: null,
  messageId: press.id,
  authorId: press.from.id,
  text: press.data.slice(0, 10_000),
  attachment: null,
});

const kinds = [
  'message',
  'edited_message',
  'channel_post',
  'edited_channel_post',
  'callback_query',
  'inline_query',
  'poll',
  'poll_answer',
  'my_chat_member',
  'chat_member',
  'chat_join_request',
];

const kindOf = (update: Update): string => {
  const kind =
    kinds.find((name) => name in update) ?? Object.keys(update).find((name) => name !== 'update_id');
  return kind?.slice(0, 200) ?? 'пустое обновление';
};

/** A 200 may carry one method: a pressed button stops turning at once, without a request of ours. */
const reply = (request: WebhookRequest): WebhookReply => {
  const press = pressSchema.safeParse(updateOf(request)?.['callback_query']);
  const body = press.success ? { method: 'answerCallbackQuery', callback_query_id: press.data.id } : {};
  return { status: 200, headers: { 'content-type': 'application/json' }, body: JSON.stringify(body) };
};
