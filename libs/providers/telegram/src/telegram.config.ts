import { secret } from '@perezvon/contracts-adapter';
import { withoutTrailingSlashes } from '@perezvon/provider-kit';
import { z } from 'zod';

const baseUrl = z
  .url({
    protocol: /^https?$/,
    error: (issue) => (issue.code === 'invalid_type' ? undefined : 'адрес вида http://… или https://…'),
  })
  .transform(withoutTrailingSlashes);

/** Settings of an account; README.md tells where each is found. */
export const telegramSettings = z.strictObject({
  /** Of the Bot API, without `/bot<token>`; another one for an own Bot API server. */
  url: baseUrl.default('https://api.telegram.org'),
  /** From @BotFather. It stands in the address of every request. */
  token: secret(z.string().regex(/^\d{1,20}:[\w-]{20,100}$/, 'токен вида 123456789:AA… от @BotFather')),
  /** Telegram sends it back in a header of every webhook. */
  webhookSecret: secret(
    z.string().regex(/^[\w-]{16,256}$/, 'от 16 до 256 знаков: латинские буквы, цифры, «_» и «-»'),
  ),
  /** Buttons under the message, or instead of the person's keyboard. */
  keyboard: z.enum(['inline', 'reply']).default('inline'),
  /** Webhooks at once. */
  maxConnections: z.number().int().min(1).max(100).default(40),
  /** Kinds of updates to ask for. */
  allowedUpdates: z
    .array(z.string().regex(/^[a-z_]{1,50}$/, 'название вида callback_query'))
    .min(1)
    .default(['message', 'edited_message', 'callback_query']),
  /** Of the whole bot; what goes beyond waits. */
  messagesPerSecond: z.number().int().min(1).max(1000).default(30),
  /** Whole request, seconds. */
  timeoutSeconds: z.number().positive().max(300).default(15),
});

export type TelegramSettings = z.output<typeof telegramSettings>;
