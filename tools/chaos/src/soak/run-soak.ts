import { readFileSync } from 'node:fs';
import { zoneAwayFromMidnight } from '@perezvon/tools-demo';
import { accounts } from '../system/chaos-config.ts';
import { openChaosSystem, type ChaosSystem } from '../system/chaos-system.ts';
import { attacks } from './attacks.ts';
import { fuzz, ownSecrets, type FuzzResult } from './fuzz.ts';
import { serveMeanwhile, type Service } from './normal-client.ts';
import { collectSamples, type Sample } from './samples.ts';
import { steadyLoad, type LoadResult } from './steady-load.ts';

export interface SoakOptions {
  seed: string;
  durationMs: number;
  /** Events per second. */
  rate: number;
  fuzzRequests: number;
  environment: NodeJS.ProcessEnv;
  say: (line: string) => void;
}

export interface AttackResult {
  name: string;
  outcome: string;
  /** How a normal client fared meanwhile. */
  service: Service;
}

export interface SoakResult {
  attacks: readonly AttackResult[];
  fuzz: FuzzResult;
  load: LoadResult;
  samples: readonly Sample[];
  /** Secrets and personal data that stand in the logs; none should. */
  leaks: readonly string[];
  /** Apps that died on the way; none should. */
  deaths: readonly string[];
  logPath: string;
}

const sampleEveryMs = 10_000;

const secretsOf = ({ stores }: ChaosSystem): string[] => [
  ...ownSecrets,
  ...Object.values(accounts).map(({ password }) => password),
  ...[stores.postgres.url, stores.redis.url].map((url) => decodeURIComponent(new URL(url).password)),
];

/** What of it no log may hold: secrets, and whom a call was about. */
const personal = ['79010000', '79990000000', 'Смирнова', 'Иванова'];

const appLine = /^\S+ (gateway|dialer|status|notifier) /;

const leaksIn = (log: string, forbidden: readonly string[]): string[] =>
  log
    .split('\n')
    .filter((line) => appLine.test(line) && forbidden.some((text) => line.includes(text)))
    .map((line) => line.slice(0, 300));

const deathsIn = (log: string): string[] =>
  log.split('\n').filter((line) => / up (gateway|dialer|status|notifier) ended/.test(line));

const attackAll = async (gatewayUrl: string, say: SoakOptions['say']): Promise<AttackResult[]> => {
  const { hostname: host, port } = new URL(gatewayUrl);
  const results: AttackResult[] = [];
  for (const { name, run } of attacks) {
    say(name);
    let outcome = '';
    const service = await serveMeanwhile(gatewayUrl, async () => {
      outcome = await run({ host, port: Number(port) });
    });
    results.push({ name, outcome, service });
  }
  return results;
};

const perform = async (system: ChaosSystem, zone: string, options: SoakOptions): Promise<SoakResult> => {
  const { seed, durationMs, rate, fuzzRequests, say } = options;
  const { gatewayUrl, metricsUrls, logPath } = system;
  const secrets = secretsOf(system);
  const attacked = await attackAll(gatewayUrl, say);
  say('fuzzing every endpoint');
  const fuzzed = await fuzz({ seed, gatewayUrl, requests: fuzzRequests, secrets });
  say(`${rate} events/s for ${durationMs / 60_000} min`);
  const sampling = new AbortController();
  const samples = collectSamples({ metricsUrls, everyMs: sampleEveryMs, signal: sampling.signal });
  const load = await steadyLoad({ gatewayUrl, zone, rate, forMs: durationMs });
  sampling.abort();
  const log = readFileSync(logPath, 'utf8');
  return {
    attacks: attacked,
    fuzz: fuzzed,
    load,
    samples: await samples,
    leaks: leaksIn(log, [...secrets, ...personal]),
    deaths: deathsIn(log),
    logPath,
  };
};

/** Limits, then fuzzing, then steady load with samples: one system, started and stopped here; nothing but 127.0.0.1 is spoken to. */
export const runSoak = async (options: SoakOptions): Promise<SoakResult> => {
  const { seed, environment, say } = options;
  const zone = zoneAwayFromMidnight(new Date());
  say('building the apps, starting the system');
  const infobases = [{ id: 'clinic', opensAt: null }];
  const system = await openChaosSystem({ seed, mutant: null, infobases, zone, environment });
  try {
    return await perform(system, zone, options);
  } finally {
    await system.close(true);
  }
};
