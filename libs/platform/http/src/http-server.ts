import {
  createServer,
  type IncomingMessage,
  type RequestListener,
  type Server,
  type ServerResponse,
} from 'node:http';
import type { AddressInfo } from 'node:net';
import { guardSockets, type ClientErrorReport } from './guard-sockets.ts';
import type { HotRoute, HttpReply } from './endpoint.ts';
import { requestIdOf, runExchange, type ExchangeContext } from './exchange.ts';
import { defaultLimits, type HttpLimits } from './limits.ts';
import { methodNotAllowed, notFound, tooManyHeaders, urlTooLong } from './problems.ts';
import { createBodyReader } from './read-body.ts';
import { parseTarget } from './request-target.ts';
import { createHotMatcher } from './route-match.ts';
import { sendReply } from './send-reply.ts';

export interface HttpServerOptions {
  /** Answered before Express sees them: its per-request cost is most of the CPU of a small request. */
  hot: readonly HotRoute[];
  /** Everything else; see `createApi`. Without it everything else is 404. */
  app: ((context: ExchangeContext) => RequestListener) | null;
  limits?: Partial<HttpLimits>;
  /** A request the HTTP parser refused. Carries no bytes of it. */
  onClientError?: (report: ClientErrorReport) => void;
  onFault: ExchangeContext['onFault'];
}

export interface HttpServer {
  /** Port 0 takes a free one; resolves with the port. */
  listen(port: number, host?: string): Promise<number>;
  /** Stops accepting, finishes what is in flight, then cuts what is left after `deadlineMs`. */
  close(deadlineMs?: number): Promise<void>;
}

/** HTTP/1.1 for 1C and providers: raw bytes under limits, every answer JSON, hot routes before Express. */
export const createHttpServer = (options: HttpServerOptions): HttpServer => {
  const limits: HttpLimits = { ...defaultLimits, ...options.limits };
  const stopping = new AbortController();
  const bodies = createBodyReader(limits);
  const context: ExchangeContext = {
    bodies,
    bodyBytes: limits.bodyBytes,
    isStopping: () => stopping.signal.aborted,
    stopSignal: stopping.signal,
    onFault: options.onFault,
  };
  const app = options.app?.(context) ?? null;
  const listener = createListener({ match: createHotMatcher(options.hot), app, limits, context });
  const server = createLimitedServer(limits);
  guardSockets(server, { limits, listener, onClientError: options.onClientError ?? (() => undefined) });
  const checking = setInterval(() => {
    bodies.check();
  }, limits.checkMs);
  checking.unref();
  server.once('close', () => {
    clearInterval(checking);
  });
  return {
    listen: (port, host) => listen(server, port, host),
    close: (deadlineMs = 10_000) => close(server, stopping, deadlineMs),
  };
};

interface Dispatch {
  match: ReturnType<typeof createHotMatcher>;
  app: RequestListener | null;
  limits: HttpLimits;
  context: ExchangeContext;
}

const createListener =
  ({ match, app, limits, context }: Dispatch) =>
  (request: IncomingMessage, response: ServerResponse): void => {
    const { url = '/', method = 'GET' } = request;
    const target = parseTarget(url);
    const refuse = (reply: HttpReply): void => {
      sendReply({
        request,
        response,
        reply,
        requestId: requestIdOf(request),
        lastOnConnection: context.isStopping(),
      });
    };
    const refused = refusal(request, limits);
    if (refused) {
      refuse(refused);
      return;
    }
    const found = match(method, target.path);
    if (found?.kind === 'found') {
      void runExchange({ request, response, target, ...found }, context);
    } else if (found) {
      refuse(methodNotAllowed(found.methods));
    } else if (app) {
      request.url = target.queryText === '' ? target.path : `${target.path}?${target.queryText}`;
      app(request, response);
    } else {
      refuse(notFound());
    }
  };

const refusal = (request: IncomingMessage, limits: HttpLimits): HttpReply | null => {
  if ((request.url?.length ?? 0) > limits.urlBytes) return urlTooLong();
  return request.rawHeaders.length / 2 > limits.headerCount ? tooManyHeaders() : null;
};

const createLimitedServer = (limits: HttpLimits): Server => {
  const server = createServer({
    maxHeaderSize: limits.headerBytes,
    headersTimeout: limits.headersMs,
    requestTimeout: limits.requestMs,
    keepAliveTimeout: limits.keepAliveMs,
    connectionsCheckingInterval: limits.checkMs,
    noDelay: true,
  });
  server.maxConnections = limits.connections;
  server.timeout = limits.idleMs;
  return server;
};

const listen = (server: Server, port: number, host?: string): Promise<number> =>
  new Promise((resolve, reject) => {
    server.once('error', reject);
    server.listen({ port, host, backlog: 1_024 }, () => {
      server.off('error', reject);
      resolve((server.address() as AddressInfo).port);
    });
  });

const close = (server: Server, stopping: AbortController, deadlineMs: number): Promise<void> =>
  new Promise((resolve) => {
    stopping.abort();
    if (!server.listening) {
      server.closeAllConnections();
      resolve();
      return;
    }
    const sweeping = setInterval(() => {
      server.closeIdleConnections();
    }, 50);
    const deadline = setTimeout(() => {
      server.closeAllConnections();
    }, deadlineMs);
    server.close(() => {
      clearInterval(sweeping);
      clearTimeout(deadline);
      resolve();
    });
  });
