import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { createPrivateRedis, type PrivateRedis } from './__fixtures__/private-redis.ts';
import { createQueueSystem, pointer, type QueueSystem } from './__fixtures__/queue-system.ts';

let redis: PrivateRedis;
let system: QueueSystem;
let seen: Set<string>;

beforeEach(async () => {
  redis = await createPrivateRedis();
  system = createQueueSystem({ url: redis.url });
  seen = new Set();
});
afterEach(async () => {
  await system.close();
  await redis.remove();
});

const within = { timeout: 20_000, interval: 20 };
/** A short lock: a job whose delivery to the worker was cut off by the kill comes back when its lock has run out. */
const work = () =>
  system.work({
    handler: async (job) => void seen.add(job.kind === 'pointer' ? job.id : job.row.id),
    overrides: { lockMs: 2_000 },
  });
const numbers = (from: number, to: number) =>
  Array.from({ length: to - from + 1 }, (_, index) => pointer(from + index));
const addWhenPossible = (number: number) =>
  vi.waitFor(() => system.producer.add('onec-events', pointer(number)), within);

describe('without Redis', () => {
  it('adding fails at once and works again when Redis is back', async () => {
    await system.producer.add('onec-events', pointer(1));
    await redis.kill();
    await expect(system.producer.add('onec-events', pointer(2))).rejects.toMatchObject({
      code: 'queue_unavailable',
      retryable: true,
    });
    const begunMs = performance.now();
    await expect(system.producer.addMany('onec-events', [pointer(2)])).rejects.toMatchObject({
      code: 'queue_unavailable',
    });
    await expect(system.producer.depth('onec-events')).rejects.toMatchObject({ code: 'queue_unavailable' });
    expect(performance.now() - begunMs).toBeLessThan(1_500);
    await redis.start();
    await addWhenPossible(2);
    // The first one was acknowledged: append-only file, `always`.
    expect(await system.producer.depth('onec-events')).toBe(2);
  });

  it('a producer and workers that started first work as soon as it is there', async () => {
    await redis.stop();
    const late = createQueueSystem({ url: redis.url }, system.prefix);
    try {
      await expect(late.producer.add('onec-events', pointer(1))).rejects.toMatchObject({
        code: 'queue_unavailable',
      });
      const done: string[] = [];
      late.work({ handler: async (job) => void done.push(job.kind) });
      expect(late.health.snapshot().ok).toBe(false);
      await redis.start();
      await vi.waitFor(() => late.producer.add('onec-events', pointer(1)), within);
      await vi.waitFor(() => expect(done).toEqual(['pointer']), within);
      await vi.waitFor(() => expect(late.health.snapshot().ok).toBe(true), within);
    } finally {
      await late.close();
    }
  });

  it('metrics can be read and everything can be closed', async () => {
    const workers = work();
    await system.producer.add('onec-events', pointer(1));
    await vi.waitFor(() => expect(seen.size).toBe(1), within);
    await redis.stop();
    await vi.waitFor(() => expect(system.health.snapshot().ok).toBe(false), within);
    expect(await system.metrics.text()).toContain('perezvon_queue_jobs_total');
    const begunMs = performance.now();
    await workers.close();
    expect(performance.now() - begunMs).toBeLessThan(11_000);
  });
});

describe('workers', () => {
  it('outlive a restart and a kill of Redis and lose nothing that was acknowledged', async () => {
    work();
    await system.producer.addMany('onec-events', numbers(1, 20));
    await redis.stop();
    await vi.waitFor(() => expect(system.health.snapshot().ok).toBe(false), within);
    await redis.start();
    await addWhenPossible(21);
    await redis.kill();
    await redis.start();
    await addWhenPossible(22);
    await vi.waitFor(() => expect(seen.size).toBe(22), within);
    await vi.waitFor(() => expect(system.health.snapshot().ok).toBe(true), within);
  });

  it('outlive FLUSHALL, idle and in the middle of a job', async () => {
    let finish: () => void = () => undefined;
    let running = false;
    system.work({
      handler: async (job) => {
        const id = job.kind === 'pointer' ? job.id : job.row.id;
        if (id.endsWith('1')) {
          running = true;
          await new Promise<void>((resolve) => (finish = resolve));
        }
        seen.add(id);
      },
    });
    await system.producer.addMany('onec-events', [pointer(1), pointer(2)]);
    await vi.waitFor(() => expect(running && seen.size === 1).toBe(true), within);
    await system.connect('plain').flushall();
    finish();
    await vi.waitFor(() => expect(seen.size).toBe(2), within);
    await system.producer.addMany('onec-events', [pointer(3), pointer(4)]);
    await vi.waitFor(() => expect(seen.size).toBe(4), within);
    await vi.waitFor(async () => expect(await system.producer.depth('onec-events')).toBe(0), within);
    await system.connect('plain').script('FLUSH');
    await system.producer.addMany('onec-events', numbers(5, 7));
    await vi.waitFor(() => expect(seen.size).toBe(7), within);
  });
});
