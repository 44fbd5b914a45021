import type { PacedRequest, PacedResult } from '../roles/far-side.ts';
import type { AppProcess } from '../system/app-process.ts';
import { webhookPath } from '../system/config-file.ts';
import { benchPrefix, clearMeasurement, insertCopies } from '../system/copies.ts';
import type { Level } from '../system/level.ts';
import { atLevel, type Bench, type Section } from './section.ts';

const calmRate = 100;
const firstRate = 400;
const step = 1.2;
const phonesFrom = 500_000_000;
/** A backlog of one second is a queue that grows: what drains has none. */
const drainedWithinMs = 1_000;

interface Chain {
  level: Level;
  apps: AppProcess[];
  gateway: AppProcess;
}

const startChain = async (bench: Bench, level: Level, replicas: number): Promise<Chain> => {
  const gateway = await bench.startApp('gateway', level);
  const workers = (['dialer', 'status', 'notifier'] as const).flatMap((name) =>
    Array.from({ length: replicas }, () => name),
  );
  const apps = await Promise.all(workers.map((name) => bench.startApp(name, level)));
  return { level, apps: [gateway, ...apps], gateway };
};

/** Calls are under way, then their webhooks come at this rate; resolves with how their news reached 1C. */
const send = async (bench: Bench, chain: Chain, rate: number): Promise<PacedResult> => {
  const { level, gateway } = chain;
  const count = Math.round(rate * bench.sizes.pacedSeconds);
  await insertCopies(level.database, { state: 'calling', prefix: benchPrefix, count, phonesFrom });
  await level.database.sql.query('ANALYZE attempt, booking, reminder');
  await bench.farSide.ask('forget');
  const request: PacedRequest = {
    target: { port: gateway.port, path: webhookPath, headers: {} },
    rate,
    prefix: benchPrefix,
    first: 1,
    count,
    patienceMs: 10_000,
  };
  const result = await bench.farSide.ask<PacedResult>('paced', request);
  await clearMeasurement(level.database.sql);
  await bench.flushRedis();
  return result;
};

/** What the apps hold at a rate that many clinics together don't reach. */
const measureResident = async (bench: Bench, chain: Chain): Promise<void> => {
  await send(bench, chain, calmRate);
  for (const app of chain.apps)
    bench.figures.add('e2e', atLevel(`${app.name} resident at 100/s`, bench, chain.level), [
      app.residentMebibytes(),
      'MiB',
    ]);
};

/** To be measured when the apps have been at work: code that ran three hundred times is not compiled yet, and takes twice as long. */
const measureLatency = async (bench: Bench, chain: Chain): Promise<void> => {
  const { level } = chain;
  const result = await send(bench, chain, calmRate);
  const { figures } = bench;
  figures.add('e2e', atLevel('p50 at 100/s', bench, level), [result.p50, 'ms']);
  figures.add('e2e', atLevel('p99 at 100/s', bench, level), [result.p99, 'ms']);
  if (result.missing + result.errors > 0)
    bench.say(`e2e: ${result.missing} events missing, ${result.errors} errors`);
};

const drains = ({ missing, errors, lagMs }: PacedResult): boolean =>
  missing === 0 && errors === 0 && lagMs < drainedWithinMs;

/** Climbs until events pile up; a later round begins a little below where the earlier one ended. */
const climb = async (bench: Bench, chain: Chain, from: number): Promise<number> => {
  let rate = from;
  while (!drains(await send(bench, chain, rate))) rate /= step;
  for (;;) {
    const next = rate * step;
    if (!drains(await send(bench, chain, next))) return rate;
    rate = next;
  }
};

/** (b) Webhook → 1C through all apps, beside each other on this machine. */
export const endToEnd: Section = {
  name: 'e2e',
  open: async (bench) => {
    const known = new Map<string, number>();
    const measure = async (level: Level, replicas: number): Promise<void> => {
      const chain = await startChain(bench, level, replicas);
      if (replicas === 1) await measureResident(bench, chain);
      const name = atLevel(`highest rate that drains${replicas === 1 ? '' : ` × ${replicas}`}`, bench, level);
      const rate = await climb(bench, chain, (known.get(name) ?? firstRate) / step);
      known.set(name, rate);
      bench.figures.add('e2e', name, [rate, '/s']);
      if (replicas === 1) await measureLatency(bench, chain);
      await Promise.all(chain.apps.map((app) => app.stop()));
    };
    return {
      round: async () => {
        for (const level of bench.levels) await measure(level, 1);
        await measure(bench.levels[0], 2);
      },
      close: async () => undefined,
    };
  },
};
