import type { CallEvent } from '@perezvon/contracts-events';
import type { z } from 'zod';

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

/** Why a body could not be read, for the operator's list of unparsed events. */
export type ParseResult = { ok: true; events: CallEvent[] } | { ok: false; problem: string };

export interface Webhook {
  /** Is this really the provider? Pure, constant-time, fails closed. */
  verify(request: WebhookRequest): Verification;
  /** Raw bytes to canonical events; lenient: unknown fields are ignored, an unknown status becomes `call.unknown`. */
  parse(request: WebhookRequest): ParseResult;
  /** What the provider expects to hear once the event is durable. */
  reply(request: WebhookRequest): WebhookReply;
}

/** One reminder call to place. `phone`: E.164 digits without `+`. Texts hold only what a synthesiser can say. */
export interface ReminderCallIntent {
  attemptId: string;
  phone: string;
  name: string;
  visit: string;
}

export const refusalReasons = [
  'bad_phone',
  'rate_limited',
  'no_money',
  'blocked',
  'unauthorized',
  'invalid_request',
  'unavailable',
] as const;
export type RefusalReason = (typeof refusalReasons)[number];

/**
 * `placed`: the provider took the call. `refused`: it surely did not call (may be tried again after `retryAfterMs`).
 * `unclear`: it may have called (time-out after the request left, unreadable reply): never sent again.
 */
export type PlaceResult =
  | { kind: 'placed'; providerCallId: string | null }
  | { kind: 'refused'; reason: RefusalReason; retryAfterMs?: number; detail: string }
  | { kind: 'unclear'; detail: string };

/** What a provider can do, as data; a method that is absent is a capability the provider lacks. */
export interface Capabilities {
  /** The robot can call a patient: `asks` = it understands an answer, `speaks` = it only plays a text. */
  reminderCall?: 'asks' | 'speaks';
}

export interface AdapterInstance {
  webhook: Webhook;
  placeReminderCall?(intent: ReminderCallIntent): Promise<PlaceResult>;
  /** Frees sockets. */
  close(): void;
}

/** One outgoing HTTP exchange. `body` is sent as it is; the base URL and credentials belong to the adapter. */
export interface ProviderRequest {
  method: 'GET' | 'POST' | 'PUT' | 'DELETE';
  url: string;
  headers?: Readonly<Record<string, string>>;
  body?: string;
  /** Whole exchange, ms; the client's default otherwise. */
  timeoutMs?: number;
}

/**
 * What became of it. `unsent`: the request surely did not reach the provider (refused connection, DNS, TLS, open circuit).
 * `lost`: it may have (time-out, reset after sending).
 */
export type ProviderResponse =
  | { kind: 'reply'; status: number; headers: Readonly<Record<string, string>>; body: string }
  | { kind: 'unsent'; detail: string }
  | { kind: 'lost'; detail: string };

export interface ProviderHttp {
  send(request: ProviderRequest): Promise<ProviderResponse>;
  close(): void;
}

/** Where and how an account's HTTP client may connect; data, so that the registry makes the client. */
export interface Connection {
  /** Origins (`https://voicebox.mtt.ru`) the account's requests may go to; any other is refused before sending. */
  origins: readonly string[];
  /** Whole exchange, ms. */
  timeoutMs?: number;
}

export interface AdapterDependencies {
  http: ProviderHttp;
  /** Now, as an instant. */
  clock: () => Date;
}

export interface Adapter<Schema extends z.ZodType = z.ZodType> {
  id: string;
  displayName: string;
  docsUrl: string;
  /** Strict. Fields made with `secret()` are masked everywhere. */
  settings: Schema;
  capabilities: Capabilities;
  connection(settings: z.output<Schema>): Connection;
  create(settings: z.output<Schema>, dependencies: AdapterDependencies): AdapterInstance;
}

/** Ties the type of `create`'s settings to the schema. */
export const defineAdapter = <Schema extends z.ZodType>(adapter: Adapter<Schema>): Adapter<Schema> => adapter;
