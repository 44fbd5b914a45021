import type { SimulatedRequest } from '@perezvon/contracts-adapter';

/** An error in CoMagic's own words. */
export interface Refusal {
  code: number;
  mnemonic: string;
  field?: string;
}

export type Params = Readonly<Record<string, unknown>>;

export interface RpcRequest {
  id: string | number;
  method: string;
  params: Params;
}

type Read = { ok: true; rpc: RpcRequest } | { ok: false; refusal: Refusal };

const parseError: Refusal = { code: -32700, mnemonic: 'parse_error' };

/** JSON-RPC 2.0 over HTTP as documented (section «Общие положения»): POST, content type and length, no batches, no notifications. */
export const readRequest = (request: SimulatedRequest): Read => {
  const transport = transportProblem(request);
  if (transport !== null) return { ok: false, refusal: transport };
  const value = parsed(request.body);
  if (value === undefined) return { ok: false, refusal: parseError };
  if (Array.isArray(value))
    return { ok: false, refusal: { code: -32099, mnemonic: 'batch_opreations_not_supported' } };
  return envelope(value);
};

const transportProblem = ({ method, headers, body }: SimulatedRequest): Refusal | null => {
  const invalid = (field: string): Refusal => ({ code: -32600, mnemonic: 'invalid_request', field });
  if (method !== 'POST') return invalid(`method ${method}`);
  if (!/^application\/json; charset=utf-8$/i.test(headers['content-type'] ?? ''))
    return invalid('Content-Type');
  return headers['content-length'] === String(body.length) ? null : invalid('Content-Length');
};

const parsed = (body: Uint8Array): unknown => {
  try {
    return JSON.parse(new TextDecoder('utf-8', { fatal: true }).decode(body));
  } catch {
    return undefined;
  }
};

const isObject = (value: unknown): value is Record<string, unknown> =>
  typeof value === 'object' && value !== null && !Array.isArray(value);

const envelope = (value: unknown): Read => {
  const invalid = (field: string): Read => ({
    ok: false,
    refusal: { code: -32600, mnemonic: 'invalid_request', field },
  });
  if (!isObject(value) || value['jsonrpc'] !== '2.0') return invalid('jsonrpc');
  const { id, method, params } = value;
  if (id === undefined)
    return { ok: false, refusal: { code: -32099, mnemonic: 'notifications_not_supported' } };
  if (typeof id !== 'string' && typeof id !== 'number') return invalid('id');
  if (typeof method !== 'string') return invalid('method');
  return isObject(params) ? { ok: true, rpc: { id, method, params } } : invalid('params');
};
