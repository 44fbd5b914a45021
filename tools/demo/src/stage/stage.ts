import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { RefusalReason } from '@perezvon/contracts-adapter';
import { createSimulator, type Simulator } from '@perezvon/simulator';
import { startSystem, type RunningSystem } from '@perezvon/tools-up';
import { clinicConfig, secretOf, type InfobaseSetup, type StageAccount } from './clinic-config.ts';
import { createOnecClient, type OnecClient } from './onec-client.ts';
import { openLogFile, type LogFile } from './log-file.ts';
import { connectRobot, voicebox, type Robot } from './robot.ts';

export interface StageOptions {
  infobases: readonly InfobaseSetup[];
  /** What the system inherits: PATH and the like. */
  environment: NodeJS.ProcessEnv;
  robot?: Robot;
  /** Takes over when the first one's account takes no calls. */
  spare?: Robot;
  lines?: { concurrentCalls: number; callsPerSecond: number };
  /** Aborted while the system is coming up: it is stopped and the start fails. */
  signal?: AbortSignal;
  /** How far the start has come. */
  onProgress?: (line: string) => void;
}

/** The whole system on a temporary folder, with the far side of the wire in this process. */
export interface Stage {
  simulator: Simulator;
  simulatorUrl: string;
  robot: Robot;
  /** The next requests for a call are refused by the provider in its own words; nobody is called. 0: no more refusals. */
  refuseCalls: (reason: RefusalReason, requests: number) => void;
  /** Of the present start. */
  readonly system: RunningSystem;
  /** 1C's side of the gateway. */
  onec: (infobaseId: string) => OnecClient;
  /** Holds configuration, data and `system.log`. */
  folder: string;
  /** Stops the system as SIGTERM does and starts it again on the same data. */
  restart: (whileDown?: () => Promise<void>) => Promise<void>;
  /** Stops everything and removes the folder. */
  close: () => Promise<void>;
}

const accountId = 'mtt-main';
const spareId = 'spare';
const defaultLines = { concurrentCalls: 10, callsPerSecond: 10 };

const writeConfig = (
  folder: string,
  infobases: StageOptions['infobases'],
  accounts: readonly StageAccount[],
): string => {
  const path = join(folder, 'perezvon.yaml');
  writeFileSync(path, clinicConfig({ infobases, accounts }));
  return path;
};

const accountsOf = (
  { robot, spare, lines }: Pick<StageOptions, 'spare'> & { robot: Robot; lines: typeof defaultLines },
  simulatorUrl: string,
): StageAccount[] => {
  const account = (id: string, of: Robot): StageAccount => ({
    robot: of,
    id,
    hookToken: `hook-token-of-${id}-on-the-stage`,
    simulatorUrl,
    lines,
  });
  return [account(accountId, robot), ...(spare === undefined ? [] : [account(spareId, spare)])];
};

/** Servers of our own only: whatever the caller's shell has set up for another Perezvon is not touched. */
const ownServers = ({ DATABASE_URL, REDIS_URL, ...environment }: NodeJS.ProcessEnv): NodeJS.ProcessEnv => ({
  LOG_LEVEL: 'info',
  ...environment,
});

const createFolder = (): string => {
  const folder = mkdtempSync(join(tmpdir(), 'perezvon-stage-'));
  mkdirSync(join(folder, 'data'));
  return folder;
};

interface Starting {
  options: StageOptions;
  folder: string;
  configPath: string;
  log: LogFile;
}

const start = ({ options, folder, configPath, log }: Starting, port: number): Promise<RunningSystem> =>
  startSystem({
    configPath,
    dataDir: join(folder, 'data'),
    port,
    environment: ownServers(options.environment),
    ...(options.signal && { signal: options.signal }),
    log: (source, line) => {
      log.write(source, line);
      if (source === 'up') options.onProgress?.(line);
    },
  });

interface Opened extends Starting {
  simulator: Simulator;
  simulatorUrl: string;
  robot: Robot;
  accounts: readonly StageAccount[];
}

const up = async (opened: Opened, port: number): Promise<RunningSystem> => {
  const system = await start(opened, port);
  const { gatewayUrl } = system;
  for (const { robot, ...account } of opened.accounts)
    connectRobot(opened.simulator, robot, { ...account, gatewayUrl });
  return system;
};

const closeSurroundings = async ({ simulator, log, folder }: Opened): Promise<void> => {
  await simulator.stop();
  log.close();
  rmSync(folder, { recursive: true, force: true });
};

const stageOf = (opened: Opened, first: RunningSystem): Stage => {
  const { simulator, simulatorUrl, robot, folder } = opened;
  let system = first;
  return {
    simulator,
    simulatorUrl,
    robot,
    folder,
    refuseCalls: (reason, requests) =>
      simulator.robot(accountId, {
        outage: requests === 0 ? null : { reply: 'refused', reason, retryAfterSeconds: 1, for: { requests } },
      }),
    get system() {
      return system;
    },
    onec: (infobaseId) =>
      createOnecClient({
        gatewayUrl: () => system.gatewayUrl,
        username: infobaseId,
        secret: secretOf(infobaseId),
      }),
    restart: async (whileDown) => {
      await system.stop();
      await whileDown?.();
      // The same port: providers go on sending to where they sent before.
      system = await up(opened, Number(new URL(system.gatewayUrl).port));
    },
    close: async () => {
      await system.stop();
      await closeSurroundings(opened);
    },
  };
};

const prepare = async (options: StageOptions): Promise<Opened> => {
  const { infobases, robot = voicebox, spare, lines = defaultLines } = options;
  const pushed = infobases.filter(({ delivery }) => delivery === 'push').map(({ id }) => [id, {}] as const);
  const simulator = createSimulator({ onec: Object.fromEntries(pushed) });
  const { url: simulatorUrl } = await simulator.start();
  const folder = createFolder();
  const accounts = accountsOf({ robot, lines, ...(spare && { spare }) }, simulatorUrl);
  const configPath = writeConfig(folder, infobases, accounts);
  const log = openLogFile(join(folder, 'system.log'));
  return {
    options,
    folder,
    configPath,
    log,
    simulator,
    simulatorUrl,
    robot,
    accounts,
  };
};

/** Starts simulators and system. Errors: what `startSystem` throws; nothing is left behind then. */
export const openStage = async (options: StageOptions): Promise<Stage> => {
  const opened = await prepare(options);
  try {
    return stageOf(opened, await up(opened, 0));
  } catch (error) {
    await closeSurroundings(opened);
    throw error;
  }
};
