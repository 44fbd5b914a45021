import { setTimeout as delay } from 'node:timers/promises';
import type { Webhook } from '@perezvon/contracts-adapter';
import type { AccountConfig, InfobaseConfig, PerezvonConfig } from '@perezvon/config';
import type { Database } from '@perezvon/database';
import { createApi, createHttpServer } from '@perezvon/http';
import type { Lifecycle } from '@perezvon/lifecycle';
import type { Logger } from '@perezvon/logger';
import type { Metrics } from '@perezvon/metrics';
import type { RedisConnection } from '@perezvon/redis';
import type { GatewayEnvironment } from './config.ts';
import { openInbox, type GatewayInbox } from './inbox.ts';
import { gatewayLimits as limits } from './limits.ts';
import { createObservation, type Observation } from './observation.ts';
import type { Gate } from './routes/gate.ts';
import { createRoutes, type EndpointOptions } from './routes/route-table.ts';
import { createIdSource } from './row-ids.ts';
import { createBookingStore } from './stores/booking-reader.ts';
import { createOutboxStore } from './stores/outbox-reader.ts';
import { createPlanStore } from './stores/plan-reader.ts';
import { findReceivedAt } from './stores/receipts.ts';
import { createCommandIntake } from './use-cases/accept-command.ts';
import { createEventIntake } from './use-cases/accept-events.ts';
import { createVoiceboxIntake } from './use-cases/accept-voicebox.ts';
import { createWebhookIntake } from './use-cases/accept-webhook.ts';
import { createAuthenticator, type Infobase } from './use-cases/authenticate.ts';
import { previewPlan } from './use-cases/preview-plan.ts';
import { createRateLimit } from './use-cases/rate-limit.ts';
import { createOutboxReader } from './use-cases/read-outbox.ts';

export interface GatewayOptions {
  environment: Pick<
    GatewayEnvironment,
    'PORT' | 'DATABASE_URL' | 'GATEWAY_RATE_ACCOUNT' | 'GATEWAY_RATE_INFOBASE'
  >;
  config: Pick<PerezvonConfig, 'infobases' | 'accounts'>;
  /** The webhook side of each account's adapter, by account id. */
  webhooks: ReadonlyMap<string, Webhook>;
  logger: Logger;
  lifecycle: Lifecycle;
  metrics: Metrics;
  /** For reading; what is accepted has connections of its own. */
  database: Database;
  /** Role `producer`. */
  redis: RedisConnection;
  queuePrefix: string;
  clock: () => Date;
}

/** Starts the gateway; resolves with its port once it takes requests. Everything it opens is closed by the lifecycle. */
export const startGateway = async (options: GatewayOptions): Promise<number> => {
  const { environment, lifecycle, logger, metrics } = options;
  const observation = createObservation(metrics, logger);
  const inbox = await openInbox({ ...options, databaseUrl: environment.DATABASE_URL, observation });
  const { hot, api } = createRoutes({
    ...intakeOptions(options, inbox, observation),
    ...readingOptions(options, observation),
    gate: createGate(options, observation),
    readiness: () => lifecycle.health.snapshot(),
    logger,
  });
  const server = createHttpServer({
    hot,
    app: createApi(api),
    limits: { bodyBytes: limits.bodyBytes },
    onClientError: observation.onClientError,
    onFault: observation.onFault,
  });
  lifecycle.own('http', () => server.close(limits.closeMs));
  const port = await server.listen(environment.PORT);
  logger.info('gateway.listening', { port });
  return port;
};

const toInfobase = ({ delivery, ...infobase }: InfobaseConfig): Infobase => ({
  ...infobase,
  deliveryMode: delivery.mode,
});

const createGate = ({ config, environment }: GatewayOptions, { onRefused }: Observation): Gate => {
  const { failuresPerMinute, pauseMs, maxPausing } = limits.authentication;
  return {
    authenticate: createAuthenticator({
      infobases: config.infobases.map(toInfobase),
      failures: createRateLimit(failuresPerMinute, 60),
      pause: () => delay(pauseMs),
      maxPausing,
    }),
    rates: createRateLimit(environment.GATEWAY_RATE_INFOBASE, 1),
    onRefused,
  };
};

type Intake = Pick<
  EndpointOptions,
  'acceptEvents' | 'acceptCommand' | 'acceptVoicebox' | 'acceptWebhook' | 'onEvents' | 'onWebhook'
>;

const intakeOptions = (options: GatewayOptions, inbox: GatewayInbox, observation: Observation): Intake => {
  const { config, environment, clock, webhooks } = options;
  const newId = createIdSource();
  const intake = { accept: inbox.onec.accept, clock, newId, maxBytes: limits.bodyBytes };
  return {
    acceptEvents: createEventIntake(intake),
    acceptCommand: createCommandIntake(intake),
    acceptVoicebox: createVoiceboxIntake({ ...intake, findReceivedAt: createReceiptSearch(options, inbox) }),
    acceptWebhook: createWebhookIntake({
      accounts: config.accounts.flatMap(({ id, hookToken }) => {
        const webhook = webhooks.get(id);
        return webhook ? [{ id, hookToken, webhook }] : [];
      }),
      rates: createRateLimit(environment.GATEWAY_RATE_ACCOUNT, 1),
      accept: inbox.provider.accept,
      clock,
      newId,
    }),
    onEvents: observation.onEvents,
    onWebhook: observation.onWebhook,
  };
};

/** When an event came; null also while PostgreSQL is out, for an order must not wait for it. */
const createReceiptSearch =
  ({ database, logger }: GatewayOptions, inbox: GatewayInbox) =>
  async (infobaseId: string, eventId: string): Promise<Date | null> => {
    if (inbox.isStoreOut()) return null;
    try {
      return await findReceivedAt(database.sql, infobaseId, eventId);
    } catch (error) {
      logger.warn('store.read_failed', { error });
      return null;
    }
  };

type Reading = Pick<
  EndpointOptions,
  'bookings' | 'planOf' | 'readOutbox' | 'acknowledge' | 'clock' | 'maxBytes' | 'onStoreFailure'
>;

const readingOptions = ({ config, database, clock }: GatewayOptions, observation: Observation): Reading => {
  const outbox = createOutboxStore(database, clock);
  const plans = createPlanStore(database.sql);
  const reminders = new Map(config.infobases.map((infobase) => [infobase.id, infobase.reminders]));
  const accounts = new Map(config.accounts.map((account: AccountConfig) => [account.id, account.limits]));
  return {
    bookings: createBookingStore(database.sql),
    planOf: (infobase, date) => {
      const rules = reminders.get(infobase.id);
      const lines = accounts.get(rules?.account[0] ?? '');
      return rules && lines
        ? previewPlan({ store: plans, infobase, date, leadHours: rules.leadHours, lines })
        : null;
    },
    readOutbox: createOutboxReader({ ...limits.outbox, store: outbox, clock, sleep }),
    acknowledge: outbox.acknowledge,
    clock,
    maxBytes: limits.bodyBytes,
    onStoreFailure: observation.onStoreFailure,
  };
};

/** Resolves after `ms`, or at once when the signal aborts. */
const sleep = async (ms: number, signal: AbortSignal): Promise<void> => {
  await delay(ms, undefined, { signal }).catch(() => undefined);
};
