import { createRandom, type Random } from '@perezvon/simulator';
import { appNames, type Fault, type PlannedFault } from './fault.ts';

/** An app that comes back before this was only slow: below and above `sendWithin` (5 s) and the watchdog's time-out. */
const pauseMs = [300, 11_000] as const;
const gapMs = [900, 3_200] as const;
/** The first bookings arrive in peace; the last faults are over before the end. */
const quietStartMs = 1_500;

const pick = <Item>(random: Random, items: readonly Item[]): Item => {
  const item = items[random.between(0, items.length - 1)];
  if (item === undefined) throw new Error('nothing to pick from');
  return item;
};

const weights = {
  kill: 22,
  mark: 34,
  pause: 8,
  clock: 4,
  restart: 5,
  flush: 4,
  cut: 8,
  stall: 4,
  'half-open': 3,
  provider: 5,
  onec: 6,
} as const satisfies Record<Fault['kind'], number>;

const stores = ['postgres', 'redis'] as const;
const replies = ['unavailable', 'bad_gateway', 'reset_after', 'timeout_after', 'reset_before'] as const;
const modes = ['down', 'unavailable', 'no_licence', 'hang_after', 'reply_lost', 'login_page'] as const;

type Makers = { [Kind in Fault['kind']]: (random: Random) => Fault };

const makersFor = (marks: readonly string[]): Makers => ({
  kill: (random) => ({ kind: 'kill', app: pick(random, appNames) }),
  mark: (random) => ({ kind: 'mark', mark: pick(random, marks) }),
  pause: (random) => ({ kind: 'pause', app: pick(random, appNames), forMs: random.between(...pauseMs) }),
  clock: (random) => ({
    kind: 'clock',
    app: pick(random, appNames),
    byMs: random.between(-2_000, 2_000),
    forMs: random.between(1_000, 8_000),
  }),
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

/** What goes wrong and when: nothing but the seed decides. `marks`: where apps may die. `kinds`: only these. */
export const planFaults = (options: {
  seed: string;
  durationMs: number;
  marks: readonly string[];
  kinds?: readonly Fault['kind'][];
}): PlannedFault[] => {
  const { seed, durationMs, kinds } = options;
  const random = createRandom(`${seed}/faults`);
  const makers = makersFor(options.marks);
  const wanted = Object.fromEntries(
    Object.entries(weights).filter(([kind]) => kinds?.includes(kind as Fault['kind']) ?? true),
  );
  const faults: PlannedFault[] = [];
  for (let atMs = quietStartMs; atMs < durationMs; atMs += random.between(...gapMs)) {
    faults.push({ atMs, fault: makers[random.weighted<Fault['kind']>(wanted, 'kill')](random) });
  }
  return faults;
};
