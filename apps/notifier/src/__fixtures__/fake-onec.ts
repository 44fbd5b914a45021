import { once } from 'node:events';
import { createServer, type IncomingMessage, type RequestListener, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import { buffer } from 'node:stream/consumers';
import type { DeliveryStatus, OutboxEvent } from '@perezvon/contracts-events';

export interface Received {
  batch: string;
  events: OutboxEvent[];
  bytes: number;
  headers: IncomingMessage['headers'];
}

/** What 1C answers; `hang`: nothing, `cut`: it drops the connection. */
export interface Answer {
  status?: number;
  headers?: Record<string, string>;
  body?: string;
  hang?: boolean;
  cut?: boolean;
}

type Script = (received: Received) => Answer | Promise<Answer>;

export interface FakeOnec {
  url: string;
  received: Received[];
  /** Batches that were being worked on at once, at the most. */
  busiest: () => number;
  script: (next: Script) => void;
  /** Nobody listens any more; `up` takes the same port again. */
  down: () => Promise<void>;
  up: () => Promise<void>;
}

/** A proper reply; `statusOf`: what it says of each event. */
export const results = (
  { events }: Pick<Received, 'events'>,
  statusOf: (event: OutboxEvent) => DeliveryStatus = () => 'accepted',
): Answer => ({
  body: JSON.stringify({
    results: events.map((event) => ({ id: event.id, status: statusOf(event), error: null })),
  }),
});

const receivedFrom = async (request: IncomingMessage): Promise<Received> => {
  const body = await buffer(request);
  const parsed = JSON.parse(body.toString('utf8')) as Pick<Received, 'batch' | 'events'>;
  return { ...parsed, bytes: body.length, headers: request.headers };
};

const send = (response: ServerResponse, { status = 200, headers, body = '', hang, cut }: Answer): void => {
  if (hang === true) return;
  if (cut === true) {
    response.destroy();
    return;
  }
  response.writeHead(status, { 'content-type': 'application/json; charset=utf-8', ...headers });
  response.end(body);
};

/** One that can go down and come back on the same port. */
const createPort = (listener: RequestListener): { up: () => Promise<number>; down: () => Promise<void> } => {
  let server = createServer();
  let port = 0;
  return {
    up: async () => {
      server = createServer(listener);
      server.listen(port, '127.0.0.1');
      await once(server, 'listening');
      port = (server.address() as AddressInfo).port;
      return port;
    },
    down: async () => {
      const closed = once(server, 'close');
      server.close();
      server.closeAllConnections();
      await closed;
    },
  };
};

/** 1C's HTTP service at HTTP level. */
export const startFakeOnec = async (): Promise<FakeOnec> => {
  const received: Received[] = [];
  let answer: Script = (batch) => results(batch);
  let working = 0;
  let busiest = 0;

  const work = async (request: IncomingMessage, response: ServerResponse): Promise<void> => {
    const batch = await receivedFrom(request);
    received.push(batch);
    working += 1;
    busiest = Math.max(busiest, working);
    const said = await answer(batch);
    working -= 1;
    send(response, said);
  };
  const port = createPort((request, response) => void work(request, response));
  const number = await port.up();
  return {
    url: `http://127.0.0.1:${number}/clinic/hs/perezvon/v1/events`,
    received,
    busiest: () => busiest,
    script: (next) => {
      answer = next;
    },
    down: port.down,
    up: async () => {
      await port.up();
    },
  };
};
