import type { AdapterDependencies, PlaceResult, ReminderCallIntent } from '@perezvon/contracts-adapter';
import { basicAuth, readJson, readReply } from '@perezvon/provider-kit';
import type { MttVoiceboxSettings } from './mtt-voicebox.config.ts';

/**
 * Starts one call of the campaign: `POST {"method","data":{"number","guid","name","visit"}}`, keys and headers as in the seed's 1C
 * code. `guid` is our attempt id; the scenario may send it back.
 */
export const createPlaceReminderCall = (
  settings: MttVoiceboxSettings,
  { http, clock }: AdapterDependencies,
) => {
  const headers = {
    'Content-Type': settings.contentType,
    Accept: '*/*',
    Connection: 'keep-alive',
    Authorization: basicAuth(settings),
  };
  return async (intent: ReminderCallIntent): Promise<PlaceResult> => {
    const response = await http.send({
      method: 'POST',
      url: settings.url,
      headers,
      body: bodyOf(settings.method, intent),
    });
    const reply = readReply(response, { kind: 'act', now: clock() });
    return reply.kind === 'success' ? readTakenReply(reply.body) : reply;
  };
};

const bodyOf = (method: string, { attemptId, phone, name, visit }: ReminderCallIntent): string =>
  JSON.stringify({ method, data: { number: phone, guid: attemptId, name, visit } });

/**
 * A 2xx. The seed met empty bodies on calls that were made, so an empty one is a call whose id we do not know; its webhook finds us
 * by `guid`. Anything else without a usable `id` is a reply nobody has documented: it may have called.
 */
const readTakenReply = (body: string): PlaceResult => {
  if (body.trim() === '') return { kind: 'placed', providerCallId: null };
  const json = readJson(body);
  if (!json.ok) return { kind: 'unclear', detail: 'ответ 2xx не JSON' };
  const id = idOf(json.value);
  return id === null
    ? { kind: 'unclear', detail: 'в ответе 2xx нет id звонка' }
    : { kind: 'placed', providerCallId: id };
};

const idOf = (value: unknown): string | null => {
  if (typeof value !== 'object' || value === null || !('id' in value)) return null;
  if (typeof value.id !== 'string' && typeof value.id !== 'number') return null;
  const id = String(value.id).trim();
  return id === '' || id.length > 200 ? null : id;
};
