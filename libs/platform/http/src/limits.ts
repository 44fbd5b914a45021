/** What one client may cost. Bytes, milliseconds, counts. */
export interface HttpLimits {
  bodyBytes: number;
  /** All bodies that are on their way or being worked on, together. */
  heldBytes: number;
  /** Request line and headers together. */
  headerBytes: number;
  headerCount: number;
  urlBytes: number;
  connections: number;
  headersMs: number;
  /** A whole request, headers and body. */
  requestMs: number;
  /** After this long without a byte a body is given up; after this long at all it must come at `bodyBytesPerSecond` on average. */
  bodyGraceMs: number;
  bodyBytesPerSecond: number;
  /** 1C keeps a connection while its object lives; a proxy in front must have a shorter one. */
  keepAliveMs: number;
  /** A socket on which nothing moves at all; longer than the longest `wait` of a long poll. */
  idleMs: number;
  /** How often slow clients are looked for. */
  checkMs: number;
}

export const defaultLimits: HttpLimits = {
  bodyBytes: 2 * 1024 * 1024,
  heldBytes: 64 * 1024 * 1024,
  headerBytes: 16 * 1024,
  headerCount: 100,
  urlBytes: 8 * 1024,
  connections: 10_000,
  headersMs: 15_000,
  requestMs: 65_000,
  bodyGraceMs: 10_000,
  bodyBytesPerSecond: 2_048,
  keepAliveMs: 76_000,
  idleMs: 100_000,
  checkMs: 1_000,
};
