import { defineAdapter } from '@perezvon/contracts-adapter';
import {
  createOpenRecording,
  createPlaceReminderCall,
  createSendSms,
  createStartCall,
} from './exolve.api.ts';
import { exolveSettings } from './exolve.config.ts';
import { createListCalls } from './exolve.history.ts';
import { createLookUpCall } from './exolve.look-up.ts';
import { createExolveRouting } from './exolve.routing.ts';
import { createExolveWebhook } from './exolve.webhook.ts';

/** MTS Exolve: telephony by API. Its robot plays a synthesised text. One account = one application of the cabinet. */
export const adapter = defineAdapter({
  id: 'exolve',
  displayName: 'МТС Exolve',
  docsUrl: 'https://docs.exolve.ru/docs/ru/api-reference/',
  settings: exolveSettings,
  capabilities: {
    reminderCall: 'speaks',
    clickToCall: true,
    inboundRouting: true,
    callEvents: true,
    callList: true,
    callLookUp: true,
    recording: true,
    sms: true,
  },
  connection: ({ url, timeoutSeconds }) => ({
    origins: [new URL(url).origin],
    timeoutMs: timeoutSeconds * 1000,
  }),
  create: (settings, dependencies) => ({
    webhook: createExolveWebhook(settings),
    routing: createExolveRouting(settings),
    placeReminderCall: createPlaceReminderCall(settings, dependencies),
    startCall: createStartCall(settings, dependencies),
    listCalls: createListCalls(settings, dependencies),
    lookUpCall: createLookUpCall(settings, dependencies),
    openRecording: createOpenRecording(settings, dependencies),
    sendSms: createSendSms(settings, dependencies),
    close: () => dependencies.http.close(),
  }),
});
