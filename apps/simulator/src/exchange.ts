import type { IncomingHttpHeaders, IncomingMessage, ServerResponse } from 'node:http';

/** One HTTP exchange, as a party sees it: the request read whole, and every way to answer or not to answer. */
export interface Exchange {
  method: string;
  /** Path and query as they came. */
  target: string;
  /** Path without its leading slash, split and percent-decoded. */
  segments: readonly string[];
  query: URLSearchParams;
  headers: IncomingHttpHeaders;
  body: Buffer;
  reply(status: number, body: string | Buffer, headers?: Readonly<Record<string, string>>): void;
  replyJson(status: number, value: unknown): void;
  /** Cuts the connection with RST, without a reply. */
  reset(): void;
  /** Resolves when the reply has left or the connection is gone. */
  closed: Promise<void>;
}

const bodyLimit = 8 * 1024 * 1024;

const readBody = async (request: IncomingMessage): Promise<Buffer> => {
  const chunks: Buffer[] = [];
  let size = 0;
  for await (const chunk of request as AsyncIterable<Buffer>) {
    size += chunk.length;
    if (size > bodyLimit) throw new Error('body too large');
    chunks.push(chunk);
  }
  return Buffer.concat(chunks);
};

const decodeSegment = (segment: string): string => {
  try {
    return decodeURIComponent(segment);
  } catch {
    return segment;
  }
};

/** Reads the request to its end. @throws when the client goes away or sends more than 8 MiB. */
export const readExchange = async (request: IncomingMessage, response: ServerResponse): Promise<Exchange> => {
  const url = new URL(request.url ?? '/', 'http://simulator');
  const reply: Exchange['reply'] = (status, body, headers = {}) => {
    const bytes = typeof body === 'string' ? Buffer.from(body) : body;
    if (response.headersSent || response.destroyed) return;
    response.writeHead(status, { 'content-length': bytes.length, ...headers });
    response.end(bytes);
  };
  return {
    method: request.method ?? 'GET',
    target: request.url ?? '/',
    segments: url.pathname.split('/').filter(Boolean).map(decodeSegment),
    query: url.searchParams,
    headers: request.headers,
    body: await readBody(request),
    reply,
    replyJson: (status, value) =>
      reply(status, JSON.stringify(value), { 'content-type': 'application/json; charset=utf-8' }),
    reset: () => {
      request.socket.resetAndDestroy();
    },
    closed: new Promise((resolve) => response.once('close', resolve)),
  };
};

/** User and password of a Basic header in UTF-8, split at the first colon; null when there is none. */
export const basicCredentials = (headers: IncomingHttpHeaders): { user: string; password: string } | null => {
  const [, encoded] = /^Basic\s+([A-Za-z0-9+/=]+)$/i.exec(headers.authorization ?? '') ?? [];
  if (encoded === undefined) return null;
  const text = Buffer.from(encoded, 'base64').toString('utf8');
  const colon = text.indexOf(':');
  return colon < 0 ? null : { user: text.slice(0, colon), password: text.slice(colon + 1) };
};
