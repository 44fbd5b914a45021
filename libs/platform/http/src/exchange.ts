import { randomUUID } from 'node:crypto';
import type { IncomingMessage, ServerResponse } from 'node:http';
import type { Endpoint, HttpReply, HttpRequest } from './endpoint.ts';
import { bodyTooLarge, bodyTooSlow, internalError, overloaded } from './problems.ts';
import type { BodyReader } from './read-body.ts';
import type { RequestTarget } from './request-target.ts';
import { sendReply } from './send-reply.ts';

export interface ExchangeContext {
  bodies: BodyReader;
  bodyBytes: number;
  isStopping: () => boolean;
  /** Called with what ends a wait early: the client's going away is watched by the exchange itself. */
  stopSignal: AbortSignal;
  /** An endpoint threw: a bug. The client hears 500 and nothing else. */
  onFault: (error: unknown, request: { method: string; path: string; requestId: string }) => void;
}

export interface Exchange {
  request: IncomingMessage;
  response: ServerResponse;
  target: RequestTarget;
  params: Readonly<Record<string, string>>;
  endpoint: Endpoint;
}

const wellFormedId = /^[\w.-]{1,64}$/;

/** The caller's own id when it is harmless, else a new one. */
export const requestIdOf = (request: IncomingMessage): string => {
  const given = request.headers['x-request-id'];
  return typeof given === 'string' && wellFormedId.test(given) ? given : randomUUID();
};

/** Reads the body, asks the endpoint, sends what it says. */
export const runExchange = async (exchange: Exchange, context: ExchangeContext): Promise<void> => {
  const { request, response } = exchange;
  const requestId = requestIdOf(request);
  const reply = await answer(exchange, context, requestId);
  if (reply === null) {
    response.destroy();
    return;
  }
  sendReply({ request, response, reply, requestId, lastOnConnection: context.isStopping() });
};

const answer = async (
  exchange: Exchange,
  context: ExchangeContext,
  requestId: string,
): Promise<HttpReply | null> => {
  const read = await context.bodies.read(exchange.request);
  switch (read.kind) {
    case 'too_large':
      return bodyTooLarge(context.bodyBytes);
    case 'too_slow':
      return bodyTooSlow();
    case 'overloaded':
      return overloaded();
    case 'aborted':
      return null;
    case 'whole':
      return ask({ exchange, context, requestId, body: read.body }).finally(read.release);
  }
};

const ask = async (parts: Parts): Promise<HttpReply> => {
  const { exchange, context, requestId } = parts;
  try {
    return await exchange.endpoint(toRequest(parts));
  } catch (error) {
    context.onFault(error, { method: exchange.request.method ?? '', path: exchange.target.path, requestId });
    return internalError();
  }
};

interface Parts {
  exchange: Exchange;
  context: ExchangeContext;
  requestId: string;
  body: Buffer;
}

const toRequest = ({ exchange, context, requestId, body }: Parts): HttpRequest => {
  const { request, response, target, params } = exchange;
  let query: URLSearchParams | undefined;
  let signal: AbortSignal | undefined;
  return {
    method: request.method ?? 'GET',
    path: target.path,
    queryText: target.queryText,
    get query() {
      return (query ??= new URLSearchParams(target.queryText));
    },
    headers: request.headers as Readonly<Record<string, string>>,
    body,
    params,
    requestId,
    remoteAddress: request.socket.remoteAddress ?? '',
    get signal() {
      return (signal ??= goneSignal(response, context.stopSignal));
    },
  };
};

const goneSignal = (response: ServerResponse, stopSignal: AbortSignal): AbortSignal => {
  const gone = new AbortController();
  response.once('close', () => {
    gone.abort();
  });
  return AbortSignal.any([gone.signal, stopSignal]);
};
