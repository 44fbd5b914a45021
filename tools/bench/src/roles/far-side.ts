import { createServer, type IncomingMessage, type ServerResponse } from 'node:http';
import { setTimeout as sleep } from 'node:timers/promises';
import { openConnection, type Connection } from '../load/connection.ts';
import { requestText, webhookBody, type Target } from '../load/bodies.ts';
import { summarise, type Latencies } from '../load/latencies.ts';
import { listenOnFreePort } from './listen.ts';
import type { Role } from './serve-role.ts';

export interface PacedRequest {
  target: Target;
  /** Webhooks a second. */
  rate: number;
  /** Call ids: `PREFIX` + each of these numbers. */
  prefix: string;
  first: number;
  count: number;
  /** How long to wait for what 1C has not heard when the last webhook is sent, ms. */
  patienceMs: number;
}

export interface PacedResult extends Latencies {
  errors: number;
  /** Events that never reached 1C. */
  missing: number;
  /** From the last webhook to the last event, ms. */
  lagMs: number;
}

export interface PlacedCalls {
  count: number;
  perSecond: number;
}

/** What 1C and VoiceBox have seen. */
interface Seen {
  /** When 1C got the event about a subject. */
  eventAt: Map<string, number>;
  calls: number;
  firstCallAt: number;
  lastCallAt: number;
}

const nothingSeen = (): Seen => ({ eventAt: new Map(), calls: 0, firstCallAt: 0, lastCallAt: 0 });

interface Batch {
  events: readonly { id: string; subject: string }[];
}

const takeEvents = (seen: Seen, { events }: Batch): object => {
  const now = performance.now();
  for (const { subject } of events) if (!seen.eventAt.has(subject)) seen.eventAt.set(subject, now);
  return { results: events.map(({ id }) => ({ id, status: 'accepted' })) };
};

const takeCall = (seen: Seen, { data }: { data: { guid: string } }): object => {
  seen.lastCallAt = performance.now();
  if (seen.calls === 0) seen.firstCallAt = seen.lastCallAt;
  seen.calls += 1;
  return { id: `call-${data.guid}` };
};

const answer = (seen: Seen, request: IncomingMessage, response: ServerResponse): void => {
  const chunks: Buffer[] = [];
  request.on('data', (chunk: Buffer) => chunks.push(chunk));
  request.on('end', () => {
    const body: unknown = JSON.parse(Buffer.concat(chunks).toString());
    const reply = request.url === '/onec' ? takeEvents(seen, body as Batch) : takeCall(seen, body as never);
    const text = JSON.stringify(reply);
    response.writeHead(200, {
      'content-type': 'application/json',
      'content-length': Buffer.byteLength(text),
    });
    response.end(text);
  });
};

const connectionCount = 64;

/** An open loop: a webhook leaves at its time, whether the ones before are answered or not, as long as a connection is free. */
const sendPaced = async (
  request: PacedRequest,
  free: Connection[],
): Promise<{ sentAt: number[]; errors: number }> => {
  const { target, rate, prefix, first, count } = request;
  const begunAt = performance.now();
  const sentAt: number[] = [];
  const replies: Promise<void>[] = [];
  let errors = 0;
  const sendOne = async (connection: Connection, text: string): Promise<void> => {
    const status = await connection.send(text).catch(() => 0);
    if (status < 200 || status > 299) errors += 1;
    free.push(connection);
  };
  while (sentAt.length < count) {
    const due = Math.min(count, Math.floor(((performance.now() - begunAt) * rate) / 1_000) + 1);
    for (let connection = free.pop(); connection !== undefined; connection = free.pop()) {
      if (sentAt.length >= due) {
        free.push(connection);
        break;
      }
      const callId = `${prefix}${first + sentAt.length}`;
      sentAt.push(performance.now());
      replies.push(sendOne(connection, requestText(target, webhookBody(callId))));
    }
    await sleep(1);
  }
  await Promise.all(replies);
  return { sentAt, errors };
};

const untilHeard = async (seen: Seen, { count, patienceMs }: PacedRequest): Promise<void> => {
  const deadline = performance.now() + patienceMs;
  while (seen.eventAt.size < count && performance.now() < deadline) await sleep(5);
};

const paced = async (request: PacedRequest, seen: Seen): Promise<PacedResult> => {
  const connections = await Promise.all(
    Array.from({ length: connectionCount }, () => openConnection(request.target.port)),
  );
  const { sentAt, errors } = await sendPaced(request, [...connections]);
  await untilHeard(seen, request);
  for (const connection of connections) connection.close();
  const heard = sentAt.flatMap((at, index) => {
    const eventAt = seen.eventAt.get(`${request.prefix}${request.first + index}`);
    return eventAt === undefined ? [] : [{ at: eventAt, took: eventAt - at }];
  });
  const lastAt = Math.max(...heard.map(({ at }) => at));
  return {
    ...summarise(heard.map(({ took }) => took)),
    errors,
    missing: sentAt.length - heard.length,
    lagMs: lastAt - (sentAt.at(-1) ?? 0),
  };
};

/** 1C and VoiceBox in their most trivial form, and the sender of webhooks in the same process: one clock for both ends. */
export const farSide: Role = async () => {
  let seen = nothingSeen();
  const server = createServer((request, response) => answer(seen, request, response));
  const handlers = await listenOnFreePort(server);
  return {
    ...handlers,
    forget: () => {
      seen = nothingSeen();
    },
    paced: (request: PacedRequest) => paced(request, seen),
    calls: (): PlacedCalls => {
      const seconds = (seen.lastCallAt - seen.firstCallAt) / 1_000;
      return { count: seen.calls, perSecond: seconds > 0 ? seen.calls / seconds : 0 };
    },
  };
};
