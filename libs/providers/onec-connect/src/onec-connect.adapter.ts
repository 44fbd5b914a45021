import { defineAdapter } from '@perezvon/contracts-adapter';
import { createOnecConnectApi } from './onec-connect.api.ts';
import { onecConnectSettings } from './onec-connect.config.ts';
import { createOnecConnectWebhook } from './onec-connect.webhook.ts';

/** 1C-Connect: support lines where patients and specialists write to each other. One account = one WebAPI login. */
export const adapter = defineAdapter({
  id: 'onec-connect',
  displayName: '1С-Коннект',
  docsUrl: 'https://1c-connect.atlassian.net/wiki/spaces/PUBLIC',
  settings: onecConnectSettings,
  capabilities: { chat: true, chatFile: true, lines: true, webhookSetUp: true },
  connection: ({ url, timeoutSeconds }) => ({
    origins: [new URL(url).origin],
    timeoutMs: timeoutSeconds * 1000,
    rates: [
      { requests: 20, perMs: 1000 },
      { requests: 600, perMs: 60_000 },
    ],
  }),
  create: (settings, dependencies) => ({
    webhook: createOnecConnectWebhook(settings),
    ...createOnecConnectApi(settings, dependencies),
    close: () => dependencies.http.close(),
  }),
});
