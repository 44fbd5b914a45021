import { setTimeout as delay } from 'node:timers/promises';
import { wallTime, zoneAwayFromMidnight } from '@perezvon/tools-demo';
import type { Mutant } from './build/wrapped-modules.ts';
import { postStories } from './clinic/post-stories.ts';
import { tellStories } from './clinic/tell-stories.ts';
import { describeFault, type Fault, type PlannedFault } from './faults/fault.ts';
import { createInjector, type Injector } from './faults/injector.ts';
import { planFaults } from './faults/plan-faults.ts';
import type { Infobase } from './system/chaos-config.ts';
import { openChaosSystem, type ChaosSystem } from './system/chaos-system.ts';
import { untilAtRest, type OpenWork } from './system/rest.ts';
import { judgeRun, type RunVerdict } from './verdict/judge-run.ts';

export interface ChaosOptions {
  seed: string;
  reminders: number;
  /** Bookings and faults come for so long; then everything has to come to rest. */
  durationMs: number;
  mutant: Mutant | null;
  /** Only faults of these kinds. */
  kinds?: readonly Fault['kind'][];
  environment: NodeJS.ProcessEnv;
  say: (line: string) => void;
}

export interface ChaosResult extends RunVerdict {
  /** How often each kind of fault was injected. */
  faults: Readonly<Record<string, number>>;
  /** Armed marks that somebody passed, and died at. */
  diedAtMarks: number;
  /** Still open after the longest wait; null = all came to rest. */
  open: OpenWork | null;
  tookMs: number;
  logPath: string;
}

const restWithinMs = 150_000;
/** A window that opens in the middle of the run needs a run that is long enough: windows know minutes only. */
const eveningNeedsMs = 90_000;
const minuteMs = 60_000;

interface Evening {
  infobases: Infobase[];
  opensAt: number | null;
}

const planEvening = (zone: string, durationMs: number): Evening => {
  const clinic = { id: 'clinic', opensAt: null };
  if (durationMs < eveningNeedsMs) return { infobases: [clinic], opensAt: null };
  const opensAt = Math.ceil((Date.now() + 60_000 + durationMs / 2) / minuteMs) * minuteMs;
  const clock = wallTime(new Date(opensAt), zone).slice(11, 16);
  return { infobases: [clinic, { id: 'evening', opensAt: clock }], opensAt };
};

const injectAll = async (
  injector: Injector,
  faults: readonly PlannedFault[],
  { startedAt, say }: { startedAt: number; say: (line: string) => void },
): Promise<void> => {
  await Promise.all(
    faults.map(async ({ atMs, fault }) => {
      await delay(Math.max(0, startedAt + atMs - Date.now()));
      say(`${(atMs / 1000).toFixed(1)} s  ${describeFault(fault)}`);
      await injector.inject(fault).catch((error: unknown) => say(`${fault.kind}: ${String(error)}`));
    }),
  );
};

const countKinds = (faults: readonly PlannedFault[]): Record<string, number> => {
  const counts: Record<string, number> = {};
  for (const { fault } of faults) counts[fault.kind] = (counts[fault.kind] ?? 0) + 1;
  return counts;
};

const play = async (options: ChaosOptions, system: ChaosSystem, evening: Evening & { zone: string }): Promise<ChaosResult> => {
  const { seed, reminders, durationMs, kinds, say } = options;
  const { simulator, stores, gatewayUrl, marksFolder, signal } = system;
  const startedAt = new Date();
  const { zone } = evening;
  const stories = tellStories({ seed, count: reminders, durationMs, startedAt, zone, eveningFrom: evening.opensAt });
  const faults = planFaults({ seed, durationMs, ...(kinds && { kinds }) });
  const infobases = evening.infobases.map(({ id }) => id);
  const injector = createInjector({ stores, simulator, infobases, signal, marksFolder });
  const stopping = new AbortController();
  const posting = postStories({ stories, gatewayUrl, startedAt, seed, signal: stopping.signal });
  await injectAll(injector, faults, { startedAt: startedAt.getTime(), say });
  const unpassed = injector.heal();
  say('no more faults; waiting until all is at rest');
  await Promise.race([posting.done, delay(restWithinMs)]);
  const open = await untilAtRest({ databaseUrl: stores.postgres.url, simulator, withinMs: restWithinMs, say });
  stopping.abort();
  const verdict = judgeRun({ snapshot: simulator.ledger.snapshot(), stories, acknowledged: posting.acknowledged });
  const injected = countKinds(faults);
  return {
    ...verdict,
    faults: injected,
    diedAtMarks: Math.max(0, (injected['mark'] ?? 0) - unpassed),
    open,
    tookMs: Date.now() - startedAt.getTime(),
    logPath: system.logPath,
  };
};

/** One run: the system, its far side, its faults and the verdict. Stops everything it started. */
export const runChaos = async (options: ChaosOptions): Promise<ChaosResult> => {
  const zone = zoneAwayFromMidnight(new Date());
  const evening = planEvening(zone, options.durationMs);
  const { seed, mutant, environment } = options;
  options.say('building the apps with marks, starting the system');
  const system = await openChaosSystem({ seed, mutant, infobases: evening.infobases, zone, environment });
  try {
    return await play(options, system, { ...evening, zone });
  } finally {
    await system.close();
  }
};
