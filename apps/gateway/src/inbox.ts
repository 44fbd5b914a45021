import { setTimeout as delay } from 'node:timers/promises';
import type { OnecInboxRow, ProviderInboxRow } from '@perezvon/contracts-queues';
import { openDatabase, type Database } from '@perezvon/database';
import { createLoop, type Lifecycle } from '@perezvon/lifecycle';
import type { Logger } from '@perezvon/logger';
import { createProducer } from '@perezvon/queue';
import type { RedisConnection } from '@perezvon/redis';
import { gatewayLimits as limits } from './limits.ts';
import type { Observation } from './observation.ts';
import { createOnecInbox, createProviderInbox } from './stores/inbox-stores.ts';
import type { Inbox } from './use-cases/accept.ts';
import { createCircuit, type Circuit } from './use-cases/circuit.ts';
import type { OnecStored } from './use-cases/onec-intake.ts';

export interface GatewayInbox {
  onec: Inbox<OnecInboxRow, OnecStored>;
  provider: Inbox<ProviderInboxRow, true>;
  /** PostgreSQL is known to be out: don't wait for it. */
  isStoreOut: () => boolean;
}

export interface GatewayInboxOptions {
  databaseUrl: string;
  redis: RedisConnection;
  queuePrefix: string;
  lifecycle: Lifecycle;
  logger: Logger;
  observation: Observation;
  clock: () => Date;
}

/** Connections of the inbox alone, so that a slow reading never holds up an acceptance: two flushes of each kind, and a probe. */
const inboxPool = 5;
const probeEveryMs = 2_000;
const connectWithinMs = 2_000;
const connectStepMs = 10;

/** Both inboxes over one pool and one producer, with circuits and readiness. Closed with the app. */
export const openInbox = async (options: GatewayInboxOptions): Promise<GatewayInbox> => {
  const { lifecycle, logger, observation, clock } = options;
  const database = openDatabase({
    url: options.databaseUrl,
    poolSize: inboxPool,
    statementTimeoutMs: limits.inbox.storeTimeoutMs,
    connectTimeoutMs: limits.inbox.storeTimeoutMs,
    onConnectionError: (error) => logger.warn('database.connection_lost', { error }),
  });
  lifecycle.own('inbox.database', () => database.close());
  const producer = createProducer({ connection: options.redis, prefix: options.queuePrefix });
  lifecycle.own('inbox.producer', () => producer.close());

  const circuit = (where: 'store' | 'queue') =>
    createCircuit({
      probeAfterMs: limits.probeAfterMs,
      clock,
      onChange: (works) => observation.onAvailability(where, works),
    });
  const circuits = { storeCircuit: circuit('store'), queueCircuit: circuit('queue') };
  const onFailure = observation.onInboxFailure;
  const stores = { sql: database.sql, producer, ...circuits, limits: limits.inbox, onFailure };
  const onec = createOnecInbox(stores);
  const provider = createProviderInbox(stores);
  lifecycle.own('inbox', async () => {
    await Promise.all([onec.close(), provider.close()]);
  });
  await untilConnected(options.redis);
  watchStores({ ...options, ...circuits, database });
  return { onec, provider, isStoreOut: () => circuits.storeCircuit.isOpen() };
};

/** The connection is only just being made: a Redis that answers a moment later is not out. */
const untilConnected = async (redis: RedisConnection): Promise<void> => {
  for (let waited = 0; redis.status !== 'ready' && waited < connectWithinMs; waited += connectStepMs) {
    await delay(connectStepMs);
  }
};

interface Watch extends GatewayInboxOptions {
  database: Database;
  storeCircuit: Circuit;
  queueCircuit: Circuit;
}

/** Ready while at least one store can take something, asked for also when nobody posts anything. */
const watchStores = ({
  database,
  redis,
  storeCircuit,
  queueCircuit,
  lifecycle,
  logger,
  clock,
}: Watch): void => {
  const ask = async (circuit: Circuit, question: () => Promise<unknown>): Promise<boolean> => {
    try {
      await question();
      circuit.succeeded();
      return true;
    } catch {
      circuit.failed();
      return false;
    }
  };
  const loop = createLoop({
    name: 'inbox-probe',
    everyMs: probeEveryMs,
    logger,
    clock,
    run: async () => {
      const [store, queue] = await Promise.all([
        ask(storeCircuit, () => database.sql.query('SELECT 1')),
        ask(queueCircuit, () => redis.ping()),
      ]);
      lifecycle.health.report('inbox', store || queue, `store: ${store}, queue: ${queue}`);
    },
  });
  loop.start();
  lifecycle.own('inbox.probe', () => loop.stop());
};
