import http from 'node:http';
import https from 'node:https';
import axios, { AxiosHeaders } from 'axios';
import type { AxiosResponse } from 'axios';
import { decodeText } from '../body/charset.ts';
import type { Reply } from './interpret-reply.ts';

/** A reply with the session 1C opened for it (`ibsession=…`), if any. */
export type SentReply = Reply & { cookie: string | null };

interface Message {
  body: Buffer;
  headers: Record<string, string>;
  signal: AbortSignal;
}

interface Transport {
  /** One POST; rejects only on faults of the connection, a reply of any status is a result. */
  post(message: Message): Promise<SentReply>;
  close(): void;
}

const sessionCookie = (response: AxiosResponse): string | null => {
  for (const line of response.headers['set-cookie'] ?? []) {
    const value = /^\s*ibsession=([^;]*)/i.exec(line)?.[1];
    if (value !== undefined && value !== '') return `ibsession=${value}`;
  }
  return null;
};

const headerOf = (response: AxiosResponse, name: string): string | null => {
  const value = AxiosHeaders.from(response.headers as Record<string, string>).get(name);
  return typeof value === 'string' ? value : null;
};

/** POSTs to one address and no other: HTTP/1.1, kept connections, Content-Length, no proxy, no redirect. */
export const createTransport = (url: string, authorization: string, maxReplyBytes: number): Transport => {
  const agents = {
    httpAgent: new http.Agent({ keepAlive: true }),
    httpsAgent: new https.Agent({ keepAlive: true }),
  };
  const fixedHeaders = {
    'Content-Type': 'application/json; charset=utf-8',
    Accept: 'application/json',
    'Accept-Encoding': 'identity',
    'User-Agent': 'perezvon',
    Authorization: authorization,
  };
  return {
    post: async ({ body, headers, signal }) => {
      const response = await axios.post<Buffer>(url, body, {
        ...agents,
        adapter: 'http',
        headers: { ...fixedHeaders, ...headers },
        maxRedirects: 0,
        proxy: false,
        responseType: 'arraybuffer',
        maxContentLength: maxReplyBytes,
        maxBodyLength: Infinity,
        transformRequest: [(data: unknown) => data],
        validateStatus: () => true,
        signal,
      });
      return {
        status: response.status,
        body: decodeText(response.data, headerOf(response, 'content-type')),
        retryAfter: headerOf(response, 'retry-after'),
        cookie: sessionCookie(response),
      };
    },
    close: () => {
      agents.httpAgent.destroy();
      agents.httpsAgent.destroy();
    },
  };
};
