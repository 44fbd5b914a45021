import { setTimeout as sleep } from 'node:timers/promises';
import { insertOnecEvents } from '@perezvon/database';
import { v7 as newId } from 'uuid';
import { bookingEvent } from '../load/bodies.ts';
import { infobaseId } from '../system/config-file.ts';
import { benchPrefix, clearMeasurement } from '../system/copies.ts';
import type { Level } from '../system/level.ts';
import { atLevel, type Bench, type Section } from './section.ts';
import { queuePointers } from './status.section.ts';

const phonesFrom = 300_000_000;
const rowsAtOnce = 1_000;

const eventRow = (n: number) => {
  const name = `${benchPrefix}${n}`;
  return {
    id: newId(),
    infobaseId,
    eventId: name,
    type: 'booking',
    subject: name,
    payload: bookingEvent(name, phonesFrom + n),
    receivedAt: new Date().toISOString(),
  };
};

const insertEvents = async (level: Level, count: number): Promise<string[]> => {
  const rows = Array.from({ length: count }, (_, n) => eventRow(n));
  for (let from = 0; from < count; from += rowsAtOnce)
    await insertOnecEvents(level.database.sql, rows.slice(from, from + rowsAtOnce));
  return rows.map(({ id }) => id);
};

/** From the first event filed to the last reminder planned. */
const rate = `
SELECT count(*)::int AS count, (count(*) / extract(epoch FROM max(r.created_at) - (
  SELECT min(processed_at) FROM onec_event WHERE event_id LIKE '${benchPrefix}%')))::float8 AS rate
FROM reminder r JOIN booking b ON b.id = r.booking_id WHERE b.external_id LIKE '${benchPrefix}%'`;

const untilPlanned = async ({ database }: Level, count: number): Promise<number> => {
  for (;;) {
    const [row] = await database.sql.query<{ count: number; rate: number }>(rate);
    if (row?.count === count) return row.rate;
    await sleep(200);
  }
};

const measure = async (bench: Bench, level: Level, replicas: number): Promise<void> => {
  const { items } = bench.sizes;
  const bytesBefore = await bench.usedRedisBytes();
  await queuePointers(bench, 'onec-events', await insertEvents(level, items));
  const apps = await Promise.all(Array.from({ length: replicas }, () => bench.startApp('dialer', level)));
  const name = atLevel(replicas === 1 ? 'planned' : `planned × ${replicas}`, bench, level);
  bench.figures.add('planning', name, [await untilPlanned(level, items), '/s']);
  bench.figures.add('planning', `${name} resident`, [
    Math.max(...apps.map((app) => app.residentMebibytes())),
    'MiB',
  ]);
  await Promise.all(apps.map((app) => app.stop()));
  const redisBytes = Math.max(0, (await bench.usedRedisBytes()) - bytesBefore);
  bench.figures.add('size', 'Redis per planned reminder', [redisBytes / items, 'B']);
  await clearMeasurement(level.database.sql);
  await bench.flushRedis();
};

/** (d) Bookings of 1C to planned reminders. */
export const planning: Section = {
  name: 'planning',
  open: async (bench) => ({
    round: async () => {
      for (const level of bench.levels) await measure(bench, level, 1);
      await measure(bench, bench.levels[0], 2);
    },
    close: async () => undefined,
  }),
};
