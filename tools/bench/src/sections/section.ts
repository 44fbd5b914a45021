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

/** What a part needs that measures within this process. */
export interface Measuring {
  /** Of this run, gone after it. */
  folder: string;
  sizes: Sizes;
  figures: Figures;
  say: (line: string) => void;
}

/** What a part needs that measures the apps. */
export interface Bench extends Measuring {
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
}

/** One part of the bench. Everything it starts is stopped by `close`. */
export interface Section<Needed extends Measuring = Bench> {
  name: string;
  open: (bench: Needed) => Promise<{ round: (round: number) => Promise<void>; close: () => Promise<void> }>;
}

/** The nearly empty database's figures have plain names, the others say how many reminders are planned. */
export const atLevel = (name: string, bench: Bench, level: Level): string =>
  level === bench.levels[0] ? name : `${name} @${level.planned}`;
