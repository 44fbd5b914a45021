import { setMaxListeners } from 'node:events';
import { writeFileSync } from 'node:fs';
import { setTimeout as delay } from 'node:timers/promises';
import { zoneAwayFromMidnight } from '@perezvon/tools-demo';
import { marksFor, type Mutant } from './build/wrapped-modules.ts';
import { castFor, type Cast } from './clinic/evening.ts';
import { postStories } from './clinic/post-stories.ts';
import { tellStories } from './clinic/tell-stories.ts';
import type { Fault } from './faults/fault.ts';
import { createInjector } from './faults/injector.ts';
import { planFaults } from './faults/plan-faults.ts';
import { countKinds, replayFaults } from './faults/replay-faults.ts';
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
  /** Keep log and ledger also when nothing broke (false). */
  keepsLog?: boolean;
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
  /** Where log and ledger were kept; null = nothing broke and nobody wanted them: they are gone. */
  logPath: string | null;
}

/** What an app planned while its clock was ahead comes three minutes late. */
const restWithinMs = 330_000;

interface Scene {
  options: ChaosOptions;
  cast: Cast;
  system: ChaosSystem;
}

/** Posts bookings and injects faults for the run's duration, heals everything, waits for rest. */
const play = async ({ options, cast, system }: Scene) => {
  const { seed, reminders, durationMs, kinds, say } = options;
  const { simulator, stores, gatewayUrl } = system;
  const startedAt = new Date();
  const stories = tellStories({ ...cast, seed, count: reminders, durationMs, startedAt });
  const faults = planFaults({ seed, durationMs, marks: marksFor(options.mutant), ...(kinds && { kinds }) });
  const infobases = cast.infobases.map(({ id }) => id);
  const injector = createInjector({ ...system, infobases });
  const stopping = new AbortController();
  // Every post waits on it.
  setMaxListeners(0, stopping.signal);
  const posting = postStories({ stories, gatewayUrl, startedAt, seed, signal: stopping.signal });
  // Looked at below; until then a refused post must not end the process.
  posting.done.catch(() => undefined);
  await replayFaults(injector, faults, { startedAt, say });
  const unpassed = injector.heal();
  const healedAt = new Date();
  say('no more faults; waiting until all is at rest');
  await Promise.race([posting.done, delay(restWithinMs, undefined, { ref: false })]);
  const open = await untilAtRest({ databaseUrl: stores.postgres.url, simulator, withinMs: restWithinMs });
  stopping.abort();
  const injected = countKinds(faults);
  const diedAtMarks = Math.max(0, (injected['mark'] ?? 0) - unpassed);
  const { acknowledged } = posting;
  const facts = { stories, infobases, acknowledged, healedAt };
  return { ...facts, faults: injected, diedAtMarks, open, startedAt };
};

/** One run: the system, its far side, its faults and the verdict. Stops everything it started. */
export const runChaos = async (options: ChaosOptions): Promise<ChaosResult> => {
  const { seed, mutant, environment, durationMs, say } = options;
  const cast = castFor(zoneAwayFromMidnight(new Date()), durationMs);
  say('building the apps with marks, starting the system');
  const system = await openChaosSystem({ ...cast, seed, mutant, environment });
  let keeps = true;
  try {
    const { startedAt, ...played } = await play({ options, cast, system });
    const snapshot = system.simulator.ledger.snapshot();
    writeFileSync(system.ledgerPath, JSON.stringify(snapshot));
    const verdict = judgeRun({ ...played, snapshot });
    const { faults, diedAtMarks, open } = played;
    keeps = options.keepsLog === true || verdict.breaks.length > 0 || open !== null;
    const tookMs = Date.now() - startedAt.getTime();
    return { ...verdict, faults, diedAtMarks, open, tookMs, logPath: keeps ? system.logPath : null };
  } finally {
    await system.close(keeps);
  }
};
