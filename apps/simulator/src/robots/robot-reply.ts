import type { ProviderSimulator, SimulatedReply } from '@perezvon/contracts-adapter';
import type { Exchange } from '../exchange.ts';
import type { CallScript, ReplyKind } from '../script.ts';

const htmlPage = '<!DOCTYPE html><html><head><title>Robot</title></head><body>Вход</body></html>';

/** A call that was asked for, and the provider's own ways to answer. */
export interface Asked {
  callId: string;
  script: CallScript;
  dialect: ProviderSimulator;
  /** The reply that tells the call id. */
  reply: (callId: string) => SimulatedReply;
}

type Send = (exchange: Exchange, asked: Asked) => void;

const lowerCase = (headers: Readonly<Record<string, string>> = {}): Record<string, string> =>
  Object.fromEntries(Object.entries(headers).map(([name, value]) => [name.toLowerCase(), value]));

export const sendReply = (exchange: Exchange, { status, headers, body }: SimulatedReply): void =>
  exchange.reply(status, typeof body === 'string' ? body : Buffer.from(body), lowerCase(headers));

const sendId: Send = (exchange, { callId, reply }) => sendReply(exchange, reply(callId));
const cut: Send = (exchange) => exchange.reset();
/** The client's own time-out ends it; stopping the simulator cuts it. */
const hang: Send = () => undefined;

const unquoted = (body: string | Uint8Array, id: string): string =>
  Buffer.from(body).toString('utf8').replace(`"${id}"`, id);

const senders: Record<ReplyKind, Send> = {
  ok: sendId,
  same_id: sendId,
  numeric_id: (exchange, { callId, reply }) => {
    const asText = reply(callId);
    sendReply(exchange, { ...asText, body: unquoted(asText.body, callId) });
  },
  no_id: (exchange) => exchange.replyJson(200, { result: 'ok' }),
  empty: (exchange) => exchange.reply(200, ''),
  non_json: (exchange) => exchange.reply(200, 'OK', { 'content-type': 'text/plain' }),
  html: (exchange) => exchange.reply(200, htmlPage, { 'content-type': 'text/html; charset=utf-8' }),
  status: (exchange, { script: { status, retryAfterSeconds } }) =>
    exchange.reply(status, JSON.stringify({ error: `status ${status}` }), {
      'content-type': 'application/json',
      ...(retryAfterSeconds === null ? {} : { 'retry-after': String(retryAfterSeconds) }),
    }),
  refused: (exchange, { dialect, script: { reason, retryAfterSeconds } }) =>
    sendReply(exchange, dialect.refusal(reason, retryAfterSeconds ?? 1)),
  reset_before: cut,
  reset_after: cut,
  timeout_before: hang,
  timeout_after: hang,
};

/** The call id that this kind of reply tells the client; null when it tells none. */
export const replyIdOf = (kind: ReplyKind, callId: string): string | null =>
  kind === 'ok' || kind === 'same_id' || kind === 'numeric_id' ? callId : null;

/** How the ledger names the reply. */
export const replyWord = ({ reply, status, reason }: CallScript): string => {
  if (reply === 'status') return `status ${status}`;
  return reply === 'refused' ? `refused ${reason}` : reply;
};

export const sendPlacingReply: Send = (exchange, asked) => senders[asked.script.reply](exchange, asked);
