import { openDatabase, type Database } from '@perezvon/database';
import { createLifecycle, type Lifecycle } from '@perezvon/lifecycle';
import { createLogger } from '@perezvon/logger';
import { createMetrics } from '@perezvon/metrics';
import { closeRedis, connectRedis } from '@perezvon/redis';
import { startGateway } from '../gateway.ts';
import type { Stores } from './stores.ts';
import { takeJobs, type TakenJobs } from './take-jobs.ts';
import { fakeWebhook, secrets, testConfig } from './test-config.ts';

export interface Reply {
  status: number;
  headers: Headers;
  text: string;
}

export interface RunningGateway {
  port: number;
  database: Database;
  /** Everything that was logged, as text. */
  logs: () => string;
  metrics: () => Promise<string>;
  takeJobs: () => Promise<TakenJobs>;
  /** One call as 1C makes it; the clinic's, unless another secret is given. */
  call: (path: string, init?: CallOptions) => Promise<Reply>;
  close: () => Promise<void>;
}

export interface CallOptions {
  method?: string;
  body?: string | Uint8Array<ArrayBuffer>;
  headers?: Readonly<Record<string, string>>;
  secret?: string;
}

export interface GatewayOverrides {
  clock?: () => Date;
  rates?: { account?: number; infobase?: number };
}

let installations = 0;

/** The whole gateway inside this process, on real stores, with queues of its own. */
export const startTestGateway = async (
  stores: Stores,
  overrides: GatewayOverrides = {},
): Promise<RunningGateway> => {
  const lines: string[] = [];
  const destination = { write: (line: string) => lines.push(line) };
  const logger = createLogger({ name: 'gateway', level: 'info', destination });
  const processPort = { on: () => undefined, off: () => undefined, exit: () => undefined };
  const lifecycle = createLifecycle({ logger, deadlineMs: 10_000, process: processPort });
  const metrics = createMetrics({ app: 'gateway' });
  const database = openForReading(stores, lifecycle);
  const redis = connectRedis({ url: stores.redisUrl, role: 'producer', logger });
  lifecycle.own('redis', () => closeRedis(redis));
  installations += 1;
  const queuePrefix = `test-${process.pid}-${installations}`;
  const { rates = {}, clock = () => new Date() } = overrides;
  const environment = {
    PORT: 0,
    DATABASE_URL: stores.databaseUrl,
    GATEWAY_RATE_ACCOUNT: rates.account ?? 1_000,
    GATEWAY_RATE_INFOBASE: rates.infobase ?? 1_000,
  };
  const webhooks = new Map([['mtt-main', fakeWebhook]]);
  const shared = { environment, logger, lifecycle, metrics, database, redis, queuePrefix, clock };
  const port = await startGateway({ ...shared, config: testConfig(), webhooks });
  lifecycle.health.report('start', true);
  return {
    port,
    database,
    logs: () => lines.join(''),
    metrics: () => metrics.text(),
    takeJobs: () => takeJobs(stores.redisUrl, queuePrefix),
    call: (path, options) => call(`http://127.0.0.1:${port}${path}`, options),
    close: () => lifecycle.stop('test'),
  };
};

const openForReading = ({ databaseUrl }: Stores, lifecycle: Lifecycle): Database => {
  const database = openDatabase({
    url: databaseUrl,
    poolSize: 4,
    statementTimeoutMs: 5_000,
    connectTimeoutMs: 2_000,
    onConnectionError: () => undefined,
  });
  lifecycle.own('database', () => database.close());
  return database;
};

const call = async (url: string, { secret = secrets.clinic, ...init }: CallOptions = {}): Promise<Reply> => {
  const authorization = `Bearer ${secret}`;
  const response = await fetch(url, { ...init, headers: { authorization, ...init.headers } });
  return { status: response.status, headers: response.headers, text: await response.text() };
};
