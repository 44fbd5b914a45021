import { connect, createServer, type AddressInfo, type Server, type Socket } from 'node:net';

/** Stands between the apps and a store, and does to their connections what networks do. */
export interface TcpProxy {
  port: number;
  /** Breaks every connection with RST; new ones pass. */
  cut: () => void;
  /** Keeps connections, old and new, but lets no byte through until `heal`. */
  stall: () => void;
  /** What is open stays open for the app, while nobody listens any more; new connections pass. */
  halfOpen: () => void;
  /** What was stalled goes on; what was half-open breaks. */
  heal: () => void;
  close: () => Promise<void>;
}

interface Pair {
  client: Socket;
  server: Socket;
  deaf: boolean;
}

const destroy = ({ client, server }: Pair): void => {
  client.resetAndDestroy();
  server.resetAndDestroy();
};

const listen = (server: Server): Promise<number> =>
  new Promise((resolve, reject) => {
    server.once('error', reject);
    server.listen(0, '127.0.0.1', () => resolve((server.address() as AddressInfo).port));
  });

const join = (pair: Pair, isStalled: () => boolean, forget: () => void): void => {
  const { client, server } = pair;
  for (const [from, to] of [
    [client, server],
    [server, client],
  ] as const) {
    from.on('data', (bytes) => {
      if (!pair.deaf && !to.destroyed && !to.write(bytes)) from.pause();
    });
    to.on('drain', () => {
      if (!isStalled()) from.resume();
    });
    from.on('error', () => undefined);
    from.on('end', () => {
      if (!pair.deaf) to.end();
    });
    from.on('close', () => {
      if (pair.deaf && from === server) return;
      forget();
      to.destroy();
    });
  }
};

const deafen = (pair: Pair): void => {
  pair.deaf = true;
  pair.server.destroy();
  // Reads on, so that the app's writes succeed, and answers nothing.
  pair.client.resume();
};

export const startTcpProxy = async (targetPort: number): Promise<TcpProxy> => {
  const pairs = new Set<Pair>();
  let stalled = false;
  const accept = (client: Socket): void => {
    const pair: Pair = { client, server: connect(targetPort, '127.0.0.1'), deaf: false };
    pairs.add(pair);
    join(
      pair,
      () => stalled,
      () => pairs.delete(pair),
    );
    if (stalled) for (const socket of [client, pair.server]) socket.pause();
  };
  const server = createServer({ noDelay: true, allowHalfOpen: true }, accept);
  const port = await listen(server);
  const sockets = (): Socket[] => [...pairs].flatMap(({ client, server: far }) => [client, far]);
  return {
    port,
    cut: () => pairs.forEach(destroy),
    stall: () => {
      stalled = true;
      for (const socket of sockets()) socket.pause();
    },
    halfOpen: () => pairs.forEach(deafen),
    heal: () => {
      stalled = false;
      for (const pair of pairs) {
        if (pair.deaf) destroy(pair);
        else for (const socket of [pair.client, pair.server]) socket.resume();
      }
    },
    close: () =>
      new Promise((resolve) => {
        server.close(() => resolve());
        pairs.forEach(destroy);
      }),
  };
};
