import type { LoadRequest, LoadResult } from '../roles/load-generator.ts';
import { startRole, type RoleProcess } from '../roles/start-role.ts';
import type { RoleName } from '../roles/roles.ts';
import { eventsPath, onecHeaders, webhookPath } from '../system/config-file.ts';
import { cpuSeconds } from '../system/process-use.ts';
import { benchPrefix, clearMeasurement } from '../system/copies.ts';
import type { Level } from '../system/level.ts';
import { atLevel, type Bench, type Section } from './section.ts';

type Kind = LoadRequest['kind'];

interface Competitor {
  name: string;
  level: Level;
  target: Record<Kind, LoadRequest['target']>;
  pid: Record<Kind, number>;
  resident: (() => number) | null;
  stop: () => Promise<void>;
}

const kinds: readonly Kind[] = ['webhook', 'booking'];
const connections = 64;

const competitor = async (bench: Bench, name: string, role: RoleName): Promise<Competitor> => {
  const [level] = bench.levels;
  const { redisUrl } = bench;
  const { databaseUrl } = level;
  const started = new Map<Kind, RoleProcess>();
  const target = {} as Competitor['target'];
  const pid = {} as Competitor['pid'];
  for (const kind of kinds) {
    const process = await startRole(role, { databaseUrl, redisUrl, kind });
    started.set(kind, process);
    pid[kind] = process.pid;
    target[kind] = { port: await process.ask<number>('port'), path: '/', headers: {} };
  }
  const stop = async (): Promise<void> => {
    for (const process of started.values()) await process.stop();
  };
  return { name, level, target, pid, resident: null, stop };
};

const gateway = async (bench: Bench, level: Level): Promise<Competitor> => {
  const app = await bench.startApp('gateway', level);
  const { port } = app;
  return {
    name: 'gateway',
    level,
    target: {
      webhook: { port, path: webhookPath, headers: {} },
      booking: { port, path: eventsPath, headers: onecHeaders },
    },
    pid: { webhook: app.pid, booking: app.pid },
    resident: () => app.residentMebibytes(),
    stop: () => app.stop(),
  };
};

const measure = async (bench: Bench, one: Competitor, kind: Kind): Promise<void> => {
  const { warmUpMs, measureMs } = bench.sizes;
  const request: LoadRequest = {
    target: one.target[kind],
    kind,
    connections,
    warmUpMs,
    measureMs,
    prefix: `${benchPrefix}${Date.now()}`,
  };
  const cpuBefore = cpuSeconds(one.pid[kind]) ?? Number.NaN;
  const result = await bench.load.ask<LoadResult>('load', request);
  const cpu = (cpuSeconds(one.pid[kind]) ?? Number.NaN) - cpuBefore;
  const name = (what: string): string => atLevel(`${kind} ${one.name} ${what}`, bench, one.level);
  bench.figures.add('acks', name('acks'), [result.perSecond, '/s']);
  bench.figures.add('acks', name('p50'), [result.p50, 'ms']);
  bench.figures.add('acks', name('p99'), [result.p99, 'ms']);
  bench.figures.add('acks', name('CPU per ack'), [(cpu / result.sent) * 1e6, 'µs']);
  if (one.resident) bench.figures.add('acks', name('resident'), [one.resident(), 'MiB']);
  if (result.errors > 0) bench.say(`acks: ${one.name} ${kind}: ${result.errors} errors`);
  await clearMeasurement(one.level.database.sql);
  await bench.flushRedis();
};

/** (a) Acknowledgements a second, beside what the parts can do and how it is mostly written. */
export const acks: Section = {
  name: 'acks',
  open: async (bench) => {
    const competitors = [
      await competitor(bench, 'node:http', 'bare-server'),
      await competitor(bench, 'express', 'bare-express'),
      await competitor(bench, 'naive', 'naive-pipeline'),
      await competitor(bench, 'composed', 'composed-limit'),
    ];
    for (const level of bench.levels) competitors.push(await gateway(bench, level));
    return {
      round: async () => {
        for (const kind of kinds) for (const one of competitors) await measure(bench, one, kind);
      },
      close: async () => {
        for (const one of competitors) await one.stop();
      },
    };
  },
};
