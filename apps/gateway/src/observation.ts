import type { HttpRequest } from '@perezvon/http';
import type { Logger } from '@perezvon/logger';
import type { Metrics } from '@perezvon/metrics';

const createMeters = (metrics: Metrics) => {
  const available = metrics.gauge('gateway_inbox_available', '1 while the inbox can use it', ['where']);
  for (const where of ['store', 'queue'] as const) available.set({ where }, 1);
  return {
    events: metrics.counter('gateway_onec_events_total', 'Events from 1C by result', ['infobase', 'result']),
    webhooks: metrics.counter('gateway_webhooks_total', 'Provider webhooks by result', ['account', 'result']),
    refusals: metrics.counter('gateway_refused_total', 'Requests of 1C not let through', ['reason']),
    clientErrors: metrics.counter('gateway_client_errors_total', 'Requests the HTTP parser refused', [
      'code',
    ]),
    failures: metrics.counter('gateway_inbox_failures_total', 'Batches a store or queue refused', ['where']),
    available,
  };
};

/** What the gateway tells operators: counters with few labels, and log lines without bodies, phones or secrets. */
export const createObservation = (metrics: Metrics, logger: Logger) => {
  const { events, webhooks, refusals, clientErrors, failures, available } = createMeters(metrics);

  return {
    onEvents: (infobase: string, result: string, count: number) => events.inc({ infobase, result }, count),
    onWebhook: (account: string, result: string) => webhooks.inc({ account, result }),
    onRefused: (reason: string, { requestId, remoteAddress }: HttpRequest) => {
      refusals.inc({ reason });
      logger.warn('request.refused', { requestId, reason, remoteAddress });
    },
    onClientError: (report: {
      code: string;
      parserCode: string;
      remoteAddress: string;
      requestId: string;
    }) => {
      clientErrors.inc({ code: report.code });
      logger.warn('request.unreadable', { ...report });
    },
    onFault: (error: unknown, request: { method: string; path: string; requestId: string }) => {
      // The path of a webhook holds its token.
      const path = request.path.toLowerCase().startsWith('/hooks/') ? '/hooks/' : request.path;
      logger.error('request.failed', { requestId: request.requestId, method: request.method, path, error });
    },
    onStoreFailure: (error: unknown, { requestId }: HttpRequest) => {
      logger.error('store.read_failed', { requestId, error });
    },
    onInboxFailure: (where: 'store' | 'queue', error: unknown) => {
      failures.inc({ where });
      logger.warn('inbox.failed', { where, error });
    },
    onAvailability: (where: 'store' | 'queue', works: boolean) => {
      available.set({ where }, works ? 1 : 0);
      logger.warn('inbox.availability', { where, works });
    },
  };
};

export type Observation = ReturnType<typeof createObservation>;
