import type { ProviderRequest } from '@perezvon/contracts-adapter';
import { sortedValuesMd5 } from '@perezvon/provider-kit';
import type { SipuniSettings } from './sipuni.config.ts';

/**
 * A request to `POST /api/<endpoint>`: the fields, the cabinet and the signature as a form. The signature is MD5 over the values in
 * the order of their names, so a parameter that a fixed list demands goes in as an empty text.
 * Source: sipuni-go `sipuni/request.go`, sipuni_mcp `src/sipuni.ts`.
 */
export const signedRequest = (
  { url, user, secret }: SipuniSettings,
  endpoint: string,
  fields: Readonly<Record<string, string>>,
): ProviderRequest => ({
  method: 'POST',
  url: `${url}/${endpoint}`,
  headers: { 'Content-Type': 'application/x-www-form-urlencoded' },
  body: new URLSearchParams({
    ...fields,
    user,
    hash: sortedValuesMd5({ fields, user, secret }),
  }).toString(),
});
