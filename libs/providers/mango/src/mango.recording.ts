import type {
  AdapterDependencies,
  OpenedRecording,
  OpenedResponse,
  ProviderRequest,
  ProviderResponse,
  Refused,
} from '@perezvon/contracts-adapter';
import { keyBodySaltSha256, readRecording, readReply } from '@perezvon/provider-kit';
import type { MangoSettings } from './mango.config.ts';
import { asked, mangoUrl, refusalOf, signedRequest } from './mango.request.ts';

/**
 * A link lives until its `timestamp`, which the documentation calls “UTC+3”: an hour ahead of Moscow's wall clock is in the future
 * however that is meant.
 */
const linkLifeSeconds = (3 + 1) * 3600;

/**
 * Opens a recording: Mango answers with 302 to a one-time address at its file server (§3.5.1, §3.5.2), which is followed once, to
 * `filesUrl` only, and never kept. A recording that was just made may not be there for about a minute.
 */
export const createOpenRecording =
  (settings: MangoSettings, { http, clock }: AdapterDependencies) =>
  async (recordingId: string): Promise<OpenedRecording> => {
    if (recordingId === '' || recordingId.length > 128)
      return { kind: 'refused', reason: 'not_found', detail: 'не идентификатор записи' };
    const request =
      settings.recordings === 'link'
        ? recordingLink(settings, recordingId, clock())
        : signedRequest(settings, 'queries/recording/post', {
            recording_id: recordingId,
            action: 'download',
          });
    const location = locationOf(await http.send(request), settings, clock());
    if (typeof location !== 'string') return location;
    // The first access uses the address up, so it isn't repeated either.
    return audioOf(await http.open({ method: 'GET', url: location }), clock());
  };

/** `GET …/link/{recording_id}/{action}/{vpbx_api_key}/{timestamp}/{sign}`, the signature over key, timestamp, id and salt. */
const recordingLink = (settings: MangoSettings, recordingId: string, now: Date): ProviderRequest => {
  const { apiKey: key, apiSalt: salt } = settings;
  const expires = String(Math.floor(now.getTime() / 1000) + linkLifeSeconds);
  const sign = keyBodySaltSha256({ key, body: `${expires}${recordingId}`, salt });
  const path = [recordingId, 'download', key, expires, sign].map(encodeURIComponent).join('/');
  return { method: 'GET', url: mangoUrl(settings, `queries/recording/link/${path}`) };
};

/** The address of the file, or why there is none. */
const locationOf = (response: ProviderResponse, settings: MangoSettings, now: Date): string | Refused => {
  const refusal = refusalOf(response);
  if (refusal !== null) return asked(refusal);
  if (response.kind === 'reply' && response.status === 302) {
    const location = response.headers['location'] ?? '';
    const isKnown = URL.canParse(location) && new URL(location).origin === new URL(settings.filesUrl).origin;
    return isKnown
      ? location
      : { kind: 'refused', reason: 'unavailable', detail: 'перенаправление не на сервер файлов Mango' };
  }
  const reply = readReply(response, { kind: 'ask', now, notFound: 'not_found' });
  return reply.kind === 'success'
    ? { kind: 'refused', reason: 'unavailable', detail: 'вместо перенаправления на запись ответ 2xx' }
    : reply;
};

const audioOf = (response: OpenedResponse, now: Date): OpenedRecording =>
  readRecording(response, {
    now,
    isSound: (contentType) => /^(audio\/|application\/octet-stream)/i.test(contentType),
    otherwise: { reason: 'unavailable', detail: 'сервер файлов ответил не записью' },
  });
