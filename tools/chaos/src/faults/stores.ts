import { join } from 'node:path';
import { setTimeout as delay } from 'node:timers/promises';
import { startPostgres, startRedis } from '@perezvon/local-services';
import { createLogger } from '@perezvon/logger';
import { connectRedis } from '@perezvon/redis';
import { startTcpProxy, type TcpProxy } from './tcp-proxy.ts';

export type StoreName = 'postgres' | 'redis';

/** A store of our own behind a proxy. */
export interface Store {
  proxy: TcpProxy;
  /** What the apps are told. */
  url: string;
  /** Kills it and starts it again on the same data and port. */
  restart: () => Promise<void>;
  stop: () => Promise<void>;
}

export interface Stores extends Record<StoreName, Store> {
  /** Redis loses everything it holds. */
  flushRedis: () => Promise<void>;
}

interface Server {
  port: number;
  kill: (signal: NodeJS.Signals) => void;
  exited: Promise<string>;
  stop: () => Promise<void>;
}

const throughProxy = (url: string, port: number): string => {
  const address = new URL(url);
  address.port = String(port);
  return address.href;
};

interface StoreOptions<Started extends Server> {
  start: (port?: number) => Promise<Started>;
  urlOf: (server: Started) => Promise<string>;
  /** How it crashes. */
  signal: NodeJS.Signals;
}

const openStore = async <Started extends Server>({
  start,
  urlOf,
  signal,
}: StoreOptions<Started>): Promise<Store & { directUrl: string }> => {
  let server = await start();
  const { port } = server;
  const proxy = await startTcpProxy(port);
  const directUrl = await urlOf(server);
  return {
    proxy,
    directUrl,
    url: throughProxy(directUrl, proxy.port),
    restart: async () => {
      server.kill(signal);
      await server.exited;
      await server.stop();
      server = await start(port);
    },
    stop: async () => {
      await proxy.close();
      await server.stop();
    },
  };
};

/**
 * Empties Redis unless a job carries its event whole: then PostgreSQL was out a moment ago and Redis is all there is. Losing both at
 * once is no promise of anybody's.
 */
const flushScript = `
for _, key in ipairs(redis.call('KEYS', '*')) do
  if redis.call('TYPE', key).ok == 'hash' then
    local data = redis.call('HGET', key, 'data')
    if data and string.find(data, '"kind":"row"', 1, true) then return 0 end
  end
end
redis.call('FLUSHALL')
return 1`;

const flushTries = 40;
const flushRetryMs = 250;

const flush = async (url: string): Promise<void> => {
  const redis = connectRedis({
    url,
    role: 'plain',
    logger: createLogger({ name: 'chaos', level: 'silent' }),
  });
  try {
    for (let tries = 0; tries < flushTries; tries += 1) {
      if ((await redis.eval(flushScript, 0)) === 1) return;
      await delay(flushRetryMs);
    }
    throw new Error('whole events stayed in Redis: not flushed');
  } finally {
    redis.disconnect();
  }
};

/** PostgreSQL and Redis on a temporary folder, durable as in production. */
export const openStores = async (
  folder: string,
  log: (source: string, line: string) => void,
): Promise<Stores> => {
  const postgres = await openStore({
    start: (port) =>
      startPostgres({
        dataDir: join(folder, 'postgres'),
        log: (line) => log('postgres', line),
        ...(port !== undefined && { port }),
      }),
    urlOf: (server) => server.ensureDatabase('perezvon'),
    signal: 'SIGQUIT',
  });
  const redis = await openStore({
    start: (port) =>
      startRedis({
        dataDir: join(folder, 'redis'),
        log: (line) => log('redis', line),
        ...(port !== undefined && { port }),
      }),
    urlOf: async (server) => server.url,
    signal: 'SIGKILL',
  });
  return { postgres, redis, flushRedis: () => flush(redis.directUrl) };
};
