import { setTimeout as sleep } from 'node:timers/promises';
import type { PlacedCalls } from '../roles/far-side.ts';
import { benchPrefix, clearMeasurement, insertCopies } from '../system/copies.ts';
import type { Level } from '../system/level.ts';
import { atLevel, type Bench, type Section } from './section.ts';

const phonesFrom = 400_000_000;
/** A call costs two transactions and a request, so fewer of them are enough. */
const share = 0.2;

/** Every call is placed and written down. */
const isDone = async ({ database }: Level, count: number): Promise<boolean> => {
  const [row] = await database.sql.query<{ count: number }>(
    `SELECT count(*)::int AS count FROM attempt WHERE state = 'placed'`,
  );
  return (row?.count ?? 0) >= count;
};

const measure = async (bench: Bench, level: Level, replicas: number): Promise<void> => {
  const count = Math.round(bench.sizes.items * share);
  await insertCopies(level.database, { state: 'due', prefix: benchPrefix, count, phonesFrom });
  await level.database.sql.query('ANALYZE booking, reminder');
  await bench.farSide.ask('forget');
  const apps = await Promise.all(Array.from({ length: replicas }, () => bench.startApp('dialer', level)));
  while (!(await isDone(level, count))) await sleep(50);
  const { perSecond } = await bench.farSide.ask<PlacedCalls>('calls');
  const name = atLevel(replicas === 1 ? 'placed' : `placed × ${replicas}`, bench, level);
  bench.figures.add('placing', name, [perSecond, '/s']);
  bench.figures.add('placing', `${name} resident`, [
    Math.max(...apps.map((app) => app.residentMebibytes())),
    'MiB',
  ]);
  await Promise.all(apps.map((app) => app.stop()));
  await clearMeasurement(level.database.sql);
  await bench.flushRedis();
};

/** (d) Due reminders to calls, with more lines than can be used. */
export const placing: Section = {
  name: 'placing',
  open: async (bench) => ({
    round: async () => {
      for (const level of bench.levels) await measure(bench, level, 1);
      await measure(bench, bench.levels[0], 2);
    },
    close: async () => undefined,
  }),
};
