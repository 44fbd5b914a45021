import { basicCredentials } from '../exchange.ts';
import type { Exchange } from '../exchange.ts';
import { decodePlacingRequest } from './voicebox-request.ts';
import type { PlacingRequest } from './voicebox-request.ts';
import type { VoiceboxAccount } from './voicebox.settings.ts';

export interface Refusal {
  ok: false;
  status: number;
  kind: string;
  detail: string;
}

export type Admission =
  { ok: true; account: VoiceboxAccount; request: PlacingRequest; unsayable: string[] } | Refusal;

const refusal = (status: number, kind: string, detail: string): Refusal => ({
  ok: false,
  status,
  kind,
  detail,
});

const checkEnvelope = ({ method, segments, headers }: Exchange): Refusal | null => {
  const path = segments.slice(1).join('/');
  if (path !== 'api/v1/sb') return refusal(404, 'not_found', path);
  if (method !== 'POST') return refusal(405, 'method_not_allowed', method);
  const contentType = headers['content-type'] ?? '';
  return /^application\/json\b/i.test(contentType) ? null : refusal(415, 'bad_content_type', contentType);
};

/** Lets in what the real VoiceBox would: path, Basic credentials of an account, JSON of the documented shape. */
export const admit = (exchange: Exchange, accounts: readonly VoiceboxAccount[]): Admission => {
  const given = basicCredentials(exchange.headers);
  const account = accounts.find(
    ({ username, password }) => given?.user === username && given.password === password,
  );
  const refused = checkEnvelope(exchange);
  if (refused) return refused;
  if (!account) return refusal(401, 'unauthorized', 'wrong credentials');
  const decoded = decodePlacingRequest(exchange.body);
  if (!decoded.ok) return refusal(400, decoded.kind, decoded.detail);
  const { request, unsayable } = decoded;
  if (account.methods && !account.methods.includes(request.method)) {
    return refusal(400, 'unknown_method', request.method);
  }
  return { ok: true, account, request, unsayable };
};
