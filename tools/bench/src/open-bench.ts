import { createProducer } from '@perezvon/queue';
import { createLogger } from '@perezvon/logger';
import { closeRedis, connectRedis, type RedisConnection } from '@perezvon/redis';
import type { BenchOptions } from './options.ts';
import { startRole, type RoleProcess } from './roles/start-role.ts';
import type { Bench, Measuring } from './sections/section.ts';
import { keepBundles, startApp, type AppOptions } from './system/app-process.ts';
import { writeConfig } from './system/config-file.ts';
import { createLevel, type Level } from './system/level.ts';
import { startServers, type Servers } from './system/servers.ts';

export interface OpenBench extends Bench {
  /** Stops everything this has started. */
  close: () => Promise<void>;
}

export interface OpenOptions {
  measuring: Measuring;
  options: BenchOptions;
}

/** Of the apps' Redis keys. */
const queuePrefix = 'perezvon';

const usedBytes = async (redis: RedisConnection): Promise<number> =>
  Number(/^used_memory:(\d+)/m.exec(await redis.info('memory'))?.[1]);

type AppSettings = Omit<AppOptions, 'databaseUrl'>;

const createLevels = async (
  servers: Servers,
  settings: AppSettings,
  { options, measuring: { say } }: OpenOptions,
): Promise<[Level, ...Level[]]> => {
  const [first, ...others] = options.levels;
  const levels: [Level, ...Level[]] = [await createLevel(servers, first, settings)];
  for (const planned of others) {
    say(`planning ${planned} reminders …`);
    levels.push(await createLevel(servers, planned, settings));
  }
  return levels;
};

interface Parts {
  servers: Servers;
  levels: [Level, ...Level[]];
  load: RoleProcess;
  farSide: RoleProcess;
  settings: AppSettings;
}

const toBench = (
  { servers, levels, load, farSide, settings }: Parts,
  { measuring }: OpenOptions,
): OpenBench => {
  const logger = createLogger({ name: 'bench', level: 'silent' });
  const redis = connectRedis({ url: servers.redisUrl, role: 'plain', logger });
  const producer = createProducer({ connection: redis, prefix: queuePrefix });
  return {
    ...measuring,
    levels,
    redisUrl: servers.redisUrl,
    producer,
    flushRedis: async () => {
      await redis.flushall();
    },
    usedRedisBytes: () => usedBytes(redis),
    load,
    farSide,
    startApp: (name, level, extra = {}) =>
      startApp(name, { ...settings, databaseUrl: level.databaseUrl, ...extra }),
    close: async () => {
      await producer.close();
      await closeRedis(redis);
      for (const level of levels) await level.close();
      await Promise.all([load.stop(), farSide.stop()]);
      await servers.stop();
    },
  };
};

/** Starts servers and far side and fills the databases. Errors: whatever does not start; this process's end then ends the rest. */
export const openBench = async (opening: OpenOptions): Promise<OpenBench> => {
  const { options } = opening;
  const { folder } = opening.measuring;
  keepBundles(folder);
  const servers = await startServers(folder);
  const load = await startRole('load-generator');
  const farSide = await startRole('far-side');
  const settings: AppSettings = {
    folder,
    configPath: writeConfig(folder, await farSide.ask<number>('port')),
    redisUrl: servers.redisUrl,
  };
  const levels = await createLevels(servers, settings, opening);
  return toBench(
    { servers, levels, load, farSide, settings: { ...settings, profileDir: options.profileDir } },
    opening,
  );
};
