import type { AdapterDependencies, OpenedRecording } from '@perezvon/contracts-adapter';
import { readRecording } from '@perezvon/provider-kit';
import type { ComagicSettings } from './comagic.config.ts';

type Places = Pick<ComagicSettings, 'recordingUrl' | 'fullRecordingUrl'>;

/** One recorded talk of a call, as `call_records` of the report names it. */
export const talkRecordingId = (communicationId: string, recordId: string): string =>
  `talk/${communicationId}/${recordId}`;

/**
 * The id of the recording behind a link, the same that the report gives: links of both documented forms become
 * `talk/<communication>/<record>`, `wav/…` or `full/<communication>/<id>`; any other link stays as it is. Null for no link.
 */
export const recordingIdOfLink = (link: string | null | undefined): string | null => {
  const text = (link ?? '').trim().replace(/^\/\//, 'https://');
  if (!/^https?:\/\//i.test(text) || !URL.canParse(text) || text.length > 1000) return null;
  const { pathname, search } = new URL(text);
  if (search !== '') return text;
  const talk = /^\/system\/media\/(talk|wav)\/(\d+)\/([\w-]+)\/?$/.exec(pathname);
  if (talk !== null) return `${talk[1]}/${talk[2]}/${talk[3]}`;
  const full = /^\/(\d+)\/([\w-]+)\/?$/.exec(pathname);
  return full === null ? text : `full/${full[1]}/${full[2]}`;
};

const addressOf = (recordingId: string, { recordingUrl, fullRecordingUrl }: Places): string | null => {
  const own = /^(talk|wav|full)\/(\d+)\/([\w-]+)$/.exec(recordingId);
  if (own === null) return isOurs(recordingId, [recordingUrl, fullRecordingUrl]) ? recordingId : null;
  return own[1] === 'full'
    ? `${fullRecordingUrl}/${own[2]}/${own[3]}`
    : `${recordingUrl}/system/media/${own[1]}/${own[2]}/${own[3]}/`;
};

/** A link comes from a webhook: only hosts of the settings are asked. */
const isOurs = (link: string, places: readonly string[]): boolean =>
  URL.canParse(link) && places.some((place) => new URL(place).origin === new URL(link).origin);

const isSound = (contentType: string): boolean =>
  contentType !== '' && !/^(text\/|application\/(json|xml|xhtml))/i.test(contentType);

/** Opens the file as a browser would. A page instead of it is a log-in form: the link needs rights this request hasn't. */
export const createOpenRecording =
  (places: Places, { http, clock }: AdapterDependencies) =>
  async (recordingId: string): Promise<OpenedRecording> => {
    const url = addressOf(recordingId, places);
    if (url === null)
      return { kind: 'refused', reason: 'invalid_request', detail: 'запись лежит на незнакомом узле' };
    const response = await http.open({ method: 'GET', url, isSafeToRepeat: true });
    return readRecording(response, {
      now: clock(),
      isSound,
      otherwise: { reason: 'unauthorized', detail: 'вместо записи пришла страница' },
    });
  };
