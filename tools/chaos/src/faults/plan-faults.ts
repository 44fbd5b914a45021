import { createRandom, type Random } from '@perezvon/simulator';
import { accountRoles } from '../system/chaos-config.ts';
import { appNames, type AppName, type Fault, type PlannedFault } from './fault.ts';

/** An app that comes back before this was only slow: below and above `sendWithin` (5 s) and the watchdog's time-out. */
const pauseMs = [300, 11_000] as const;
/** An app that starts again rests for 5 s before it calls: with less time in between, faults would meet an idle system. */
const gapMs = [1_500, 5_000] as const;
/** The first bookings arrive in peace; the last faults are over before the end. */
const quietStartMs = 1_500;

interface PlanOptions {
  seed: string;
  durationMs: number;
  /** Where apps may die. */
  marks: readonly string[];
  /** Only these. */
  kinds?: readonly Fault['kind'][];
}

/** Kinds that are drawn one by one; accounts fail in turns. */
type DrawnKind = Exclude<Fault['kind'], 'account'>;

const isWanted = ({ kinds }: PlanOptions, kind: string): boolean =>
  kinds?.some((wanted) => wanted === kind) ?? true;

const pick = <Item>(random: Random, items: readonly Item[]): Item => {
  const item = items[random.between(0, items.length - 1)];
  if (item === undefined) throw new Error('nothing to pick from');
  return item;
};

/** Every clock is off by this at most, ms … */
const smallStepMs = 2_000;
/** … those of apps that do not decide when a call leaves by minutes, too: half of the time. */
const largeStepMs = 180_000;

/** How long an account fails, and how long both work in between; ms. */
const failingMs = [2_000, 20_000] as const;
const workingMs = [1_000, 9_000] as const;

const weights = {
  kill: 22,
  mark: 34,
  pause: 8,
  clock: 6,
  restart: 5,
  flush: 4,
  cut: 8,
  stall: 4,
  'half-open': 3,
  provider: 5,
  onec: 6,
} as const satisfies Record<DrawnKind, number>;

const stores = ['postgres', 'redis'] as const;
const replies = ['unavailable', 'bad_gateway', 'reset_after', 'timeout_after', 'reset_before'] as const;
const modes = ['down', 'unavailable', 'no_licence', 'hang_after', 'reply_lost', 'login_page'] as const;

type Makers = { [Kind in DrawnKind]: (random: Random) => Fault };

/** The dialer's clock says when a call may leave: a call minutes off would be its right, and would prove nothing. */
const stepOf = (random: Random, app: AppName, durationMs: number): number => {
  const largest = app !== 'dialer' && random.chance(0.5) ? Math.min(largeStepMs, durationMs) : smallStepMs;
  return random.between(-largest, largest);
};

const clockFault = (random: Random, durationMs: number): Fault => {
  const app = pick(random, appNames);
  return { kind: 'clock', app, byMs: stepOf(random, app, durationMs), forMs: random.between(1_000, 8_000) };
};

const makersFor = ({ marks, durationMs }: PlanOptions): Makers => ({
  kill: (random) => ({ kind: 'kill', app: pick(random, appNames) }),
  mark: (random) => ({ kind: 'mark', mark: pick(random, marks) }),
  pause: (random) => ({ kind: 'pause', app: pick(random, appNames), forMs: random.between(...pauseMs) }),
  clock: (random) => clockFault(random, durationMs),
  restart: (random) => ({ kind: 'restart', store: pick(random, stores) }),
  flush: () => ({ kind: 'flush' }),
  cut: (random) => ({ kind: 'cut', store: pick(random, stores) }),
  stall: (random) => ({ kind: 'stall', store: pick(random, stores), forMs: random.between(500, 6_000) }),
  'half-open': (random) => ({
    kind: 'half-open',
    store: pick(random, stores),
    forMs: random.between(1_000, 6_000),
  }),
  provider: (random) => ({
    kind: 'provider',
    reply: pick(random, replies),
    forMs: random.between(500, 3_000),
  }),
  onec: (random) => ({ kind: 'onec', mode: pick(random, modes), forMs: random.between(500, 5_000) }),
});

const accountReplies = ['unavailable', 'no_money', 'unauthorized', 'reset_before'] as const;

/** One account after the other fails; never both at a time by this. */
const planAccountTurns = ({ seed, durationMs }: PlanOptions): PlannedFault[] => {
  const random = createRandom(`${seed}/accounts`);
  const faults: PlannedFault[] = [];
  let atMs = quietStartMs + random.between(...workingMs);
  while (atMs < durationMs) {
    const account = accountRoles[faults.length % accountRoles.length] ?? 'main';
    const forMs = Math.min(random.between(...failingMs), durationMs - atMs);
    faults.push({ atMs, fault: { kind: 'account', account, reply: pick(random, accountReplies), forMs } });
    atMs += forMs + random.between(...workingMs);
  }
  return faults;
};

const planDrawn = (options: PlanOptions): PlannedFault[] => {
  const { seed, durationMs } = options;
  const random = createRandom(`${seed}/faults`);
  const makers = makersFor(options);
  const wanted = Object.fromEntries(Object.entries(weights).filter(([kind]) => isWanted(options, kind)));
  const faults: PlannedFault[] = [];
  if (Object.keys(wanted).length === 0) return faults;
  for (let atMs = quietStartMs; atMs < durationMs; atMs += random.between(...gapMs)) {
    faults.push({ atMs, fault: makers[random.weighted<DrawnKind>(wanted, 'kill')](random) });
  }
  return faults;
};

/** What goes wrong and when: nothing but the seed decides. */
export const planFaults = (options: PlanOptions): PlannedFault[] => {
  const turns = isWanted(options, 'account') ? planAccountTurns(options) : [];
  return [...planDrawn(options), ...turns].sort((left, right) => left.atMs - right.atMs);
};
