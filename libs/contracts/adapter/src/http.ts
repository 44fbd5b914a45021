import type { Readable } from 'node:stream';

/** One outgoing HTTP exchange. `body` is sent as it is; the base URL and credentials belong to the adapter. */
export interface ProviderRequest {
  method: 'GET' | 'POST' | 'PUT' | 'DELETE';
  url: string;
  headers?: Readonly<Record<string, string>>;
  body?: string | Uint8Array;
  /** Whole exchange, ms; the client's default otherwise. */
  timeoutMs?: number;
  /** Asking twice does no harm (a list, a look-up): the client may try again after a fault. Never for a call or a message. */
  isSafeToRepeat?: boolean;
}

/**
 * It never left: refused connection, DNS, TLS, an open circuit (then `retryAfterMs` says when the provider is tried again).
 */
export interface Unsent {
  kind: 'unsent';
  detail: string;
  retryAfterMs?: number;
}

/**
 * What became of a request. `unsent`: it surely did not reach the provider. `lost`: it may have (time-out, reset after sending).
 */
export type ProviderResponse =
  | { kind: 'reply'; status: number; headers: Readonly<Record<string, string>>; body: string }
  | Unsent
  | { kind: 'lost'; detail: string };

/** A reply whose body is not read yet: a recording. Whoever gets it reads or destroys `body`. */
export type OpenedResponse =
  | { kind: 'reply'; status: number; headers: Readonly<Record<string, string>>; body: Readable }
  | Unsent
  | { kind: 'lost'; detail: string };

export interface ProviderHttp {
  send(request: ProviderRequest): Promise<ProviderResponse>;
  /** As `send`, without a limit on the size and with the time limit only until the headers. */
  open(request: ProviderRequest): Promise<OpenedResponse>;
  close(): void;
}

/** Where and how an account's HTTP client may connect; data, so that the registry makes the client. */
export interface Connection {
  /** Origins (`https://voicebox.mtt.ru`) the account's requests may go to; any other is refused before sending. */
  origins: readonly string[];
  /** Whole exchange, ms. */
  timeoutMs?: number;
  /**
   * The provider's own limits on requests; what goes beyond waits up to the time-out. `path`: the limit is for requests whose URL's path
   * begins so (`/vpbx/commands/route`); absent: for every request. All limits that are for a request hold at once.
   */
  rates?: readonly { requests: number; perMs: number; path?: string }[];
  /** The newest TLS version the provider understands, if not the newest there is. */
  maxTlsVersion?: 'TLSv1.2';
}
