import { defineAdapter } from '@perezvon/contracts-adapter';
import { createTelegramMethods } from './telegram.api.ts';
import { telegramSettings } from './telegram.config.ts';
import { createTelegramWebhook } from './telegram.webhook.ts';

/** A Telegram bot: texts with keyboards, files, and what people answer. One account = one bot. */
export const adapter = defineAdapter({
  id: 'telegram',
  displayName: 'Telegram',
  docsUrl: 'https://core.telegram.org/bots/api',
  settings: telegramSettings,
  capabilities: { chat: true, chatFile: true, webhookSetUp: true },
  connection: ({ url, timeoutSeconds, messagesPerSecond }) => ({
    origins: [new URL(url).origin],
    timeoutMs: timeoutSeconds * 1000,
    rates: [{ requests: messagesPerSecond, perMs: 1000 }],
  }),
  create: (settings, dependencies) => ({
    webhook: createTelegramWebhook(settings),
    ...createTelegramMethods(settings, dependencies),
    close: () => dependencies.http.close(),
  }),
});
