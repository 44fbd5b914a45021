import { defineAdapter } from '@perezvon/contracts-adapter';
import type { AdapterDependencies } from '@perezvon/contracts-adapter';
import { createHangUp, createPlaceReminderCall, createStartCall } from './comagic.api.ts';
import { createListCalls, createLookUpCall, createTagSale } from './comagic.calls.ts';
import { comagicSettings } from './comagic.config.ts';
import type { ComagicSettings } from './comagic.config.ts';
import { createOpenRecording } from './comagic.recording.ts';
import { createComagicRouting } from './comagic.routing.ts';
import { createExchange, createRpc } from './comagic.rpc.ts';
import type { Rpc } from './comagic.rpc.ts';
import { createKeySession, createLoginSession } from './comagic.session.ts';
import { createComagicWebhook } from './comagic.webhook.ts';

/** CoMagic and UIS: telephony with a robot that speaks a text, or lets a scenario of the cabinet ask. */
export const adapter = defineAdapter({
  id: 'comagic',
  displayName: 'CoMagic / UIS',
  docsUrl: 'https://comagic.github.io/call_api/',
  settings: comagicSettings,
  capabilities: {
    reminderCall: 'asks',
    clickToCall: true,
    hangUp: true,
    inboundRouting: true,
    callEvents: true,
    callList: true,
    callLookUp: true,
    recording: true,
    saleTag: true,
  },
  connection: ({ url, dataUrl, recordingUrl, fullRecordingUrl, timeoutSeconds }) => ({
    origins: [...new Set([url, dataUrl, recordingUrl, fullRecordingUrl].map((each) => new URL(each).origin))],
    timeoutMs: timeoutSeconds * 1000,
  }),
  create: (settings, dependencies) => {
    const callApi = rpcOf(settings.url, settings, dependencies);
    const dataApi = rpcOf(
      settings.dataUrl,
      { ...settings, accessToken: settings.dataAccessToken ?? settings.accessToken },
      dependencies,
    );
    return {
      webhook: createComagicWebhook(settings),
      routing: createComagicRouting(settings),
      placeReminderCall: createPlaceReminderCall(settings, callApi),
      startCall: createStartCall(settings, callApi),
      hangUp: createHangUp(callApi),
      listCalls: createListCalls(settings, dataApi),
      lookUpCall: createLookUpCall(settings, dataApi, dependencies.clock),
      tagSale: createTagSale(settings, dataApi),
      openRecording: createOpenRecording(settings, dependencies),
      close: () => dependencies.http.close(),
    };
  },
});

type Credentials = Pick<ComagicSettings, 'login' | 'password' | 'accessToken'>;

/** Each host has sessions of its own. The settings hold either a key or a login with its password. */
const rpcOf = (
  url: string,
  { accessToken, login = '', password = '' }: Credentials,
  dependencies: AdapterDependencies,
): Rpc => {
  const exchange = createExchange(url, dependencies);
  const session =
    accessToken === undefined
      ? createLoginSession({ exchange, login, password, clock: dependencies.clock })
      : createKeySession(accessToken);
  return createRpc(exchange, session);
};
