import type { SimulatedReply, SimulatedRequest } from '@perezvon/contracts-adapter';
import { createServer } from 'node:http';
import type { IncomingMessage, ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';

/** What goes wrong on the wire: no answer for ever, or a connection cut after the request arrived. */
export type WireFault = 'silence' | 'cut';

/** What the far side does with a request. */
export type Behaviour = (request: SimulatedRequest) => SimulatedReply | WireFault;

export interface HttpSimulator {
  origin: string;
  requests: readonly SimulatedRequest[];
}

/** Runs with an HTTP server on a free local port, which is gone afterwards. */
export const withSimulator = async <Result>(
  behaviour: Behaviour,
  run: (simulator: HttpSimulator) => Promise<Result>,
): Promise<Result> => {
  const requests: SimulatedRequest[] = [];
  const server = createServer((request, response) => {
    void bodyOf(request).then((body) => {
      const simulated = { ...factsOf(request), body };
      requests.push(simulated);
      answer(response, behaviour(simulated));
    });
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const { port } = server.address() as AddressInfo;
  try {
    return await run({ origin: `http://127.0.0.1:${port}`, requests });
  } finally {
    server.closeAllConnections();
    await new Promise((resolve) => server.close(resolve));
  }
};

const bodyOf = async (request: IncomingMessage): Promise<Uint8Array> => {
  const chunks: Buffer[] = [];
  for await (const chunk of request) chunks.push(chunk as Buffer);
  return Buffer.concat(chunks);
};

const factsOf = (request: IncomingMessage): Omit<SimulatedRequest, 'body'> => ({
  method: request.method ?? '',
  url: request.url ?? '',
  headers: Object.fromEntries(
    Object.entries(request.headers).map(([name, value]) => [
      name,
      Array.isArray(value) ? value.join(', ') : (value ?? ''),
    ]),
  ),
});

const answer = (response: ServerResponse, reply: SimulatedReply | WireFault): void => {
  if (reply === 'silence') return;
  if (reply === 'cut') {
    response.socket?.destroy();
    return;
  }
  response.writeHead(reply.status, reply.headers);
  response.end(reply.body);
};
