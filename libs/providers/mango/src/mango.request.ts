import type {
  AdapterDependencies,
  ProviderRequest,
  ProviderResponse,
  Refused,
  Unclear,
} from '@perezvon/contracts-adapter';
import { keyBodySaltSha256, readJson, readReply, withoutTrailingSlashes } from '@perezvon/provider-kit';
import { badRequestBlockMs, codeOf, countsAsBad, verdictOf } from './mango.codes.ts';
import type { MangoSettings } from './mango.config.ts';
import { isFields } from './mango.fields.ts';

/** `value`: the JSON of the reply, undefined when the body was empty. */
interface Answer {
  kind: 'success';
  status: number;
  value: unknown;
}

export interface MangoRequests {
  /** A command that changes something; sent once. */
  act: (path: string, payload: object) => Promise<{ kind: 'success' } | Refused | Unclear>;
  /** A question. Not marked as safe to repeat: a bad request may come with 5xx, and a second one blocks the account. */
  ask: (path: string, payload: object) => Promise<Answer | Refused>;
}

/** Address under the base URL, however the base ends. */
export const mangoUrl = ({ url }: Pick<MangoSettings, 'url'>, path: string): string =>
  `${withoutTrailingSlashes(url)}/${path}`;

/** `POST vpbx_api_key=…&sign=…&json=…`; the signature is of exactly this JSON text (§2.1.1, §2.4.3). */
export const signedRequest = (settings: MangoSettings, path: string, payload: object): ProviderRequest => {
  const json = JSON.stringify(payload);
  const { apiKey: key, apiSalt: salt } = settings;
  const sign = keyBodySaltSha256({ key, body: json, salt });
  return {
    method: 'POST',
    url: mangoUrl(settings, path),
    headers: { 'Content-Type': 'application/x-www-form-urlencoded' },
    body: new URLSearchParams({ vpbx_api_key: key, sign, json }).toString(),
  };
};

export const createMangoRequests = (
  settings: MangoSettings,
  { http, clock }: AdapterDependencies,
): MangoRequests => ({
  act: async (path, payload) => {
    const response = await http.send(signedRequest(settings, path, payload));
    const refusal = refusalOf(response);
    if (refusal !== null) return refusal;
    const reply = readReply(response, { kind: 'act', now: clock() });
    if (reply.kind !== 'success') return reply;
    // By the documentation a command is answered by the status alone, in the field by `{"result":1000}`.
    return reply.body.trim() === '' || codeIn(reply.body) !== null
      ? { kind: 'success' }
      : { kind: 'unclear', detail: 'ответ 2xx без кода результата' };
  },
  ask: async (path, payload) => {
    const response = await http.send(signedRequest(settings, path, payload));
    const refusal = refusalOf(response);
    if (refusal !== null) return asked(refusal);
    const reply = readReply(response, { kind: 'ask', now: clock(), notFound: 'not_found' });
    if (reply.kind !== 'success') return reply;
    const body = bodyOf(reply.body);
    return body.ok
      ? { kind: 'success', status: reply.status, value: body.value }
      : { kind: 'refused', reason: 'unavailable', detail: 'ответ 2xx не JSON' };
  },
});

/** To a question there are no unclear replies: it may simply be asked again. */
export const asked = (failure: Refused | Unclear): Refused =>
  failure.kind === 'refused' ? failure : { kind: 'refused', reason: 'unavailable', detail: failure.detail };

/**
 * What Mango itself says against a request: a result code in the body, whatever the status (the documented table of statuses is
 * contradictory), or 401, which Mango documents only for the block after two bad requests: a wrong key or signature has codes of its own.
 */
export const refusalOf = (response: ProviderResponse): Refused | Unclear | null => {
  if (response.kind !== 'reply') return null;
  const code = codeIn(response.body);
  const verdict = code === null ? 'ok' : verdictOf(code);
  if (code === null || verdict === 'ok') return response.status === 401 ? blocked : null;
  const detail = `код ${code}`;
  if (verdict === 'unclear') return { kind: 'unclear', detail };
  const wait = countsAsBad(code) ? { retryAfterMs: badRequestBlockMs } : {};
  return { kind: 'refused', reason: verdict, detail, ...wait };
};

const blocked: Refused = {
  kind: 'refused',
  reason: 'rate_limited',
  retryAfterMs: badRequestBlockMs,
  detail: 'HTTP 401: больше одного неверного запроса за 2 минуты',
};

const codeIn = (text: string): string | null => {
  const body = bodyOf(text);
  if (!body.ok || !isFields(body.value)) return null;
  return codeOf(body.value['result']) ?? codeOf(body.value['code']);
};

const bodyOf = (text: string): { ok: true; value: unknown } | { ok: false } =>
  text.trim() === '' ? { ok: true, value: undefined } : readJson(text);
