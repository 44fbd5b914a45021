import { EventEmitter } from 'node:events';
import { createProducer, type Producer } from '@perezvon/queue';
import { loadConfig, type PerezvonConfig } from '@perezvon/config';
import type { Database } from '@perezvon/database';
import { createLifecycle, type Lifecycle } from '@perezvon/lifecycle';
import { createLogger } from '@perezvon/logger';
import { createMetrics, type Metrics } from '@perezvon/metrics';
import { closeRedis, connectRedis, type RedisConnection } from '@perezvon/redis';
import { eventually, useDatabase, useRedis } from '@perezvon/testing';
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { openClinic, type Clinic } from './__fixtures__/clinic.ts';
import { createDatabases } from './__fixtures__/test-database.ts';
import { startNotifier } from './notifier.ts';

const test = useDatabase();
const redis = useRedis();
const databases = createDatabases(() => test.url);
const log: string[] = [];
const logger = createLogger({
  name: 'notifier',
  level: 'info',
  destination: { write: (line) => log.push(line) },
});

let database: Database;
let clinic: Clinic;
let connection: RedisConnection;
let producer: Producer;
let stop: () => Promise<void>;
let metrics: Metrics;

beforeAll(() => {
  database = databases.open();
  connection = connectRedis({ url: redis.url, role: 'producer', logger });
  producer = createProducer({ connection, prefix: redis.prefix });
});
afterAll(async () => {
  await producer.close();
  await closeRedis(connection);
  await databases.close();
});
beforeEach(async () => {
  log.length = 0;
  clinic = await openClinic(database);
});
afterEach(async () => {
  await stop();
  await clinic.close();
});

const configFor = (mode: 'push' | 'pull'): PerezvonConfig => {
  const text = JSON.stringify({
    infobases: [
      {
        id: clinic.id,
        name: 'Клиника',
        secrets: ['secret-secret'],
        timezone: 'Europe/Moscow',
        delivery: { mode, url: clinic.onec.url, username: 'perezvon', password: 'пароль-пароль' },
      },
    ],
  });
  const loaded = loadConfig({ text, env: {}, providers: new Map() });
  if (!loaded.ok) throw new Error(JSON.stringify(loaded.errors));
  return loaded.config;
};

const start = async (mode: 'push' | 'pull', sweepEveryMs: number): Promise<Lifecycle> => {
  const lifecycle = createLifecycle({
    logger,
    deadlineMs: 10_000,
    process: Object.assign(new EventEmitter(), { exit: () => undefined }),
  });
  stop = () => lifecycle.stop('test');
  metrics = createMetrics({ app: 'notifier' });
  await startNotifier(
    {
      environment: {
        PEREZVON_CONFIG: '',
        DATABASE_URL: test.url,
        REDIS_URL: redis.url,
        METRICS_PORT: 0,
        LOG_LEVEL: 'info',
        DATABASE_POOL: 5,
      },
      config: configFor(mode),
      logger,
      lifecycle,
      metrics,
      database,
      redis: (role) => {
        const own = connectRedis({ url: redis.url, role, logger });
        lifecycle.own('redis', () => closeRedis(own));
        return own;
      },
      clock: () => new Date(),
    },
    { prefix: redis.prefix, sweepEveryMs },
  );
  return lifecycle;
};

const delivered = async (count: number): Promise<void> => {
  await eventually(async () => {
    const states = (await clinic.stored()).map(({ state }) => state);
    expect(states).toEqual(Array(count).fill('delivered'));
  });
};

describe('the notifier', () => {
  it('pushes an event as soon as its job comes, without waiting for a sweep', async () => {
    await start('push', 600_000);
    for (let count = 1; count <= 5; count += 1) {
      const [eventId] = await clinic.write([`b-${count}`]);
      await producer.add('notifications', { kind: 'outbox', infobaseId: clinic.id, eventId: eventId! });
      await delivered(count);
    }
    expect(clinic.onec.received).toHaveLength(5);
  });

  it('finds events whose wake-up was lost', async () => {
    await start('push', 50);
    await clinic.write(['b-1', 'b-2']);
    await delivered(2);
  });

  it('pushes nothing to an infobase that fetches its events', async () => {
    await start('pull', 50);
    const [eventId] = await clinic.write(['b-1']);
    await producer.add('notifications', { kind: 'outbox', infobaseId: clinic.id, eventId: eventId! });
    await eventually(async () => (await producer.depth('notifications')) === 0);
    await stop();
    expect(clinic.onec.received).toEqual([]);
    expect((await clinic.stored()).map(({ state }) => state)).toEqual(['pending']);
  });

  it('counts what it delivered, in the metrics and in one log line a batch without data', async () => {
    await start('push', 50);
    await clinic.write(['b-1', 'b-2'], { phone: '79991234567' });
    await delivered(2);
    const text = await metrics.text();
    expect(text).toContain(
      `perezvon_delivery_events_total{infobase="${clinic.id}",result="delivered",app="notifier"} 2`,
    );
    expect(text).toContain(
      `perezvon_outbox_oldest_pending_seconds{infobase="${clinic.id}",app="notifier"} 0`,
    );
    expect(text).toContain(`perezvon_destination_open{infobase="${clinic.id}",app="notifier"} 1`);
    const lines = log.filter((line) => line.includes('event.delivered'));
    expect(lines).toHaveLength(1);
    expect(JSON.parse(lines[0]!)).toMatchObject({
      infobaseId: clinic.id,
      sent: 2,
      delivered: 2,
      rejected: 0,
      putOff: 0,
    });
    expect(log.join()).not.toContain('9991234567');
  });

  it('closes everything it opened when it stops', async () => {
    const lifecycle = await start('push', 50);
    await clinic.write(['b-1']);
    await delivered(1);
    await lifecycle.stop('test');
    expect(log.find((line) => line.includes('app.stopped'))).toContain('"clean":true');
    await clinic.write(['b-2']);
    const [, second] = await clinic.stored();
    expect(second?.state).toBe('pending');
  });
});
