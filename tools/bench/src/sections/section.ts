import type { Figures } from '../report/figures.ts';
import type { RoleProcess } from '../roles/start-role.ts';
import type { AppOptions, AppProcess, AppName } from '../system/app-process.ts';
import type { Level } from '../system/level.ts';
import type { Producer } from '@perezvon/queue';

/** How much is measured. */
export interface Sizes {
  /** Of one load, ms. */
  warmUpMs: number;
  measureMs: number;
  /** Events, bookings or calls of one measurement. */
  items: number;
  /** Of one paced load, s. */
  pacedSeconds: number;
}

export interface Bench {
  sizes: Sizes;
  figures: Figures;
  /** Fewest planned reminders first; the first one is the nearly empty database. */
  levels: readonly [Level, ...Level[]];
  redisUrl: string;
  /** Adds pointers as the gateway does. */
  producer: Producer;
  /** Forgets everything in Redis. */
  flushRedis: () => Promise<void>;
  usedRedisBytes: () => Promise<number>;
  load: RoleProcess;
  farSide: RoleProcess;
  startApp: (name: AppName, level: Level, extra?: Partial<AppOptions>) => Promise<AppProcess>;
  say: (line: string) => void;
}

/** One part of the bench. Everything it starts is stopped by `close`. */
export interface Section {
  name: string;
  open: (bench: Bench) => Promise<{ round: (round: number) => Promise<void>; close: () => Promise<void> }>;
}

/** The nearly empty database's figures have plain names, the others say how many reminders are planned. */
export const atLevel = (name: string, bench: Bench, level: Level): string =>
  level === bench.levels[0] ? name : `${name} @${level.planned}`;
