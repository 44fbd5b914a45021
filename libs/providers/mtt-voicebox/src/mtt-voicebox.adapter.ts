import { defineAdapter } from '@perezvon/contracts-adapter';
import { createPlaceReminderCall } from './mtt-voicebox.api.ts';
import { mttVoiceboxSettings } from './mtt-voicebox.config.ts';
import { createMttVoiceboxWebhook } from './mtt-voicebox.webhook.ts';

/** MTT VoiceBox: a scripted robot that calls and understands an answer. One account = one campaign. */
export const adapter = defineAdapter({
  id: 'mtt-voicebox',
  displayName: 'MTT VoiceBox',
  docsUrl: 'https://voicebox.mtt.ru',
  settings: mttVoiceboxSettings,
  capabilities: { reminderCall: 'asks' },
  connection: ({ url, timeoutSeconds }) => ({
    origins: [new URL(url).origin],
    timeoutMs: timeoutSeconds * 1000,
  }),
  create: (settings, dependencies) => ({
    webhook: createMttVoiceboxWebhook(settings),
    placeReminderCall: createPlaceReminderCall(settings, dependencies),
    close: () => dependencies.http.close(),
  }),
});
