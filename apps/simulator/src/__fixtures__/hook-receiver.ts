import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';

export interface HookReceiver {
  url: string;
  /** Bodies in order of arrival. */
  bodies: Buffer[];
  /** Method and address of each request. */
  lines: string[];
  /** Highest number of requests at once. */
  peak(): number;
  /** Distinct client ports: with keep-alive far fewer than requests. */
  connections(): number;
  close(): Promise<void>;
}

/** Our side of the webhooks, for the tests of the simulator alone. */
export const startHookReceiver = async (
  respond: (count: number) => number | 'cut' | Promise<number> = () => 200,
): Promise<HookReceiver> => {
  const bodies: Buffer[] = [];
  const lines: string[] = [];
  const ports = new Set<number | undefined>();
  let [active, peak] = [0, 0];
  const server = createServer((request, response) => {
    active += 1;
    peak = Math.max(peak, active);
    ports.add(request.socket.remotePort);
    const chunks: Buffer[] = [];
    request.on('data', (chunk: Buffer) => chunks.push(chunk));
    request.on('end', () => {
      bodies.push(Buffer.concat(chunks));
      lines.push(`${request.method} ${request.url}`);
      void Promise.resolve(respond(bodies.length)).then((status) => {
        active -= 1;
        if (status === 'cut') request.socket.destroy();
        else response.writeHead(status).end();
      });
    });
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  return {
    url: `http://127.0.0.1:${(server.address() as AddressInfo).port}/hooks/mtt/token`,
    bodies,
    lines,
    peak: () => peak,
    connections: () => ports.size,
    close: () =>
      new Promise((resolve) => {
        server.close(() => resolve());
        server.closeAllConnections();
      }),
  };
};
