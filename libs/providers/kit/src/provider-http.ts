import { Agent as HttpAgent } from 'node:http';
import { Agent as HttpsAgent } from 'node:https';
import type { SecureContextOptions } from 'node:tls';
import type { ProviderHttp, ProviderRequest, ProviderResponse } from '@perezvon/contracts-adapter';
import axios from 'axios';
import type { AxiosInstance, AxiosResponse } from 'axios';
import { decodeText } from './body-text.ts';
import { createExchange } from './exchange.ts';
import type { Exchange } from './exchange.ts';

export interface ProviderHttpOptions {
  /** Origins requests may go to; any other is refused before sending. */
  origins: readonly string[];
  /** Until the connection stands (TLS included), ms; default 5000. */
  connectTimeoutMs?: number;
  /** Whole exchange, ms; default 15000. */
  timeoutMs?: number;
  /** A longer reply counts as lost; default 1 MiB. */
  maxReplyBytes?: number;
  /** Connections at once to one origin; further requests wait for a free one. Default 64. */
  maxSockets?: number;
  /** Own certificate authority, client certificate. */
  tls?: SecureContextOptions;
}

/** An idle connection is dropped by us before common servers (5 s and more) drop it, or the next request would be lost on it. */
const idleConnectionMs = 4_000;

/**
 * HTTP client of one account: keep-alive, no redirects, no proxies from the environment, replies limited in time and size, and an
 * honest verdict about a request without a reply (see {@link ProviderResponse}). Never rejects; details never hold what was sent.
 */
export const createProviderHttp = (options: ProviderHttpOptions): ProviderHttp => {
  const pool = { keepAlive: true, maxSockets: options.maxSockets ?? 64, timeout: idleConnectionMs };
  const httpAgent = new HttpAgent(pool);
  const httpsAgent = new HttpsAgent({ ...pool, ...options.tls });
  const origins = new Set(options.origins.map((origin) => new URL(origin).origin));
  const client = axios.create({
    httpAgent,
    httpsAgent,
    proxy: false,
    maxRedirects: 0,
    maxContentLength: options.maxReplyBytes ?? 1024 * 1024,
    responseType: 'arraybuffer',
    validateStatus: () => true,
    // axios would parse and rewrite a JSON body otherwise; ours goes out byte for byte.
    transformRequest: [(body: unknown) => body],
    transformResponse: [(body: unknown) => body],
    headers: { common: { Accept: '*/*' } },
  });

  return {
    send: async (request) => {
      if (!isAllowed(request.url, origins))
        return { kind: 'unsent', detail: 'адрес не разрешён этой учётной записи' };
      const exchange = createExchange({
        connectTimeoutMs: options.connectTimeoutMs ?? 5_000,
        timeoutMs: request.timeoutMs ?? options.timeoutMs ?? 15_000,
      });
      return exchanged(client, request, exchange);
    },
    close: () => {
      httpAgent.destroy();
      httpsAgent.destroy();
    },
  };
};

const isAllowed = (url: string, origins: ReadonlySet<string>): boolean =>
  URL.canParse(url) && origins.has(new URL(url).origin);

const exchanged = async (
  client: AxiosInstance,
  request: ProviderRequest,
  exchange: Exchange,
): Promise<ProviderResponse> => {
  try {
    const response: AxiosResponse<Buffer> = await client.request({
      method: request.method,
      url: request.url,
      headers: { 'User-Agent': 'Perezvon', 'Accept-Encoding': 'identity', ...request.headers },
      ...(request.body === undefined ? {} : { data: Buffer.from(request.body, 'utf8') }),
      signal: exchange.signal,
      transport: exchange.transport,
    });
    return replyOf(response);
  } catch (error) {
    return exchange.failure(error);
  } finally {
    exchange.end();
  }
};

const replyOf = (response: AxiosResponse<Buffer>): ProviderResponse => {
  const headers = Object.fromEntries(
    Object.entries(response.headers).map(([name, value]) => [name.toLowerCase(), String(value)]),
  );
  return {
    kind: 'reply',
    status: response.status,
    headers,
    body: decodeText(response.data, headers['content-type']),
  };
};
