import { openConnection, type Connection } from '../load/connection.ts';
import { bookingBody, requestText, webhookBody, type Target } from '../load/bodies.ts';
import { summarise, type Latencies } from '../load/latencies.ts';
import type { Role } from './serve-role.ts';

export interface LoadRequest {
  target: Target;
  kind: 'webhook' | 'booking';
  connections: number;
  warmUpMs: number;
  measureMs: number;
  /** Begins every id of this load. */
  prefix: string;
}

export interface LoadResult extends Latencies {
  perSecond: number;
  /** Requests in all, those of the warm-up too. */
  sent: number;
  /** Replies other than 2xx, and broken connections. */
  errors: number;
}

interface Tally {
  from: number;
  until: number;
  sent: number;
  errors: number;
  latencies: number[];
}

const lineOf = ({ target, kind, prefix }: LoadRequest, n: number): string => {
  const id = `${prefix}-${n}`;
  return requestText(target, kind === 'webhook' ? webhookBody(id) : bookingBody(id, n));
};

/** Sends one request after the other, as soon as the reply is there. */
const keepAsking = async (connection: Connection, request: LoadRequest, tally: Tally): Promise<void> => {
  for (;;) {
    const startedAt = performance.now();
    if (startedAt >= tally.until) return;
    const status = await connection.send(lineOf(request, (tally.sent += 1)));
    const endedAt = performance.now();
    if (endedAt < tally.from || endedAt > tally.until) continue;
    if (status >= 200 && status < 300) tally.latencies.push(endedAt - startedAt);
    else tally.errors += 1;
  }
};

const load = async (request: LoadRequest): Promise<LoadResult> => {
  const { target, connections: count, warmUpMs, measureMs } = request;
  const connections = await Promise.all(Array.from({ length: count }, () => openConnection(target.port)));
  const from = performance.now() + warmUpMs;
  const tally: Tally = { from, until: from + measureMs, sent: 0, errors: 0, latencies: [] };
  const askers = await Promise.allSettled(
    connections.map((connection) => keepAsking(connection, request, tally)),
  );
  for (const connection of connections) connection.close();
  const broken = askers.filter(({ status }) => status === 'rejected').length;
  return {
    perSecond: (tally.latencies.length / measureMs) * 1_000,
    sent: tally.sent,
    errors: tally.errors + broken,
    ...summarise(tally.latencies),
  };
};

/** Closed-loop load over kept connections, from a process of its own. */
export const loadGenerator: Role = async () => ({ load });
