import { defineAdapter } from '@perezvon/contracts-adapter';
import { createHangUp, createSendSms, createStartCall, createTransferCall } from './mango.api.ts';
import { mangoSettings } from './mango.config.ts';
import { createOpenRecording } from './mango.recording.ts';
import { createMangoRequests, mangoUrl } from './mango.request.ts';
import { createListCalls } from './mango.statistics.ts';
import { createMangoWebhook } from './mango.webhook.ts';

/** Limits of single commands per product (§1.4.2). */
const commandRates = [
  { command: 'commands/callback', requests: 4, perMs: 1000 },
  { command: 'commands/call/hangup', requests: 4, perMs: 1000 },
  { command: 'commands/recording/start', requests: 4, perMs: 1000 },
  { command: 'commands/route', requests: 1, perMs: 2000 },
  { command: 'commands/transfer', requests: 1, perMs: 2000 },
  { command: 'stats/calls/request', requests: 1, perMs: 2000 },
];

/** The limit of the product, and those of its commands. */
const ratesOf = (url: string) => [
  { requests: 10, perMs: 1000 },
  ...commandRates.map(({ command, ...rate }) => ({
    ...rate,
    path: new URL(mangoUrl({ url }, command)).pathname,
  })),
];

/** Mango Office VPBX: telephony of employees. It has no robot that an API could give a text to. */
export const adapter = defineAdapter({
  id: 'mango',
  displayName: 'Mango Office',
  docsUrl: 'https://docs.mango-office.ru/ru/5_api-i-razrabotka/',
  settings: mangoSettings,
  capabilities: {
    clickToCall: true,
    hangUp: true,
    transfer: true,
    callEvents: true,
    callList: true,
    recording: true,
    sms: true,
  },
  connection: ({ url, filesUrl, timeoutSeconds }) => ({
    origins: [...new Set([new URL(url).origin, new URL(filesUrl).origin])],
    timeoutMs: timeoutSeconds * 1000,
    rates: ratesOf(url),
    // §1.3: 1.3 is not supported.
    maxTlsVersion: 'TLSv1.2',
  }),
  create: (settings, dependencies) => {
    const requests = createMangoRequests(settings, dependencies);
    return {
      webhook: createMangoWebhook(settings),
      startCall: createStartCall(settings, requests),
      hangUp: createHangUp(requests),
      transferCall: createTransferCall(requests),
      sendSms: createSendSms(settings, requests),
      listCalls: createListCalls(settings, requests),
      openRecording: createOpenRecording(settings, dependencies),
      close: () => dependencies.http.close(),
    };
  },
});
