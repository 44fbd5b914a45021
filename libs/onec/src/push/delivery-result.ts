import type { DeliveryStatus } from '@perezvon/contracts-events';

/** What 1C said about one event of a batch; `error` is its own text, at most 500 characters. */
export interface EventResult {
  id: string;
  status: DeliveryStatus;
  error: string | null;
}

/** Why a whole batch has to be sent again. */
export type RetryReason =
  /** No connection, or it broke. */
  | 'unreachable'
  | 'timeout'
  /** 1C has no free licence, is locked for exclusive use or refuses new sessions. */
  | 'busy'
  /** 413, 429 or 503. */
  | 'throttled'
  /** 1C wants an IBSession and did not take ours. */
  | 'session'
  | 'server_error'
  /** Another 3xx or 4xx, or a 2xx that names an error. */
  | 'refused'
  /** A page for people: the web client, a proxy, a login form. */
  | 'html'
  /** Broken JSON, or more of a reply than is read. */
  | 'unreadable';

/**
 * The outcome of one push. `answered`: a result for every event sent, in its order. `retry`: nothing is known to be
 * taken; `retryAfterMs` is 1C's own wish. `paused`: sending on would only do harm (locked user, no service), probe again
 * after `probeAfterMs`. `disabled`: 1C answered 410 and wants no more. `detail`: at most 2 KB of the reply or the fault.
 */
export type DeliveryResult =
  | { kind: 'answered'; results: EventResult[] }
  | { kind: 'retry'; reason: RetryReason; retryAfterMs: number | null; detail: string }
  | { kind: 'paused'; reason: 'unauthorized' | 'not_published'; probeAfterMs: number; detail: string }
  | { kind: 'disabled'; detail: string };
