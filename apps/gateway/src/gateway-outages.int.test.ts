import { createLogger } from '@perezvon/logger';
import { closeRedis, connectRedis } from '@perezvon/redis';
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { startTestGateway, type RunningGateway } from './__fixtures__/running-gateway.ts';
import { startStores, type Stores } from './__fixtures__/stores.ts';
import { secrets } from './__fixtures__/test-config.ts';

const soon = { timeout: 20_000 };

let stores: Stores;
let gateway: RunningGateway;

beforeAll(async () => {
  stores = await startStores();
});

afterAll(async () => {
  await stores.close();
});

beforeEach(async () => {
  gateway = await startTestGateway(stores);
  await gateway.database.sql.query('TRUNCATE onec_event, provider_event');
});

afterEach(async () => {
  await Promise.all([stores.postgres.start(), stores.redis.start()]);
  await gateway.close();
});

const event = (id: string) => ({
  id,
  type: 'booking',
  data: { id: `b-${id}`, start: '2026-06-04T11:30:00', patient: { phones: ['79123456789'] } },
});

const postEvent = (id: string) =>
  gateway.call('/v1/onec/events', { method: 'POST', body: JSON.stringify(event(id)) });

const postWebhook = () =>
  gateway.call(`/hooks/mtt-main/${secrets.hook}`, {
    method: 'POST',
    body: '{}',
    headers: { 'x-signature': 'good' },
  });

const ready = async () => (await gateway.call('/health/ready')).status;

const countRows = async () => {
  const [row] = await gateway.database.sql.query<{ count: number }>(
    'SELECT ((SELECT count(*) FROM onec_event) + (SELECT count(*) FROM provider_event))::int AS count',
  );
  return row?.count;
};

describe('PostgreSQL is out', () => {
  it('still accepts: the queue holds the rows whole, and the gateway stays ready', async () => {
    await stores.postgres.stop();
    expect((await postEvent('e1')).status).toBe(202);
    expect((await postWebhook()).status).toBe(200);
    expect(await ready()).toBe(200);
    const jobs = await gateway.takeJobs();
    await expect
      .poll(() => jobs.onec, soon)
      .toMatchObject([{ kind: 'row', row: { eventId: 'e1', payload: event('e1') } }]);
    await expect
      .poll(() => jobs.provider, soon)
      .toMatchObject([{ kind: 'row', row: { bodyBase64: btoa('{}') } }]);
    await jobs.stop();
  });

  it('does not wait for it with every request, and comes back to it by itself', async () => {
    await stores.postgres.stop();
    await postEvent('first');
    const before = performance.now();
    for (let index = 0; index < 20; index += 1) expect((await postEvent(`e${index}`)).status).toBe(202);
    expect(performance.now() - before).toBeLessThan(2_000);
    await stores.postgres.start();
    await expect
      .poll(async () => {
        await postEvent(`after-${performance.now()}`);
        return countRows();
      }, soon)
      .toBeGreaterThan(0);
  });

  it('gives up on one that does not answer', async () => {
    await gateway.database.transaction(async (tx) => {
      await tx.query('LOCK TABLE onec_event IN ACCESS EXCLUSIVE MODE');
      const before = performance.now();
      const replies = await Promise.all(Array.from({ length: 50 }, (_, index) => postEvent(`h${index}`)));
      expect(replies.every((reply) => reply.status === 202)).toBe(true);
      expect(performance.now() - before).toBeLessThan(8_000);
    });
    const jobs = await gateway.takeJobs();
    await expect.poll(() => jobs.onec.filter((job) => job.kind === 'row').length, soon).toBe(50);
    await jobs.stop();
  });

  it('answers 503 with Retry-After where something has to be read', async () => {
    await stores.postgres.stop();
    for (const path of ['/v1/onec/bookings/b-1', '/v1/onec/bookings/b-1/why', '/v1/onec/outbox']) {
      const reply = await gateway.call(path);
      expect([path, reply.status]).toEqual([path, 503]);
      expect(reply.headers.get('retry-after')).toBe('5');
    }
  });

  it('gives a repeated VoiceBox order the same call id', async () => {
    await stores.postgres.stop();
    const order = { method: 'POST', body: JSON.stringify({ data: { number: '79123456789', guid: 'b-1' } }) };
    const first = await gateway.call('/v1/onec/compat/voicebox', order);
    expect(first.status).toBe(200);
    expect((await gateway.call('/v1/onec/compat/voicebox', order)).text).toBe(first.text);
  });
});

