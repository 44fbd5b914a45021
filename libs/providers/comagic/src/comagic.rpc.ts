import type { AdapterDependencies, ProviderResponse, Refused, Unclear } from '@perezvon/contracts-adapter';
import { readJson, readReply } from '@perezvon/provider-kit';
import { isStaleKey, meaningOf, readRpcError } from './comagic.errors.ts';
import type { RpcError } from './comagic.errors.ts';
import type { Session } from './comagic.session.ts';

export interface RpcCall {
  method: string;
  /** Ours; CoMagic shows it in its own log of requests. */
  id: string;
  params: Readonly<Record<string, unknown>>;
}

export interface RpcResult {
  kind: 'result';
  result: Readonly<Record<string, unknown>>;
}

/** One host of CoMagic: the Call API or the Data API. */
export interface Rpc {
  /** Sent once: a call, a command. */
  act(call: RpcCall): Promise<RpcResult | Refused | Unclear>;
  /** A question; may be repeated. */
  ask(call: RpcCall): Promise<RpcResult | Refused>;
}

type Kind = 'act' | 'ask';
type RpcReply = RpcResult | { kind: 'error'; error: RpcError } | Refused | Unclear;
export type Exchange = (call: RpcCall, kind: Kind) => Promise<RpcReply>;

/** Sends JSON-RPC 2.0 as the documentation wants it: POST, the charset named, `id` always there, no batches. */
export const createExchange =
  (url: string, { http, clock }: AdapterDependencies): Exchange =>
  async ({ method, id, params }, kind) => {
    const response = await http.send({
      method: 'POST',
      url,
      headers: { 'Content-Type': 'application/json; charset=UTF-8' },
      body: JSON.stringify({ jsonrpc: '2.0', id, method, params }),
      ...(kind === 'ask' ? { isSafeToRepeat: true } : {}),
    });
    return replyOf(response, { kind, now: clock() });
  };

const isObject = (value: unknown): value is Record<string, unknown> =>
  typeof value === 'object' && value !== null && !Array.isArray(value);

/** An error says what it says, whatever the HTTP status is: none is documented for them. */
const replyOf = (response: ProviderResponse, { kind, now }: { kind: Kind; now: Date }): RpcReply => {
  const body = response.kind === 'reply' ? objectOf(response.body) : null;
  const error = isObject(body?.['error']) ? readRpcError(body['error']) : null;
  if (error !== null) return { kind: 'error', error };
  const reply =
    kind === 'act' ? readReply(response, { kind: 'act', now }) : readReply(response, { kind: 'ask', now });
  if (reply.kind !== 'success') return reply;
  const result = body?.['result'];
  return isObject(result) ? { kind: 'result', result } : { kind: 'unclear', detail: 'ответ 2xx не JSON-RPC' };
};

const objectOf = (text: string): Record<string, unknown> | null => {
  const json = readJson(text);
  return json.ok && isObject(json.value) ? json.value : null;
};

/**
 * Adds the key. A session key that CoMagic no longer knows is renewed once and the request sent again: what was refused for its key
 * was not done.
 */
export const createRpc = (exchange: Exchange, session: Session): Rpc => {
  const send = async (call: RpcCall, kind: Kind): Promise<RpcResult | Refused | Unclear> => {
    const key = await session.key();
    if (key.kind !== 'key') return key;
    const first = await exchange(withKey(call, key.key), kind);
    const isStale = first.kind === 'error' && isStaleKey(first.error);
    if (!isStale || !session.forget(key.key)) return settled(first, kind);
    const renewed = await session.key();
    if (renewed.kind !== 'key') return renewed;
    return settled(await exchange(withKey(call, renewed.key), kind), kind);
  };
  return { act: (call) => send(call, 'act'), ask: async (call) => asked(await send(call, 'ask')) };
};

const withKey = ({ params, ...call }: RpcCall, key: string): RpcCall => ({
  ...call,
  params: { access_token: key, ...params },
});

const settled = (reply: RpcReply, kind: Kind): RpcResult | Refused | Unclear =>
  reply.kind === 'error' ? meaningOf(reply.error, kind) : reply;

/** Asking again does no harm. */
const asked = (reply: RpcResult | Refused | Unclear): RpcResult | Refused =>
  reply.kind === 'unclear' ? { kind: 'refused', reason: 'unavailable', detail: reply.detail } : reply;
