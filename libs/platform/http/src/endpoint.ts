import type { Buffer } from 'node:buffer';

/** One request, whole: an endpoint never sees sockets or streams, so the same one runs on `node:http` and under Express. */
export interface HttpRequest {
  method: string;
  /** Decoded by nobody; single slashes, no trailing one, case as sent. */
  path: string;
  /** What followed `?`, as sent (1C may percent-encode cp1251). */
  queryText: string;
  /** Parsed when first asked for. */
  readonly query: URLSearchParams;
  /** Lower-case names; repeated ones joined with `, `. */
  headers: Readonly<Record<string, string>>;
  body: Buffer;
  /** Values of `{name}` parts of the route; `rest` of a prefix route is what followed the prefix. */
  params: Readonly<Record<string, string>>;
  requestId: string;
  remoteAddress: string;
  /** Aborts when the client is gone or the server stops: whoever waits (long poll) answers now. */
  readonly signal: AbortSignal;
}

/** What is wrong, for 1C: `message` in Russian, `field` the path of the bad field or null. */
export interface Problem {
  code: string;
  message: string;
  field?: string | null;
}

/** Text headers by lower-case name. */
export type ReplyHeaders = Readonly<Record<string, string>>;

/**
 * `body`: an object becomes JSON, text and bytes go out as they are (then `headers` names their content type).
 * `problem` becomes `{"error":{code,message,field},"request_id"}`.
 */
export type HttpReply =
  | { status: number; headers?: ReplyHeaders; body: object | string }
  | { status: number; headers?: ReplyHeaders; problem: Problem };

export type Endpoint = (request: HttpRequest) => Promise<HttpReply>;

/** Methods in capitals; `*` takes any. HEAD is answered wherever GET is. */
export type Methods = readonly string[];

/** Answered on `node:http` itself. `prefix` ends with a slash and matches everything below it. */
export interface HotRoute {
  methods: Methods;
  path: string;
  match: 'exact' | 'prefix';
  endpoint: Endpoint;
}

/** Answered by Express. `{name}` in the path takes one segment. */
export interface ApiRoute {
  methods: Methods;
  path: string;
  endpoint: Endpoint;
}
