import type { ProviderEvent } from '@perezvon/contracts-events';

/** A webhook exactly as it came. `path` is what followed the token in the URL (`''` or `/events/call`). */
export interface WebhookRequest {
  method: string;
  path: string;
  query: string;
  /** Lower-case names. */
  headers: Readonly<Record<string, string>>;
  body: Uint8Array;
}

export interface WebhookReply {
  status: number;
  headers: Readonly<Record<string, string>>;
  body: string;
}

/** Never throws and tells the caller nothing but yes or no; the reason goes to our own log only. */
export type Verification = { ok: true } | { ok: false; reason: string };

/** Why a body could not be read, for the operator's list of unparsed events. No events: a ping, or nothing worth telling. */
export type ParseResult = { ok: true; events: ProviderEvent[] } | { ok: false; problem: string };

export interface Webhook {
  /** Is this really the provider? Pure, constant-time, fails closed. */
  verify(request: WebhookRequest): Verification;
  /** Raw bytes to canonical events; lenient: unknown fields are ignored, an unknown status becomes `….unknown`. */
  parse(request: WebhookRequest): ParseResult;
  /** What the provider expects to hear once the event is durable. */
  reply(request: WebhookRequest): WebhookReply;
}

/** “Who should take this call?”, asked while it rings. Phones are E.164 digits; null when hidden or unreadable. */
export interface RouteQuestion {
  providerCallId: string | null;
  clientPhone: string | null;
  ownPhone: string | null;
  /** Keys pressed before, if the scheme collected any. */
  digits: string | null;
}

export interface RouteAnswer {
  /** Whom to connect: short numbers or phones, the first first. Empty: the provider's own fallback. */
  targets: readonly string[];
  /** What the employee's telephone shows; null: nothing special. */
  callerName: string | null;
}

/** Synchronous inbound routing; the provider waits for the reply. Proof of origin is `Webhook.verify`'s. */
export interface Routing {
  read(request: WebhookRequest): { ok: true; question: RouteQuestion } | { ok: false; problem: string };
  /** Never fails: with no targets it says whatever makes the provider take its own fallback. */
  reply(answer: RouteAnswer, request: WebhookRequest): WebhookReply;
}
