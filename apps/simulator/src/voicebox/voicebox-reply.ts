import type { Exchange } from '../exchange.ts';
import type { CallScript, ReplyKind } from '../script.ts';

const htmlPage = '<!DOCTYPE html><html><head><title>VoiceBox</title></head><body>Вход</body></html>';

type Send = (exchange: Exchange, callId: string, script: CallScript) => void;

const sendId: Send = (exchange, callId) => exchange.replyJson(200, { id: callId });
const cut: Send = (exchange) => exchange.reset();
/** The client's own time-out ends it; stopping the simulator cuts it. */
const hang: Send = () => undefined;

const senders: Record<ReplyKind, Send> = {
  ok: sendId,
  same_id: sendId,
  numeric_id: (exchange, callId) => exchange.replyJson(200, { id: Number(callId) }),
  no_id: (exchange) => exchange.replyJson(200, { result: 'ok' }),
  empty: (exchange) => exchange.reply(200, ''),
  non_json: (exchange) => exchange.reply(200, 'OK', { 'content-type': 'text/plain' }),
  html: (exchange) => exchange.reply(200, htmlPage, { 'content-type': 'text/html; charset=utf-8' }),
  status: (exchange, _callId, { status, retryAfterSeconds }) =>
    exchange.reply(status, JSON.stringify({ error: `status ${status}` }), {
      'content-type': 'application/json',
      ...(retryAfterSeconds === null ? {} : { 'retry-after': String(retryAfterSeconds) }),
    }),
  reset_before: cut,
  reset_after: cut,
  timeout_before: hang,
  timeout_after: hang,
};

/** The call id that this kind of reply tells the client; null when it tells none. */
export const replyIdOf = (kind: ReplyKind, callId: string): string | null =>
  kind === 'ok' || kind === 'same_id' || kind === 'numeric_id' ? callId : null;

export const sendPlacingReply = (exchange: Exchange, callId: string, script: CallScript): void =>
  senders[script.reply](exchange, callId, script);
