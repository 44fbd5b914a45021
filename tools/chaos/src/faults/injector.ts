import { existsSync, mkdirSync, readdirSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { setTimeout as delay } from 'node:timers/promises';
import type { Simulator } from '@perezvon/simulator';
import { account } from '../system/chaos-config.ts';
import type { AppName, Fault } from './fault.ts';
import type { Stores } from './stores.ts';

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

type ProviderFault = Extract<Fault, { kind: 'provider' }>;

/** `bad_gateway`: a proxy says 502 for a call that is being made. */
const replyScript = (reply: ProviderFault['reply']) => {
  if (reply === 'unavailable') return { reply: 'status', status: 503, retryAfterSeconds: 1 } as const;
  return reply === 'bad_gateway' ? ({ reply: 'status', status: 502, placed: true } as const) : { reply };
};

const outage = (simulator: Simulator, { reply, forMs }: ProviderFault): void =>
  simulator.robot(account.id, {
    outage: { ...replyScript(reply), ringMs: 80, talkMs: 80, for: { ms: forMs } },
  });

const handlersOf = ({ stores, simulator, infobases, signal, marksFolder }: InjectorOptions): Handlers => {
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
    stall: async ({ store, forMs }) => {
      stores[store].proxy.stall();
      await delay(forMs);
      stores[store].proxy.heal();
    },
    'half-open': async ({ store, forMs }) => {
      stores[store].proxy.halfOpen();
      await delay(forMs);
      stores[store].proxy.heal();
    },
    provider: async (fault) => {
      outage(simulator, fault);
      await delay(fault.forMs);
    },
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
  const handlers = handlersOf(options);
  return {
    // Every handler takes exactly the fault of its kind; the compiler can't follow the index.
    inject: (fault) => (handlers[fault.kind] as (fault: Fault) => Promise<void>)(fault),
    heal: () => {
      const armed = existsSync(marksFolder) ? readdirSync(marksFolder) : [];
      for (const file of armed) rmSync(join(marksFolder, file), { force: true });
      for (const app of ['gateway', 'dialer', 'status', 'notifier'] as const) signal(app, 'SIGCONT');
      stores.postgres.proxy.heal();
      stores.redis.proxy.heal();
      simulator.robot(account.id, { outage: null });
      for (const infobase of infobases) simulator.onec(infobase, { mode: 'ok', random: null });
      return armed.filter((file) => !file.startsWith('clock.')).length;
    },
  };
};
