import { createServer } from 'node:http';
import type { IncomingMessage, ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import type { SimulatedReply, SimulatedRequest } from './conformance.ts';

/** What the simulator does with a request: answers, says nothing for ever, or cuts the connection. */
export type Behaviour = (request: SimulatedRequest) => SimulatedReply | 'silence' | 'cut';

export interface Simulator {
  origin: string;
  requests: readonly SimulatedRequest[];
}

/** Runs with a provider on a free local port, which is gone afterwards. */
export const withSimulator = async <Result>(
  behaviour: Behaviour,
  run: (simulator: Simulator) => Promise<Result>,
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

const bodyOf = async (request: IncomingMessage): Promise<string> => {
  const chunks: Buffer[] = [];
  for await (const chunk of request) chunks.push(chunk as Buffer);
  return Buffer.concat(chunks).toString('utf8');
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

const answer = (response: ServerResponse, reply: SimulatedReply | 'silence' | 'cut'): void => {
  if (reply === 'silence') return;
  if (reply === 'cut') {
    response.socket?.destroy();
    return;
  }
  response.writeHead(reply.status, reply.headers);
  response.end(reply.body);
};
