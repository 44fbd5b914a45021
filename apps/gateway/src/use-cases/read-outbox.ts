import type { OutboxEvent } from '@perezvon/contracts-events';
import { outboxEnvelope, type NumberedEvent } from '@perezvon/domain';
import type { Infobase } from './authenticate.ts';

export interface OutboxPage {
  events: NumberedEvent[];
  hasMore: boolean;
  /** The given cursor is unknown or expired: reading starts over with the oldest event kept. */
  reset: boolean;
  /** Everything up to here has been shown. */
  position: number;
}

export interface OutboxStore {
  /** `after` null: from the oldest unacknowledged. A known `after` acknowledges everything up to it when `acknowledge`. */
  read: (query: {
    infobaseId: string;
    after: number | null;
    limit: number;
    types: readonly string[];
    acknowledge: boolean;
  }) => Promise<OutboxPage>;
  acknowledge: (acknowledgement: {
    infobaseId: string;
    upTo: number | null;
    rejected: readonly { id: string; error: string | null }[];
  }) => Promise<void>;
}

export interface OutboxQuery {
  infobase: Infobase;
  cursor: string | null;
  limit: number;
  types: readonly string[];
  waitMs: number;
  /** The client is gone or the server stops: answer now. */
  signal: AbortSignal;
}

export interface OutboxReply {
  events: OutboxEvent[];
  cursor: string;
  hasMore: boolean;
  reset: boolean;
}

export interface OutboxReaderOptions {
  store: OutboxStore;
  clock: () => Date;
  /** Resolves after so many ms, or when the signal aborts. */
  sleep: (ms: number, signal: AbortSignal) => Promise<void>;
  pollMs: number;
  /** Clients of one infobase that may wait at once; one more is answered at once. */
  maxWaiting: number;
}

/** Cursors are opaque to 1C; ours are the number of the last event shown. Null when it is none of ours. */
export const parseCursor = (cursor: string): number | null =>
  /^p\d{1,15}$/.test(cursor) ? Number(cursor.slice(1)) : null;

const formatCursor = (position: number): string => `p${position}`;

/** An unreadable cursor lies beyond every number there is, so the store finds it unknown. */
const unknownPosition = Number.MAX_SAFE_INTEGER;

/** `GET /outbox`: the next events in order, waiting for the first one up to `waitMs`. */
export const createOutboxReader = ({ store, clock, sleep, pollMs, maxWaiting }: OutboxReaderOptions) => {
  const waiting = new Map<string, number>();

  const readOnce = async ({ infobase, cursor, limit, types }: OutboxQuery): Promise<OutboxReply> => {
    const page = await store.read({
      infobaseId: infobase.id,
      after: cursor === null ? null : (parseCursor(cursor) ?? unknownPosition),
      limit,
      types,
      // While events are pushed their fate is the notifier's: reading them aside must not change it.
      acknowledge: infobase.deliveryMode === 'pull',
    });
    return {
      events: page.events.map((event) => outboxEnvelope(event, infobase.timezone)),
      cursor: formatCursor(page.position),
      hasMore: page.hasMore,
      reset: page.reset,
    };
  };

  const pollUntil = async (query: OutboxQuery, deadline: number): Promise<OutboxReply> => {
    for (;;) {
      const reply = await readOnce(query);
      const left = deadline - clock().getTime();
      if (reply.events.length > 0 || reply.reset || left <= 0 || query.signal.aborted) return reply;
      await sleep(Math.min(pollMs, left), query.signal);
    }
  };

  return async (query: OutboxQuery): Promise<OutboxReply> => {
    const { id } = query.infobase;
    const others = waiting.get(id) ?? 0;
    if (query.waitMs <= 0 || others >= maxWaiting) return readOnce(query);
    waiting.set(id, others + 1);
    try {
      return await pollUntil(query, clock().getTime() + query.waitMs);
    } finally {
      waiting.set(id, (waiting.get(id) ?? 1) - 1);
    }
  };
};
