import type { Readable } from 'node:stream';
import type { OpenedResponse, ProviderRequest, ProviderResponse, Unsent } from '@perezvon/contracts-adapter';
import axios from 'axios';
import type { AxiosRequestConfig, AxiosResponse } from 'axios';
import { decodeText } from './body-text.ts';
import type { Connections } from './connections.ts';
import type { Exchange } from './exchange.ts';

/** The two ways to take a reply: whole, as text, or as a stream once the headers are there. They reject when there is none. */
export interface Transfer {
  send(request: ProviderRequest, exchange: Exchange): Promise<ProviderResponse>;
  open(request: ProviderRequest, exchange: Exchange): Promise<OpenedResponse>;
}

export const createTransfer = (connections: Connections, maxReplyBytes: number): Transfer => {
  const client = axios.create({
    httpAgent: connections.httpAgent,
    httpsAgent: connections.httpsAgent,
    proxy: false,
    maxRedirects: 0,
    validateStatus: () => true,
    // axios would parse and rewrite a JSON body otherwise; ours goes out byte for byte.
    transformRequest: [(body: unknown) => body],
    transformResponse: [(body: unknown) => body],
    headers: { common: { Accept: '*/*' } },
  });
  return {
    send: async (request, exchange) => {
      const limits = { responseType: 'arraybuffer', maxContentLength: maxReplyBytes } as const;
      const response: AxiosResponse<Buffer> = await client.request({
        ...configOf(request, exchange),
        ...limits,
      });
      const head = headOf(response);
      return (
        refusedByProxy(connections, response.status) ?? {
          ...head,
          body: decodeText(response.data, head.headers['content-type']),
        }
      );
    },
    open: async (request, exchange) => {
      const response: AxiosResponse<Readable> = await client.request({
        ...configOf(request, exchange),
        responseType: 'stream',
      });
      const refusal = refusedByProxy(connections, response.status);
      if (refusal === null) return { ...headOf(response), body: response.data };
      response.data.destroy();
      return refusal;
    },
  };
};

const configOf = (request: ProviderRequest, exchange: Exchange): AxiosRequestConfig => ({
  method: request.method,
  url: request.url,
  headers: { 'User-Agent': 'Perezvon', 'Accept-Encoding': 'identity', ...request.headers },
  ...(request.body === undefined ? {} : { data: bytesOf(request.body) }),
  signal: exchange.signal,
  transport: exchange.transport,
});

const bytesOf = (body: string | Uint8Array): Buffer =>
  typeof body === 'string'
    ? Buffer.from(body, 'utf8')
    : Buffer.from(body.buffer, body.byteOffset, body.byteLength);

const headOf = ({ status, headers }: AxiosResponse) => ({
  kind: 'reply' as const,
  status,
  headers: Object.fromEntries(
    Object.entries(headers).map(([name, value]) => [name.toLowerCase(), String(value)]),
  ),
});

/** A status that only a proxy gives: it wants credentials and passed nothing on. */
const proxyWantsCredentials = 407;

const refusedByProxy = ({ isProxied }: Connections, status: number): Unsent | null =>
  isProxied && status === proxyWantsCredentials
    ? { kind: 'unsent', detail: `не удалось соединиться (PROXY_${status})` }
    : null;
