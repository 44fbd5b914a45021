import type {
  AdapterDependencies,
  AdapterMethods,
  CommandResult,
  PlaceResult,
  Refused,
  ReminderCallIntent,
  StartCallIntent,
  Unclear,
} from '@perezvon/contracts-adapter';
import { readJson, readReply, reminderText } from '@perezvon/provider-kit';
import type { SipuniSettings } from './sipuni.config.ts';
import { signedRequest } from './sipuni.request.ts';

interface Command {
  endpoint: string;
  fields: Readonly<Record<string, string>>;
}

/** Everything that makes or ends a call. Each is sent once. */
export const createSipuniApi = (
  settings: SipuniSettings,
  { http, clock }: AdapterDependencies,
): Pick<AdapterMethods, 'placeReminderCall' | 'startCall' | 'hangUp'> => {
  const run = async ({ endpoint, fields }: Command): Promise<Accepted | Refused | Unclear> => {
    const response = await http.send(signedRequest(settings, endpoint, fields));
    const reply = readReply(response, { kind: 'act', now: clock() });
    return reply.kind === 'success' ? readAccepted(reply.body, settings) : reply;
  };
  const place = async (command: Command): Promise<PlaceResult> => {
    const result = await run(command);
    return result.kind === 'accepted' ? { kind: 'placed', providerCallId: result.id } : result;
  };
  return {
    placeReminderCall: (intent) => place(robotCall(settings, intent)),
    startCall: (intent) => place(employeeCall(settings, intent)),
    hangUp: async ({ providerCallId }): Promise<CommandResult> => {
      const result = await run(hangUpCommand(providerCallId));
      return result.kind === 'accepted' ? { kind: 'done' } : result;
    },
  };
};

const robotCall = (settings: SipuniSettings, intent: ReminderCallIntent): Command =>
  settings.robot === 'tree'
    ? schemeCall(settings, intent.phone)
    : {
        endpoint: 'voicecall/call',
        fields: {
          message: reminderText(settings.text, intent, settings.maxTextLength),
          phone: intent.phone,
          sipnumber: settings.sipnumber,
          voice: settings.voice,
        },
      };

const schemeCall = ({ callAttemptSeconds, sipnumber, tree }: SipuniSettings, phone: string): Command => ({
  endpoint: 'callback/call_tree',
  fields: {
    ...(callAttemptSeconds === null ? {} : { callAttemptTime: String(callAttemptSeconds) }),
    phone,
    reverse: '0',
    sipnumber,
    tree: tree ?? '',
  },
});

/** `reverse` 0: the employee's telephone rings first. Who has an outside telephone is joined with the client over `sipnumber`. */
const employeeCall = (settings: SipuniSettings, { extension, phone }: StartCallIntent): Command => {
  const outside = settings.externalPhones[extension];
  if (outside === undefined)
    return {
      endpoint: 'callback/call_number',
      fields: { antiaon: settings.antiaon ? '1' : '0', phone, reverse: '0', sipnumber: extension },
    };
  const { sipnumber } = settings;
  return {
    endpoint: 'callback/call_external',
    fields: { phoneFrom: outside, phoneTo: phone, sipnumber, sipnumber2: sipnumber },
  };
};

/** The PBX makes call ids like `1419783130.15593`; anything else is the id of an ordered callback. */
const hangUpCommand = (id: string): Command =>
  /^\d+\.\d+$/.test(id)
    ? { endpoint: 'events/call/hangup', fields: { callId: id } }
    : { endpoint: 'callback/cancel', fields: { callbackId: id } };

interface Accepted {
  kind: 'accepted';
  id: string | null;
}

/**
 * A 2xx: `{"success":true,"id"|"callId":…}` or `{"success":false,"message"|"msg":…}`, often as text/html. The message may repeat the
 * request, so it is not passed on; a list of error codes was not found. Whatever is neither may have been done.
 */
const readAccepted = (body: string, settings: SipuniSettings): Accepted | Refused | Unclear => {
  const json = readJson(body);
  if (!json.ok || typeof json.value !== 'object' || json.value === null)
    return { kind: 'unclear', detail: 'ответ 2xx не JSON' };
  const value = json.value as Readonly<Record<string, unknown>>;
  if (isWord(value['success'], ['false', '0']))
    return { kind: 'refused', reason: 'invalid_request', detail: 'Sipuni ответила success: false' };
  const names = settings.callIdentity === 'call_id' ? ['callId', 'id'] : ['id', 'callId'];
  const id = names.map((name) => identifier(value[name])).find((each) => each !== null) ?? null;
  return id === null && !isWord(value['success'], ['true', '1'])
    ? { kind: 'unclear', detail: 'в ответе 2xx нет ни success, ни id' }
    : { kind: 'accepted', id };
};

const isWord = (value: unknown, words: readonly string[]): boolean =>
  ['boolean', 'number', 'string'].includes(typeof value) && words.includes(String(value).toLowerCase());

const identifier = (value: unknown): string | null => {
  if (typeof value !== 'string' && typeof value !== 'number') return null;
  const id = String(value).trim();
  return id === '' || id.length > 200 ? null : id;
};
