import { Fault } from '@perezvon/logger';
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it, vi } from 'vitest';
import { createPrivateRedis, type PrivateRedis } from './__fixtures__/private-redis.ts';
import { createQueueSystem, notification, pointer, type QueueSystem } from './__fixtures__/queue-system.ts';
import { startWorkers } from './index.ts';

let redis: PrivateRedis;
let system: QueueSystem;

beforeAll(async () => {
  redis = await createPrivateRedis();
});
afterAll(() => redis.remove());
beforeEach(() => {
  system = createQueueSystem({ url: redis.url });
});
afterEach(() => system.close());

const within = { timeout: 15_000, interval: 20 };
const failedIds = async () => (await system.operator.failedJobs('onec-events', 10)).map(({ id }) => id);

describe('a queue', () => {
  it('brings what was added to the handler of the app, once, and forgets it', async () => {
    const seen: unknown[] = [];
    expect(await system.producer.oldestAt('onec-events')).toBeNull();
    await system.producer.add('onec-events', pointer(1));
    const first = await system.producer.oldestAt('onec-events');
    await system.producer.addMany('onec-events', [pointer(2), pointer(3)]);
    await system.producer.addMany('onec-events', []);
    expect(await system.producer.depth('onec-events')).toBe(3);
    expect(first).not.toBeNull();
    expect(await system.producer.oldestAt('onec-events')).toEqual(first);
    system.work({ handler: async (payload) => void seen.push(payload) });
    await vi.waitFor(() => expect(seen).toHaveLength(3), within);
    expect(seen).toEqual(expect.arrayContaining([pointer(1), pointer(2), pointer(3)]));
    await vi.waitFor(async () => expect(await system.producer.depth('onec-events')).toBe(0), within);
    const keys = await system.connect('plain').keys(`*${system.prefix}-onec-events*0192f0c1*`);
    expect(keys).toEqual([]);
    expect(system.health.snapshot()).toMatchObject({
      ok: true,
      checks: { 'queue:onec-events': { ok: true } },
    });
    const text = await system.metrics.text();
    expect(text).toContain('perezvon_queue_jobs_total{queue="onec-events",result="done",app="test"} 3');
    expect(text).toContain('perezvon_queue_depth{queue="onec-events",state="waiting",app="test"} 0');
  });

  it('holds the same thing added twice once', async () => {
    await system.producer.add('onec-events', pointer(1));
    await system.producer.addMany('onec-events', [pointer(1), pointer(1), pointer(2)]);
    expect(await system.producer.depth('onec-events')).toBe(2);
    await system.producer.add('notifications', notification(1));
    expect(await system.producer.depth('notifications')).toBe(1);
  });

  it('refuses a payload that does not parse, and then none of a list is added', async () => {
    const bad = { ...pointer(2), id: 'no-uuid' };
    await expect(system.producer.add('onec-events', bad)).rejects.toMatchObject({ code: 'invalid_input' });
    await expect(system.producer.addMany('onec-events', [pointer(1), bad])).rejects.toMatchObject({
      code: 'invalid_input',
    });
    expect(await system.producer.depth('onec-events')).toBe(0);
  });

  it('tries again after an error', async () => {
    let calls = 0;
    await system.producer.add('onec-events', pointer(1));
    system.work({
      handler: async () => {
        calls += 1;
        if (calls === 1) throw new Error('no database');
        if (calls === 2) {
          throw new Fault({ code: 'database_unavailable', safeMessage: 'no database', retryable: true });
        }
      },
    });
    await vi.waitFor(() => expect(calls).toBe(3), within);
    await vi.waitFor(async () => expect(await system.producer.depth('onec-events')).toBe(0), within);
    expect(await failedIds()).toEqual([]);
    expect(system.log()).toContain('"attempt":2,"final":false');
  });

  it('leaves a job that can never succeed among the failed ones, until an operator starts it over', async () => {
    let broken = true;
    let done = 0;
    await system.producer.add('onec-events', pointer(1));
    system.work({
      handler: async () => {
        if (!broken) done += 1;
        else {
          throw new Fault({ code: 'not_found', safeMessage: 'no row for 79161234567', retryable: false });
        }
      },
    });
    await vi.waitFor(
      async () => expect(await failedIds()).toEqual(['0192f0c1-7c00-7000-8000-000000000001']),
      within,
    );
    const [failed] = await system.operator.failedJobs('onec-events', 10);
    expect(failed).toMatchObject({ attempts: 1, reason: 'not_found: no row for 7916123****' });
    expect(failed?.failedAt).toBeInstanceOf(Date);
    await system.producer.add('onec-events', pointer(1));
    expect(await system.producer.depth('onec-events')).toBe(0);
    broken = false;
    await system.operator.retryJob('onec-events', failed?.id ?? '');
    await vi.waitFor(() => expect(done).toBe(1), within);
    expect(await failedIds()).toEqual([]);
    await expect(system.operator.retryJob('onec-events', 'unknown')).rejects.toMatchObject({
      code: 'not_found',
    });
  });

  it('keeps a job that does not parse visible and never gives it to the handler', async () => {
    const seen: unknown[] = [];
    await system.producer.add('onec-events', pointer(1));
    const raw = system.connect('plain');
    const key = `{${system.prefix}-onec-events}:onec-events:0192f0c1-7c00-7000-8000-000000000001`;
    expect(await raw.exists(key)).toBe(1);
    await raw.hset(key, 'data', '{"kind":"from the future","name":"Белинда"}');
    system.work({ handler: async (payload) => void seen.push(payload) });
    await vi.waitFor(async () => expect(await failedIds()).toHaveLength(1), within);
    expect(seen).toEqual([]);
    expect(system.log()).toContain('job.failed');
    expect(system.log()).not.toContain('Белинда');
  });

  it('waits for running jobs when it closes', async () => {
    let running = false;
    let finish: () => void = () => undefined;
    await system.producer.add('onec-events', pointer(1));
    const workers = system.work({
      handler: () => {
        running = true;
        return new Promise((resolve) => (finish = resolve));
      },
    });
    await vi.waitFor(() => expect(running).toBe(true), within);
    let closed = false;
    const closing = workers.close().then(() => {
      closed = true;
    });
    await new Promise(setImmediate);
    expect(closed).toBe(false);
    finish();
    await closing;
    expect(await system.producer.depth('onec-events')).toBe(0);
  });

  it('does not wait for ever for a job that hangs; another worker takes it over', async () => {
    let hung = false;
    let takenOver = false;
    await system.producer.add('onec-events', pointer(1));
    const workers = system.work({
      handler: () => {
        hung = true;
        return new Promise(() => undefined);
      },
      overrides: { lockMs: 1_000 },
      closeWithinMs: 100,
    });
    await vi.waitFor(() => expect(hung).toBe(true), within);
    await workers.close();
    system.work({ handler: async () => void (takenOver = true), overrides: { lockMs: 1_000 } });
    await vi.waitFor(() => expect(takenOver).toBe(true), within);
  });

  it('is refused at the start without a handler', () => {
    const { health, metrics, prefix } = system;
    const connection = system.connect('worker');
    const logger = { debug: vi.fn(), info: vi.fn(), warn: vi.fn(), error: vi.fn(), child: () => logger };
    const handlers = {} as { notifications: () => Promise<void> };
    expect(() =>
      startWorkers({ app: 'notifier', handlers, connection, prefix, logger, metrics, health }),
    ).toThrow('notifier has no handler for the queue notifications');
  });
});
