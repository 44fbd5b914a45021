import { once } from 'node:events';
import { createServer, type IncomingMessage, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import type { Health } from '@perezvon/lifecycle';
import type { Logger } from '@perezvon/logger';
import type { Metrics } from './metrics.ts';

export interface MetricsServerOptions {
  /** 0 takes a free one. */
  port: number;
  metrics: Metrics;
  health: Pick<Health, 'snapshot'>;
  logger: Logger;
}

export interface MetricsServer {
  port: number;
  close(): Promise<void>;
}

interface Answer {
  status: number;
  type: string;
  body: string;
}

const json = (status: number, body: unknown): Answer => ({
  status,
  type: 'application/json; charset=utf-8',
  body: JSON.stringify(body),
});

const answer = async (path: string, { metrics, health }: MetricsServerOptions): Promise<Answer> => {
  if (path === '/health/live') return json(200, { status: 'ok' });
  if (path === '/health/ready') {
    const { ok, checks } = health.snapshot();
    return json(ok ? 200 : 503, { status: ok ? 'ok' : 'unready', checks });
  }
  if (path === '/metrics') {
    return { status: 200, type: 'text/plain; version=0.0.4; charset=utf-8', body: await metrics.text() };
  }
  return json(404, { error: 'not_found' });
};

const respond = async (
  request: IncomingMessage,
  response: ServerResponse,
  options: MetricsServerOptions,
): Promise<void> => {
  const path = (request.url ?? '/').split('?')[0] ?? '/';
  const reads = request.method === 'GET' || request.method === 'HEAD';
  const { status, type, body } = reads
    ? await answer(path, options)
    : json(405, { error: 'method_not_allowed' });
  response.writeHead(status, { 'content-type': type, 'cache-control': 'no-store' });
  response.end(request.method === 'HEAD' ? undefined : body);
};

/**
 * Serves /health/live (always 200), /health/ready (200, or 503 with the checks that are red) and /metrics on 0.0.0.0.
 * Rejects when the port is taken.
 */
export const startMetricsServer = async (options: MetricsServerOptions): Promise<MetricsServer> => {
  const server = createServer((request, response) => {
    respond(request, response, options).catch((error: unknown) => {
      options.logger.error('metrics.failed', { error });
      response.writeHead(500).end();
    });
  });
  server.listen(options.port, '0.0.0.0');
  await once(server, 'listening');
  const { port } = server.address() as AddressInfo;
  return {
    port,
    close: async () => {
      const closed = once(server, 'close');
      server.close();
      server.closeAllConnections();
      await closed;
    },
  };
};
