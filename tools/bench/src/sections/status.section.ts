import { setTimeout as sleep } from 'node:timers/promises';
import { queues } from '@perezvon/contracts-queues';
import { startRole } from '../roles/start-role.ts';
import { benchPrefix, clearMeasurement, insertCopies, insertWebhooks } from '../system/copies.ts';
import type { Level } from '../system/level.ts';
import { atLevel, type Bench, type Section } from './section.ts';

const { concurrency } = queues['provider-events'].workerOptions;
const phonesFrom = 200_000_000;
const pointersAtOnce = 1_000;

/** Queues the ids of inbox rows, as the gateway does. */
export const queuePointers = async (
  { producer }: Bench,
  queue: 'provider-events' | 'onec-events',
  ids: readonly string[],
): Promise<void> => {
  for (let from = 0; from < ids.length; from += pointersAtOnce) {
    const pointers = ids.slice(from, from + pointersAtOnce).map((id) => ({ kind: 'pointer', id }) as const);
    await producer.addMany(queue, pointers);
  }
};

/** From the first batch's transaction to the last one's; the first batch itself is only the beginning of the span. */
const rate = `
SELECT ((count(*) - count(*) FILTER (WHERE processed_at = first)) / extract(epoch FROM max(processed_at) - min(first)))::float8 AS rate
FROM (SELECT processed_at, min(processed_at) OVER () AS first FROM provider_event WHERE state = 'done') AS e`;

const isDrained = async ({ database }: Level): Promise<boolean> => {
  const rows = await database.sql.query(`SELECT 1 FROM provider_event WHERE state = 'pending' LIMIT 1`);
  return rows.length === 0;
};

const measure = async (bench: Bench, level: Level, replicas: number): Promise<void> => {
  const { items } = bench.sizes;
  const { sql } = level.database;
  await insertCopies(level.database, { state: 'calling', prefix: benchPrefix, count: items, phonesFrom });
  await sql.query('ANALYZE attempt, booking, reminder');
  await queuePointers(bench, 'provider-events', await insertWebhooks(sql, benchPrefix, items));
  const apps = await Promise.all(Array.from({ length: replicas }, () => bench.startApp('status', level)));
  while (!(await isDrained(level))) await sleep(50);
  const name = atLevel(replicas === 1 ? 'status' : `status × ${replicas}`, bench, level);
  bench.figures.add('status', name, [(await sql.query<{ rate: number }>(rate))[0]?.rate ?? Number.NaN, '/s']);
  bench.figures.add('status', `${name} resident`, [
    Math.max(...apps.map((app) => app.residentMebibytes())),
    'MiB',
  ]);
  await Promise.all(apps.map((app) => app.stop()));
  await clearMeasurement(sql);
  await bench.flushRedis();
};

/** (c) Webhooks to outcomes, beside a worker that does nothing. */
export const status: Section = {
  name: 'status',
  open: async (bench) => {
    const noop = await startRole('noop-worker', { redisUrl: bench.redisUrl, concurrency });
    return {
      round: async () => {
        const count = bench.sizes.items;
        bench.figures.add('status', 'no-op worker', [await noop.ask<number>('run', { count }), '/s']);
        for (const level of bench.levels) await measure(bench, level, 1);
        await measure(bench, bench.levels[0], 2);
      },
      close: () => noop.stop(),
    };
  },
};
