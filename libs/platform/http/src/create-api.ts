import type { IncomingMessage, RequestListener, ServerResponse } from 'node:http';
import express from 'express';
import helmet from 'helmet';
import type { ApiRoute, HttpReply, Methods } from './endpoint.ts';
import { requestIdOf, runExchange, type ExchangeContext } from './exchange.ts';
import { badUrl, internalError, methodNotAllowed, notFound } from './problems.ts';
import { parseTarget } from './request-target.ts';
import { allowsMethod } from './route-match.ts';
import { sendReply } from './send-reply.ts';

/** Our own pages load scripts, styles and pictures from this address only. */
const contentSecurityPolicy = {
  useDefaults: false,
  directives: {
    defaultSrc: ["'none'"],
    scriptSrc: ["'self'"],
    styleSrc: ["'self'"],
    imgSrc: ["'self'", 'data:'],
    connectSrc: ["'self'"],
    baseUri: ["'none'"],
    formAction: ["'none'"],
    frameAncestors: ["'none'"],
  },
};

/**
 * An Express 5 application over plain endpoints, to be given to `createHttpServer` as `app`. Paths are case-insensitive;
 * an unknown path is 404, a known one with another method 405, a wrongly encoded one 400, all as JSON.
 */
export const createApi =
  (routes: readonly ApiRoute[]) =>
  (context: ExchangeContext): RequestListener => {
    const app = express();
    app.disable('x-powered-by');
    app.disable('etag');
    // The gateway itself speaks plain HTTP; who encrypts (a proxy) also says so.
    app.use(helmet({ contentSecurityPolicy, strictTransportSecurity: false }));
    for (const [path, alternatives] of byPath(routes)) {
      app.all(toExpressPath(path), (request, response) => {
        const method = request.method;
        const route = alternatives.find((candidate) => allowsMethod(candidate.methods, method));
        if (!route) {
          refuse({ request, response, context, reply: methodNotAllowed(allMethods(alternatives)) });
          return;
        }
        const target = parseTarget(request.url);
        const params = request.params as Record<string, string>;
        return runExchange({ request, response, target, params, endpoint: route.endpoint }, context);
      });
    }
    app.use((request: express.Request, response: express.Response) => {
      refuse({ request, response, context, reply: notFound() });
    });
    app.use(onError(context));
    return app;
  };

const onError =
  (context: ExchangeContext): express.ErrorRequestHandler =>
  // eslint-disable-next-line max-params -- Express knows an error handler by its four parameters
  (error: unknown, request, response, _next) => {
    const reply = isBadRequest(error) ? badUrl() : internalError();
    if (reply.status === 500) {
      context.onFault(error, { method: request.method, path: request.path, requestId: requestIdOf(request) });
    }
    refuse({ request, response, context, reply });
  };

interface Refusal {
  request: IncomingMessage;
  response: ServerResponse;
  context: ExchangeContext;
  reply: HttpReply;
}

const refuse = ({ request, response, context, reply }: Refusal): void => {
  sendReply({
    request,
    response,
    reply,
    requestId: requestIdOf(request),
    lastOnConnection: context.isStopping(),
  });
};

const byPath = (routes: readonly ApiRoute[]): Map<string, ApiRoute[]> => {
  const paths = new Map<string, ApiRoute[]>();
  for (const route of routes) paths.set(route.path, [...(paths.get(route.path) ?? []), route]);
  return paths;
};

const toExpressPath = (path: string): string => path.replace(/\{(\w+)\}/g, ':$1');

const allMethods = (routes: readonly ApiRoute[]): Methods => routes.flatMap((route) => [...route.methods]);

/** Express marks a path it could not decode (percent-encoded cp1251, say) with status 400. */
const isBadRequest = (error: unknown): boolean =>
  typeof error === 'object' && error !== null && 'status' in error && error.status === 400;
