import { randomBytes } from 'node:crypto';
import type { NotificationJob, OnecJob, ProviderJob } from '@perezvon/contracts-queues';
import { createHealth, type Health } from '@perezvon/lifecycle';
import { createLogger } from '@perezvon/logger';
import { createMetrics, type Metrics } from '@perezvon/metrics';
import { closeRedis, connectRedis, type RedisRole, type RedisTarget } from '@perezvon/redis';
import {
  createProducer,
  createQueueOperator,
  startWorkers,
  type Producer,
  type QueueOperator,
  type WorkerOverrides,
  type Workers,
} from '../index.ts';

type Handler = (payload: OnecJob) => Promise<void>;

interface WorkerSetUp {
  handler: Handler;
  overrides?: WorkerOverrides;
  closeWithinMs?: number;
}

export interface QueueSystem {
  prefix: string;
  producer: Producer;
  operator: QueueOperator;
  health: Health;
  metrics: Metrics;
  /** Everything logged so far. */
  log(): string;
  work(setUp: WorkerSetUp): Workers;
  connect(role: RedisRole): Connection;
  close(): Promise<void>;
}

type Connection = ReturnType<typeof connectRedis>;

/** A producer, and workers of the queue onec-events when asked for, under a random prefix. */
export const createQueueSystem = (
  target: RedisTarget,
  prefix = `test-${randomBytes(4).toString('hex')}`,
): QueueSystem => {
  const lines: string[] = [];
  const destination = { write: (line: string) => lines.push(line) };
  const logger = createLogger({ name: 'test', level: 'debug', destination });
  const closers: (() => Promise<void>)[] = [];
  const closed = <Closable extends { close(): Promise<void> }>(closable: Closable): Closable => {
    closers.push(() => closable.close());
    return closable;
  };
  const connect = (role: RedisRole): Connection => {
    const connection = connectRedis({ ...target, role, logger });
    closers.push(() => closeRedis(connection));
    return connection;
  };
  const shared = { prefix, health: createHealth(), metrics: createMetrics({ app: 'test' }) };
  const connection = connect('producer');
  return {
    ...shared,
    producer: closed(createProducer({ connection, prefix })),
    operator: closed(createQueueOperator({ connection, prefix })),
    connect,
    log: () => lines.join(''),
    work: ({ handler, ...options }) => {
      const work = { app: 'dialer', handlers: { 'onec-events': handler }, logger } as const;
      return closed(startWorkers({ ...work, ...shared, connection: connect('worker'), ...options }));
    },
    close: async () => {
      for (const close of closers.reverse()) await close();
    },
  };
};

/** The same number, the same id. */
export const pointer = (number: number): OnecJob & ProviderJob => ({
  kind: 'pointer',
  id: `0192f0c1-7c00-7000-8000-${String(number).padStart(12, '0')}`,
});

export const notification = (number: number): NotificationJob => ({
  kind: 'outbox',
  infobaseId: 'clinic',
  eventId: `0192f0c1-7c00-7000-8000-${String(number).padStart(12, '0')}`,
});
