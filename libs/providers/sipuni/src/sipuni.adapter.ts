import { defineAdapter } from '@perezvon/contracts-adapter';
import { createSipuniApi } from './sipuni.api.ts';
import { sipuniSettings } from './sipuni.config.ts';
import { createOpenRecording } from './sipuni.recording.ts';
import { createRouting } from './sipuni.routing.ts';
import { createSipuniStatistics } from './sipuni.statistics.ts';
import { createSipuniWebhook } from './sipuni.webhook.ts';

/** Sipuni: a cloud PBX whose robot speaks a text (or plays a scheme) and does not understand answers. */
export const adapter = defineAdapter({
  id: 'sipuni',
  displayName: 'Sipuni',
  docsUrl: 'https://doc.sipuni.com',
  settings: sipuniSettings,
  capabilities: {
    reminderCall: 'speaks',
    clickToCall: true,
    hangUp: true,
    inboundRouting: true,
    callEvents: true,
    callList: true,
    callLookUp: true,
    recording: true,
  },
  connection: ({ url, timeoutSeconds }) => ({
    origins: [new URL(url).origin],
    timeoutMs: timeoutSeconds * 1000,
  }),
  create: (settings, dependencies) => ({
    webhook: createSipuniWebhook(settings),
    routing: createRouting(settings),
    ...createSipuniApi(settings, dependencies),
    ...createSipuniStatistics(settings, dependencies),
    openRecording: createOpenRecording(settings, dependencies),
    close: () => dependencies.http.close(),
  }),
});
