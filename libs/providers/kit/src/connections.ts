import { Agent as HttpAgent } from 'node:http';
import type { RequestOptions } from 'node:http';
import { Agent as HttpsAgent } from 'node:https';
import type { SecureContextOptions } from 'node:tls';
import { readProxy, tunnelling } from './proxy.ts';

interface ConnectionsOptions {
  maxSockets: number;
  connectTimeoutMs: number;
  tls: SecureContextOptions;
  proxy: string | undefined;
}

/** The pools of one account. */
export interface Connections {
  httpAgent: HttpAgent;
  httpsAgent: HttpsAgent;
  /** True when plain requests go to a proxy, which may answer in the provider's place. */
  isProxied: boolean;
  route: (options: RequestOptions) => RequestOptions;
  destroy(): void;
}

/** An idle connection is dropped by us before common servers (5 s and more) drop it, or the next request would be lost on it. */
const idleConnectionMs = 4_000;

/** Keep-alive pools; with a proxy, `https` goes through tunnels and `http` in absolute form. Throws on a proxy URL that is none. */
export const createConnections = (options: ConnectionsOptions): Connections => {
  const pool = { keepAlive: true, maxSockets: options.maxSockets, timeout: idleConnectionMs };
  const httpAgent = new HttpAgent(pool);
  const httpsAgent = new HttpsAgent({ ...pool, ...options.tls });
  if (options.proxy === undefined)
    return {
      httpAgent,
      httpsAgent,
      isProxied: false,
      route: (request) => request,
      destroy: () => destroyAll([httpAgent, httpsAgent]),
    };
  const proxy = readProxy(options.proxy);
  // The account's certificates are for the provider, not for the proxy.
  const proxyAgent = proxy.protocol === 'https:' ? new HttpsAgent(pool) : httpAgent;
  return {
    httpAgent,
    httpsAgent: tunnelling(httpsAgent, proxy, options.connectTimeoutMs),
    isProxied: true,
    route: (request) =>
      request.protocol === 'https:' ? request : { ...proxy.absolute(request), agent: proxyAgent },
    destroy: () => destroyAll([httpAgent, httpsAgent, proxyAgent]),
  };
};

const destroyAll = (agents: readonly HttpAgent[]): void => agents.forEach((agent) => agent.destroy());
