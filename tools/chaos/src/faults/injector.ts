import { existsSync, mkdirSync, readdirSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { setTimeout as delay } from 'node:timers/promises';
import type { Simulator } from '@perezvon/simulator';
import { createAccountOutages, type AccountOutages } from './account-outages.ts';
import { appNames, type AppName, type Fault } from './fault.ts';
import type { Store, Stores } from './stores.ts';

export interface InjectorOptions {
  stores: Stores;
  simulator: Simulator;
  infobases: readonly string[];
  /** Sends a signal to an app's present process. */
  signal: (app: AppName, signal: NodeJS.Signals) => void;
  /** Where marks are armed. */
  marksFolder: string;
}

export interface Injector {
  /** Begins the fault; resolves when it is over. One with a duration ends by itself. */
  inject: (fault: Fault) => Promise<void>;
  /** Ends everything that is still wrong; returns how many armed marks nobody passed. */
  heal: () => number;
}

type Handlers = { [Kind in Fault['kind']]: (fault: Extract<Fault, { kind: Kind }>) => Promise<void> };

/** One restart at a time: the second one would find its server already gone. */
const inTurn = (): ((work: () => Promise<void>) => Promise<void>) => {
  let last: Promise<void> = Promise.resolve();
  return (work) => (last = last.catch(() => undefined).then(work));
};

const disturb = async ({ proxy }: Store, how: 'stall' | 'halfOpen', forMs: number): Promise<void> => {
  proxy[how]();
  await delay(forMs);
  proxy.heal();
};

const handlersOf = (
  { stores, simulator, infobases, signal, marksFolder }: InjectorOptions,
  outages: AccountOutages,
): Handlers => {
  const restarting = { postgres: inTurn(), redis: inTurn() };
  const clockFile = (app: AppName): string => join(marksFolder, `clock.${app}`);
  return {
    kill: async ({ app }) => signal(app, 'SIGKILL'),
    mark: async ({ mark }) => writeFileSync(join(marksFolder, mark), ''),
    pause: async ({ app, forMs }) => {
      signal(app, 'SIGSTOP');
      await delay(forMs);
      signal(app, 'SIGCONT');
    },
    clock: async ({ app, byMs, forMs }) => {
      writeFileSync(clockFile(app), String(byMs));
      await delay(forMs);
      rmSync(clockFile(app), { force: true });
    },
    restart: ({ store }) => restarting[store](stores[store].restart),
    flush: () => restarting.redis(stores.flushRedis),
    cut: async ({ store }) => stores[store].proxy.cut(),
    stall: ({ store, forMs }) => disturb(stores[store], 'stall', forMs),
    'half-open': ({ store, forMs }) => disturb(stores[store], 'halfOpen', forMs),
    provider: outages.ofBoth,
    account: outages.ofOne,
    onec: async ({ mode, forMs }) => {
      for (const infobase of infobases)
        simulator.onec(infobase, { mode, for: { ms: forMs }, retryAfterSeconds: 1 });
      await delay(forMs);
    },
  };
};

export const createInjector = (options: InjectorOptions): Injector => {
  const { stores, simulator, infobases, signal, marksFolder } = options;
  mkdirSync(marksFolder, { recursive: true });
  const outages = createAccountOutages(simulator);
  const handlers = handlersOf(options, outages);
  return {
    // Every handler takes exactly the fault of its kind; the compiler can't follow the index.
    inject: (fault) => (handlers[fault.kind] as (fault: Fault) => Promise<void>)(fault),
    heal: () => {
      const armed = existsSync(marksFolder) ? readdirSync(marksFolder) : [];
      for (const file of armed) rmSync(join(marksFolder, file), { force: true });
      for (const app of appNames) signal(app, 'SIGCONT');
      stores.postgres.proxy.heal();
      stores.redis.proxy.heal();
      outages.heal();
      for (const infobase of infobases) simulator.onec(infobase, { mode: 'ok', random: null });
      return armed.filter((file) => !file.startsWith('clock.')).length;
    },
  };
};
