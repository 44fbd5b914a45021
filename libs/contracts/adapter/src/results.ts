/** Why a provider did not take a request. */
export const refusalReasons = [
  'bad_phone',
  'rate_limited',
  'no_money',
  'blocked',
  'unauthorized',
  'invalid_request',
  'unavailable',
  /** The call, recording, message or line is not there (any more). */
  'not_found',
  /** The person cannot be written to: blocked the bot, is no subscriber. */
  'not_allowed',
] as const;
export type RefusalReason = (typeof refusalReasons)[number];

/** It surely was not done, and may be tried again after `retryAfterMs`. `detail` holds no phone, name or secret. */
export interface Refused {
  kind: 'refused';
  reason: RefusalReason;
  retryAfterMs?: number;
  detail: string;
}

/** It may have been done (time-out after the request left, unreadable reply): never sent again. */
export interface Unclear {
  kind: 'unclear';
  detail: string;
}

/** Of a call. `providerCallId`: null when the provider told none. */
export type PlaceResult = { kind: 'placed'; providerCallId: string | null } | Refused | Unclear;

/** Of a message. `messageId`: null when the provider told none. */
export type SendResult = { kind: 'sent'; messageId: string | null } | Refused | Unclear;

/** Of a command that changes something and gives nothing back. */
export type CommandResult = { kind: 'done' } | Refused | Unclear;

/** Of a question. Asking again does no harm, so a fault on the way is a refusal too. */
export type ReadResult<Value> = { kind: 'found'; value: Value } | Refused;
