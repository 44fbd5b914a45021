import type { Webhook } from '@perezvon/contracts-adapter';
import { loadConfig } from '@perezvon/config';
import { z } from 'zod';
import type { GatewayOptions } from '../gateway.ts';

export const secrets = {
  clinic: 'clinic-secret-1',
  dental: 'dental-secret-2',
  hook: 'hook-token-0123456789',
};

const configuration = `
infobases:
  - id: clinic
    name: Клиника на Садовой
    secrets: ["${secrets.clinic}"]
    timezone: Europe/Moscow
    cityCode: "495"
    legacyCp1251: true
    reminders: { account: mtt-main }
  - id: dental
    name: Стоматология
    secrets: ["${secrets.dental}"]
    timezone: Asia/Yekaterinburg
    delivery: { mode: push, url: "http://127.0.0.1:9/hs", username: u, password: p }
accounts:
  - id: mtt-main
    provider: fake
    infobases: [clinic]
    hookToken: ${secrets.hook}
    settings: {}
`;

/** Signed when the header says so; answers in the provider's own way. */
export const fakeWebhook: Webhook = {
  verify: (request) =>
    request.headers['x-signature'] === 'good' ? { ok: true } : { ok: false, reason: 'signature' },
  parse: () => ({ ok: true, events: [] }),
  reply: (request) => ({
    status: 200,
    headers: { 'Content-Type': 'text/plain' },
    body: `ok ${request.path}`,
  }),
};

/** What the configuration looks at of an adapter. */
const provider = { settings: z.strictObject({}), capabilities: { reminderCall: 'asks' as const } };

export const testConfig = (): GatewayOptions['config'] => {
  const loaded = loadConfig({ text: configuration, env: {}, providers: new Map([['fake', provider]]) });
  if (!loaded.ok) throw new Error(JSON.stringify(loaded.errors));
  return loaded.config;
};
