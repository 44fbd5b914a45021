import { createServer } from 'node:http';
import type { RequestListener, Server } from 'node:http';
import { createServer as createTlsServer } from 'node:https';
import type { Server as TlsServer, ServerOptions } from 'node:https';
import type { AddressInfo, Server as TcpServer } from 'node:net';
import type { ProviderHttp, ProviderRequest } from '@perezvon/contracts-adapter';
import { onTestFinished } from 'vitest';
import { createProviderHttp } from '../provider-http.ts';
import type { ProviderHttpOptions } from '../provider-http.ts';
import { testCertificate, testKey } from './tls-identity.ts';

/** The port of a server that lives as long as the test. */
export const listening = async (server: TcpServer | Server): Promise<number> => {
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  onTestFinished(() => {
    server.close();
    if ('closeAllConnections' in server) server.closeAllConnections();
  });
  return (server.address() as AddressInfo).port;
};

export const serve = async (handler: RequestListener): Promise<{ server: Server; origin: string }> => {
  const server = createServer(handler);
  return { server, origin: `http://127.0.0.1:${await listening(server)}` };
};

export const serveTls = async (
  handler: RequestListener,
  options: ServerOptions = {},
): Promise<{ server: TlsServer; origin: string }> => {
  const server = createTlsServer({ key: testKey, cert: testCertificate, ...options }, handler);
  return { server, origin: `https://127.0.0.1:${await listening(server)}` };
};

/** A client that lives as long as the test. */
export const client = (origin: string, options: Partial<ProviderHttpOptions> = {}): ProviderHttp => {
  const http = createProviderHttp({ origins: [origin], ...options });
  onTestFinished(() => http.close());
  return http;
};

export const post = (origin: string, extra: Partial<ProviderRequest> = {}): ProviderRequest => ({
  method: 'POST',
  url: `${origin}/call`,
  ...extra,
});

/** An origin where nobody listens. */
export const closedOrigin = async (): Promise<string> => {
  const server = createServer();
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const { port } = server.address() as AddressInfo;
  await new Promise((resolve) => server.close(resolve));
  return `http://127.0.0.1:${port}`;
};
