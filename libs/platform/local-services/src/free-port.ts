import { createServer, type AddressInfo, type Server } from 'node:net';

const listen = (port: number): Promise<Server> =>
  new Promise((resolve, reject) => {
    const server = createServer();
    server.once('error', reject);
    server.listen({ port, host: '127.0.0.1', exclusive: true }, () => resolve(server));
  });

const close = (server: Server): Promise<void> => new Promise((resolve) => server.close(() => resolve()));

const portOf = (server: Server): number => (server.address() as AddressInfo).port;

/** So many different TCP ports of 127.0.0.1 that nobody listens on right now. */
export const freePorts = async (count: number): Promise<number[]> => {
  const servers = await Promise.all(Array.from({ length: count }, () => listen(0)));
  const ports = servers.map(portOf);
  await Promise.all(servers.map(close));
  return ports;
};

/** A TCP port of 127.0.0.1 that nobody listens on right now. */
export const freePort = async (): Promise<number> => {
  const server = await listen(0);
  const port = portOf(server);
  await close(server);
  return port;
};

/**
 * Whether `port` of 127.0.0.1 can be listened on right now.
 * Errors: none; any failure to listen counts as taken (a port below 1024 without the right to it, say).
 */
export const isPortFree = async (port: number): Promise<boolean> => {
  try {
    await close(await listen(port));
    return true;
  } catch {
    return false;
  }
};
