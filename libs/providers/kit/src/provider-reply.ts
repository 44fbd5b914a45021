import type { Readable } from 'node:stream';
import type { RefusalReason, Refused, Unclear, Unsent } from '@perezvon/contracts-adapter';
import { retryAfterMs } from './retry-after.ts';

interface Reply<Body> {
  kind: 'reply';
  status: number;
  headers: Readonly<Record<string, string>>;
  body: Body;
}

/** What `send` (body: text) or `open` (body: stream) gave. */
type Received<Body> = Reply<Body> | Unsent | { kind: 'lost'; detail: string };

/** A 2xx, for the adapter to read. */
export interface SuccessReply<Body = string> {
  kind: 'success';
  status: number;
  headers: Readonly<Record<string, string>>;
  body: Body;
}

interface ReplyContext {
  /** For `Retry-After` given as a date. */
  now: Date;
  /** What a 404 means; `invalid_request` unless told otherwise. */
  notFound?: RefusalReason;
}

const reasonsByStatus: Readonly<Record<number, RefusalReason>> = {
  401: 'unauthorized',
  402: 'no_money',
  403: 'unauthorized',
  408: 'unavailable',
  429: 'rate_limited',
};

/**
 * What the HTTP level alone says about a request.
 *
 * `act` (a call, a message, a command). Refused, so it may be sent again: never left us; any 4xx; a redirect (never followed); 503
 * with `Retry-After`, by which the server itself asks for a repetition. Unclear, so it's never sent again: lost, any other 5xx (the
 * fault may have struck after the work was done), 303 (sent after it was done).
 *
 * `ask` (a list, a look-up): the same, but what would be unclear is refused as `unavailable`, for asking again does no harm.
 *
 * Details hold statuses only: a body may repeat what we sent. A stream that nobody will read is destroyed.
 */
export function readReply<Body extends string | Readable>(
  response: Received<Body>,
  context: ReplyContext & { kind: 'ask' },
): SuccessReply<Body> | Refused;
export function readReply<Body extends string | Readable>(
  response: Received<Body>,
  context: ReplyContext & { kind: 'act' },
): SuccessReply<Body> | Refused | Unclear;
export function readReply<Body extends string | Readable>(
  response: Received<Body>,
  context: ReplyContext & { kind: 'act' | 'ask' },
): SuccessReply<Body> | Refused | Unclear {
  const result = read(response, context);
  return result.kind === 'unclear' && context.kind === 'ask'
    ? { kind: 'refused', reason: 'unavailable', detail: result.detail }
    : result;
}

const read = <Body extends string | Readable>(
  response: Received<Body>,
  context: ReplyContext,
): SuccessReply<Body> | Refused | Unclear => {
  switch (response.kind) {
    case 'unsent':
      return { kind: 'refused', reason: 'unavailable', detail: response.detail, ...retryOf(response) };
    case 'lost':
      return { kind: 'unclear', detail: response.detail };
    case 'reply':
      if (isSuccess(response.status)) return { ...response, kind: 'success' };
      if (typeof response.body !== 'string') response.body.destroy();
      return failed(response, context);
  }
};

const isSuccess = (status: number): boolean => status >= 200 && status < 300;

const failed = ({ status, headers }: Reply<unknown>, { now, notFound }: ReplyContext): Refused | Unclear => {
  const detail = `HTTP ${status}`;
  const retry = retryOf({ retryAfterMs: retryAfterMs(headers['retry-after'], now) });
  if (status === 503 && 'retryAfterMs' in retry)
    return { kind: 'refused', reason: 'unavailable', detail, ...retry };
  if (status === 303 || status < 300 || status >= 500) return { kind: 'unclear', detail };
  const reason = status === 404 ? notFound : reasonsByStatus[status];
  return { kind: 'refused', reason: reason ?? 'invalid_request', detail, ...retry };
};

const retryOf = (from: { retryAfterMs?: number | undefined }): { retryAfterMs?: number } =>
  from.retryAfterMs === undefined ? {} : { retryAfterMs: from.retryAfterMs };