describe('Redis is out', () => {
  it('still accepts: the row is enough, and the gateway stays ready', async () => {
    await stores.redis.stop();
    expect((await postEvent('e1')).status).toBe(202);
    expect((await postWebhook()).status).toBe(200);
    expect(await countRows()).toBe(2);
    expect(await ready()).toBe(200);
  });

  it('does not wait for one that hangs with every request', async () => {
    await postEvent('warm');
    stores.redis.signal('SIGSTOP');
    try {
      expect((await postEvent('first')).status).toBe(202);
      const before = performance.now();
      for (let index = 0; index < 20; index += 1) expect((await postEvent(`e${index}`)).status).toBe(202);
      expect(performance.now() - before).toBeLessThan(15_000);
      expect(await countRows()).toBe(22);
    } finally {
      stores.redis.signal('SIGCONT');
    }
  });
});

/** PostgreSQL says so with SQLSTATE 53100 when the disk is full; a trigger says it without one. */
const fillDisk = (): Promise<void> =>
  onBothTables(
    'CREATE OR REPLACE FUNCTION full_disk() RETURNS trigger LANGUAGE plpgsql AS ' +
      `$$ BEGIN RAISE EXCEPTION 'could not extend file: No space left on device' USING ERRCODE = '53100'; END $$`,
    (table) => `CREATE TRIGGER full_disk BEFORE INSERT ON ${table} EXECUTE FUNCTION full_disk()`,
  );

const freeDisk = (): Promise<void> =>
  onBothTables('SELECT 1', (table) => `DROP TRIGGER IF EXISTS full_disk ON ${table}`);

const onBothTables = async (first: string, each: (table: string) => string): Promise<void> => {
  await gateway.database.sql.query(first);
  for (const table of ['onec_event', 'provider_event']) await gateway.database.sql.query(each(table));
};

const limitRedis = async (maxmemory: string): Promise<void> => {
  const redis = connectRedis({
    url: stores.redisUrl,
    role: 'plain',
    logger: createLogger({ name: 'test', level: 'silent' }),
  });
  await redis.config('SET', 'maxmemory', maxmemory);
  await closeRedis(redis);
};

describe('a store is full', () => {
  afterEach(async () => {
    await limitRedis('0');
    await freeDisk();
  });

  it('lets the queue hold the rows whole while the disk of PostgreSQL is full', async () => {
    await fillDisk();
    expect((await postEvent('e1')).status).toBe(202);
    expect((await postWebhook()).status).toBe(200);
    const jobs = await gateway.takeJobs();
    await expect.poll(() => jobs.onec, soon).toMatchObject([{ kind: 'row', row: { eventId: 'e1' } }]);
    await expect.poll(() => jobs.provider, soon).toMatchObject([{ kind: 'row' }]);
    await jobs.stop();
    expect(await countRows()).toBe(0);
  });

  it('has enough of a row while Redis is at its memory limit', async () => {
    await limitRedis('1');
    expect((await postEvent('e1')).status).toBe(202);
    expect((await postWebhook()).status).toBe(200);
    expect(await countRows()).toBe(2);
  });

  it('acknowledges nothing that neither can keep', async () => {
    await postEvent('warm');
    await fillDisk();
    await limitRedis('1');
    const replies = await Promise.all([postEvent('e1'), postWebhook(), postEvent('e2'), postWebhook()]);
    for (const reply of replies) {
      expect(reply.status).toBe(503);
      expect(reply.headers.get('retry-after')).toBe('5');
    }
    await limitRedis('0');
    await freeDisk();
    const jobs = await gateway.takeJobs();
    await expect.poll(() => jobs.onec.length, soon).toBe(1);
    await expect.poll(async () => (await postEvent('e1')).status, soon).toBe(202);
    await expect.poll(() => jobs.onec.length, soon).toBe(2);
    expect(jobs.provider).toEqual([]);
    await jobs.stop();
  });
});

describe('both are out', () => {
  it('refuses with 503 and Retry-After, is not ready, and takes requests again when they are back', async () => {
    await Promise.all([stores.postgres.stop(), stores.redis.stop()]);
    for (const reply of [await postEvent('e1'), await postWebhook()]) {
      expect(reply.status).toBe(503);
      expect(reply.headers.get('retry-after')).toBe('5');
      expect(JSON.parse(reply.text)).toMatchObject({ error: { code: 'unavailable' } });
    }
    await expect.poll(ready, soon).toBe(503);
    await Promise.all([stores.postgres.start(), stores.redis.start()]);
    await expect.poll(ready, soon).toBe(200);
    await expect.poll(async () => (await postEvent('e1')).status, soon).toBe(202);
  });
});
