import type { PlaceResult, ProviderResponse, RefusalReason } from '@perezvon/contracts-adapter';
import { retryAfterMs } from './retry-after.ts';

/** A 2xx, for the adapter to read. */
export interface SuccessReply {
  kind: 'success';
  body: string;
}

const reasonsByStatus: Readonly<Record<number, RefusalReason>> = {
  401: 'unauthorized',
  402: 'no_money',
  403: 'unauthorized',
  408: 'unavailable',
  429: 'rate_limited',
};

/**
 * What the HTTP level alone says about a request to place a call. Refused, so it may be sent again: never left us; any 4xx; a
 * redirect (never followed); 503 with `Retry-After`, by which the server itself asks for a repetition. Unclear, so it's never sent
 * again: lost, any other 5xx (the fault may have struck after the call was placed), 303 (sent after the work was done).
 * Details hold statuses only: a body may repeat what we sent.
 */
export const readPlaceReply = (response: ProviderResponse, now: Date): SuccessReply | PlaceResult => {
  switch (response.kind) {
    case 'unsent':
      return { kind: 'refused', reason: 'unavailable', detail: response.detail };
    case 'lost':
      return { kind: 'unclear', detail: response.detail };
    case 'reply':
      return readStatus(response, now);
  }
};

type Reply = Extract<ProviderResponse, { kind: 'reply' }>;

const readStatus = ({ status, headers, body }: Reply, now: Date): SuccessReply | PlaceResult => {
  if (status >= 200 && status < 300) return { kind: 'success', body };
  const detail = `HTTP ${status}`;
  const wait = retryAfterMs(headers['retry-after'], now);
  const retry = wait === undefined ? {} : { retryAfterMs: wait };
  if (status === 503 && wait !== undefined)
    return { kind: 'refused', reason: 'unavailable', detail, ...retry };
  if (status === 303 || status < 300 || status >= 500) return { kind: 'unclear', detail };
  return { kind: 'refused', reason: reasonsByStatus[status] ?? 'invalid_request', detail, ...retry };
};
