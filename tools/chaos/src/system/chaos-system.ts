import { appendFileSync, mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { Simulator } from '@perezvon/simulator';
import { findWorkspaceRoot, startSystem, type RunningSystem } from '@perezvon/tools-up';
import { bundleApps } from '../build/bundle-apps.ts';
import type { Mutant } from '../build/wrapped-modules.ts';
import { appNames, type AppName } from '../faults/fault.ts';
import { openStores, type Stores } from '../faults/stores.ts';
import { chaosConfig, type Infobase } from './chaos-config.ts';
import { connectProviders, createFarSide } from './far-side.ts';
import { reviveQuickly } from './revive.ts';

export interface ChaosSystemOptions {
  seed: string;
  mutant: Mutant | null;
  infobases: readonly Infobase[];
  zone: string;
  environment: NodeJS.ProcessEnv;
}

/** The whole system with marks in it, its stores behind proxies, and the far side in this process. */
export interface ChaosSystem {
  simulator: Simulator;
  stores: Stores;
  gatewayUrl: string;
  metricsUrls: RunningSystem['metricsUrls'];
  marksFolder: string;
  /** Everything the system says. */
  logPath: string;
  /** Where the run leaves what the far side saw. */
  ledgerPath: string;
  signal: (app: AppName, signal: NodeJS.Signals) => void;
  /** Stops everything. `keep`: log and ledger stay where they are, for whoever has to find out what happened. */
  close: (keep: boolean) => Promise<void>;
}

const start = async (
  options: ChaosSystemOptions,
  { folder, simulatorUrl, stores }: { folder: string; simulatorUrl: string; stores: Stores },
): Promise<RunningSystem> => {
  const { infobases, zone, mutant, environment } = options;
  const root = findWorkspaceRoot();
  // Its own build: another run may be under way, and the sources may change meanwhile.
  const appsFolder = join(folder, 'apps');
  await bundleApps(root, appsFolder, mutant);
  const configPath = join(folder, 'perezvon.yaml');
  writeFileSync(configPath, chaosConfig({ infobases, zone, simulatorUrl }));
  return startSystem({
    configPath,
    dataDir: join(folder, 'data'),
    port: 0,
    appsFolder,
    environment: {
      ...environment,
      LOG_LEVEL: 'info',
      DATABASE_URL: stores.postgres.url,
      REDIS_URL: stores.redis.url,
      PEREZVON_MARKS: join(folder, 'marks'),
    },
    log: logTo(folder),
  });
};

const logPathIn = (folder: string): string => join(folder, 'system.log');

const logTo =
  (folder: string) =>
  (source: string, line: string): void =>
    appendFileSync(logPathIn(folder), `${new Date().toISOString()} ${source} ${line}\n`);

const signalOf =
  ({ processes }: RunningSystem): ChaosSystem['signal'] =>
  (app, signal) =>
    processes.find(({ name }) => name === app)?.kill(signal);

/** Errors: what bundling or `startSystem` throws; nothing is left running then. */
export const openChaosSystem = async (options: ChaosSystemOptions): Promise<ChaosSystem> => {
  const folder = mkdtempSync(join(tmpdir(), 'perezvon-chaos-'));
  mkdirSync(join(folder, 'marks'));
  const simulator = createFarSide(options.seed, options.infobases);
  const { url: simulatorUrl } = await simulator.start();
  const stores = await openStores(folder, logTo(folder));
  const closeSurroundings = async (keep: boolean): Promise<void> => {
    await Promise.all([stores.postgres.stop(), stores.redis.stop()]);
    await simulator.stop();
    const bulky = ['apps', 'data', 'postgres', 'redis'].map((name) => join(folder, name));
    for (const path of keep ? bulky : [folder]) rmSync(path, { recursive: true, force: true });
  };
  try {
    const system = await start(options, { folder, simulatorUrl, stores });
    const apps = system.processes.filter(({ name }) => appNames.some((app) => app === name));
    const stopReviving = reviveQuickly(apps, (line) => logTo(folder)('chaos', line));
    connectProviders(simulator, { simulatorUrl, gatewayUrl: system.gatewayUrl });
    return {
      simulator,
      stores,
      gatewayUrl: system.gatewayUrl,
      metricsUrls: system.metricsUrls,
      marksFolder: join(folder, 'marks'),
      logPath: logPathIn(folder),
      ledgerPath: join(folder, 'ledger.json'),
      signal: signalOf(system),
      close: async (keep) => {
        await stopReviving();
        await system.stop();
        await closeSurroundings(keep);
      },
    };
  } catch (error) {
    await closeSurroundings(true);
    throw error;
  }
};
