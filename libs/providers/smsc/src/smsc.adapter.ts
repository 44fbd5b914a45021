import { defineAdapter } from '@perezvon/contracts-adapter';
import { createSendSms } from './smsc.api.ts';
import { smscSettings } from './smsc.config.ts';
import { createSmscWebhook } from './smsc.webhook.ts';

/** SMSC.ru: text messages, and what became of them. One account = one cabinet. */
export const adapter = defineAdapter({
  id: 'smsc',
  displayName: 'SMSC.ru',
  docsUrl: 'https://smsc.ru/api/http/',
  settings: smscSettings,
  capabilities: { sms: true },
  connection: ({ url, timeoutSeconds }) => ({
    origins: [new URL(url).origin],
    timeoutMs: timeoutSeconds * 1000,
  }),
  create: (settings, dependencies) => ({
    webhook: createSmscWebhook(settings),
    sendSms: createSendSms(settings, dependencies),
    close: () => dependencies.http.close(),
  }),
});
