import type {
  AdapterDependencies,
  OpenedRecording,
  PlaceResult,
  ProviderRequest,
  ProviderResponse,
  RefusalReason,
  Refused,
  ReminderCallIntent,
  SendResult,
  SmsIntent,
  StartCallIntent,
} from '@perezvon/contracts-adapter';
import {
  bearerAuth,
  readJson,
  readRecording,
  readReply,
  reminderText,
  withoutTrailingSlashes,
} from '@perezvon/provider-kit';
import type { ExolveSettings } from './exolve.config.ts';
import { createNumberBook } from './exolve.parties.ts';
import { idOf, objectOf } from './exolve.values.ts';

/** Everything is `POST` JSON with the application's key. */
export const postRequest = (settings: ExolveSettings, path: string, payload: unknown): ProviderRequest => ({
  method: 'POST',
  url: `${withoutTrailingSlashes(settings.url)}${path}`,
  headers: { 'Content-Type': 'application/json', Authorization: bearerAuth(settings.apiKey) },
  body: JSON.stringify(payload),
});

/** Errors have no catalogue; these phrases were met in the wild, with a 4xx. */
const phrases: readonly { phrase: string; reason: RefusalReason }[] = [
  { phrase: 'destination is not permitted', reason: 'bad_phone' },
  { phrase: 'malformed token', reason: 'unauthorized' },
];

/** What the provider's own words say more exactly than the status. */
export const knownRefusal = (response: ProviderResponse): Refused | null => {
  if (response.kind !== 'reply' || response.status < 400 || response.status >= 500) return null;
  const known = phrases.find(({ phrase }) => response.body.toLowerCase().includes(phrase));
  return known === undefined
    ? null
    : { kind: 'refused', reason: known.reason, detail: `HTTP ${response.status}: ${known.phrase}` };
};

/** The body of a request that was done; it is never sent twice. */
const acted = async (request: ProviderRequest, { http, clock }: AdapterDependencies) => {
  const response = await http.send(request);
  return knownRefusal(response) ?? readReply(response, { kind: 'act', now: clock() });
};

const readId = (body: string, field: 'call_id' | 'message_id'): string | null => {
  const json = readJson(body);
  return json.ok ? idOf(objectOf(json.value)[field]) : null;
};

const placed = async (request: ProviderRequest, dependencies: AdapterDependencies): Promise<PlaceResult> => {
  const reply = await acted(request, dependencies);
  if (reply.kind !== 'success') return reply;
  const providerCallId = readId(reply.body, 'call_id');
  return providerCallId === null
    ? { kind: 'unclear', detail: 'в ответе 2xx нет call_id' }
    : { kind: 'placed', providerCallId };
};

/** The longest text that MakeVoiceMessage synthesises. */
const maxSpeech = 1000;

/** `MakeVoiceMessage {source, destination, tts | service_id}` → `{call_id}`. It takes no identifier of ours. */
export const createPlaceReminderCall =
  (settings: ExolveSettings, dependencies: AdapterDependencies) =>
  ({ phone, name, visit }: ReminderCallIntent): Promise<PlaceResult> => {
    const speech =
      settings.serviceId === undefined
        ? { tts: { text: reminderText(settings.text, { name, visit }, maxSpeech), ...settings.speech } }
        : { service_id: settings.serviceId };
    const payload = { source: settings.number, destination: phone, ...speech };
    return placed(postRequest(settings, '/call/v1/MakeVoiceMessage', payload), dependencies);
  };

/** `MakeCallback`: the employee (`line_1`) is called first, then the client; both see our number. */
export const createStartCall = (settings: ExolveSettings, dependencies: AdapterDependencies) => {
  const book = createNumberBook(settings);
  return async ({ requestId, extension, phone }: StartCallIntent): Promise<PlaceResult> => {
    const { callback } = settings;
    const employee = book.numberOf(extension);
    if (callback === undefined) return notSent('в настройках нет callback.resourceId');
    if (employee === null) return notSent('короткого номера нет в extensions');
    const line = (number: string) => ({
      destinations: [{ number, timeout: callback.ringSeconds }],
      display_number: settings.number,
    });
    const payload = {
      request_description: requestId,
      number_code: uint64(settings.number),
      callback_resource_id: uint64(callback.resourceId),
      line_1: line(employee),
      line_2: line(phone),
    };
    return placed(postRequest(settings, '/call/v1/MakeCallback', payload), dependencies);
  };
};

const notSent = (detail: string): Refused => ({ kind: 'refused', reason: 'invalid_request', detail });

/** A number of JSON where it keeps every digit; protobuf reads a longer one from a string. */
const uint64 = (digits: string): number | string => (digits.length <= 15 ? Number(digits) : digits);

/** `SendSMS {number, destination, text}` → `{message_id}`. */
export const createSendSms =
  (settings: ExolveSettings, dependencies: AdapterDependencies) =>
  async ({ phone, text }: SmsIntent): Promise<SendResult> => {
    const payload = { number: settings.sms?.sender ?? settings.number, destination: phone, text };
    const reply = await acted(postRequest(settings, '/messaging/v1/SendSMS', payload), dependencies);
    if (reply.kind !== 'success') return reply;
    const messageId = readId(reply.body, 'message_id');
    return messageId === null
      ? { kind: 'unclear', detail: 'в ответе 2xx нет message_id' }
      : { kind: 'sent', messageId };
  };

/** `recordingId`: `path` of the event `crr`, an address or a path. The key goes to the account's own origin only. */
export const createOpenRecording =
  (settings: ExolveSettings, { http, clock }: AdapterDependencies) =>
  async (recordingId: string): Promise<OpenedRecording> => {
    const url = ownAddress(recordingId, settings.url);
    if (url === null) return notSent('запись лежит не на адресе учётной записи');
    const headers = { Authorization: bearerAuth(settings.apiKey) };
    const response = await http.open({ method: 'GET', url, headers, isSafeToRepeat: true });
    return readRecording(response, {
      now: clock(),
      isSound: (contentType) => /^(audio\/|application\/(octet-stream|ogg)\b)/i.test(contentType),
      otherwise: { reason: 'unavailable', detail: 'вместо записи пришло что-то другое' },
    });
  };

const ownAddress = (path: string, base: string): string | null => {
  if (!URL.canParse(path, base)) return null;
  const address = new URL(path, base);
  return address.origin === new URL(base).origin ? address.href : null;
};
