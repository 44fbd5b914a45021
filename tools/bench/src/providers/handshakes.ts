import { once } from 'node:events';
import { createServer as createHttpServer, type RequestListener, type Server } from 'node:http';
import { createServer as createHttpsServer } from 'node:https';
import type { AddressInfo } from 'node:net';
import type { ProviderHttp } from '@perezvon/contracts-adapter';
import { createProviderHttp } from '@perezvon/provider-kit';
import { benchCertificate, benchKey } from './tls-identity.ts';

export interface HandshakesOptions {
  scheme: 'http' | 'https';
  requests: number;
  /** Requests on their way at any time. */
  atOnce: number;
}

const answer: RequestListener = (request, response) => {
  request.resume().once('end', () => response.end('{}'));
};

const servers: Readonly<Record<HandshakesOptions['scheme'], () => Server>> = {
  http: () => createHttpServer(answer),
  https: () => createHttpsServer({ key: benchKey, cert: benchCertificate }, answer),
};

/** Each sender sends its share, one after another. */
const sendAll = async (http: ProviderHttp, url: string, options: HandshakesOptions): Promise<void> => {
  let left = options.requests;
  const sender = async (): Promise<void> => {
    while (left > 0) {
      left -= 1;
      const response = await http.send({ method: 'POST', url, body: '{}' });
      if (response.kind !== 'reply') throw new Error(`a request got no reply: ${response.detail}`);
    }
  };
  await Promise.all(Array.from({ length: options.atOnce }, sender));
};

/** Connections (`https`: finished TLS handshakes) that the far side sees while a new client of the kit sends requests. */
export const countHandshakes = async (options: HandshakesOptions): Promise<number> => {
  const { scheme } = options;
  const server = servers[scheme]();
  let handshakes = 0;
  server.on(scheme === 'https' ? 'secureConnection' : 'connection', () => (handshakes += 1));
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  const origin = `${scheme}://127.0.0.1:${(server.address() as AddressInfo).port}`;
  const http = createProviderHttp({ origins: [origin], tls: { ca: benchCertificate } });
  try {
    await sendAll(http, `${origin}/call`, options);
  } finally {
    http.close();
    server.close();
    server.closeAllConnections();
  }
  return handshakes;
};
