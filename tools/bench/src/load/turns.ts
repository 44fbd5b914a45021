import { spreadOf } from '../report/statistics.ts';

export interface TurnsOptions {
  /** Of all contestants together, ms. */
  budgetMs: number;
  /** Of one turn, about, ms. */
  turnMs: number;
  /** Monotonic, ms. */
  now: () => number;
}

interface Contestant {
  run: () => void;
  /** In its next turn: the clock is asked before and after them, never between. */
  runs: number;
  times: number[];
}

/** CPU time of this process, ms, with what its collector and compiler take: waiting for a busy machine does not count. */
export const cpuTime = (): number => {
  const { user, system } = process.cpuUsage();
  return (user + system) / 1_000;
};

const takeTurn = (contestant: Contestant, { turnMs, now }: TurnsOptions): void => {
  const { run, runs, times } = contestant;
  const begun = now();
  for (let done = 0; done < runs; done += 1) run();
  const elapsed = now() - begun;
  times.push(elapsed / runs);
  // A turn that is too short for the clock says only that the next one must be longer.
  contestant.runs = elapsed <= 0 ? runs * 2 : Math.max(1, Math.round(Math.min(2, turnMs / elapsed) * runs));
};

/** Each is the first as often as any other, and follows any other as often as any other does: who comes later finds caches warm. */
const orderOf = <Item>(items: readonly Item[], cycle: number): Item[] => {
  const first = cycle % items.length;
  const order = [...items.slice(first), ...items.slice(0, first)];
  return Math.floor(cycle / items.length) % 2 === 0 ? order : order.reverse();
};

/**
 * Time of one run of each contestant, ms, in their order: the median over turns. They take short turns, so that whatever disturbs the
 * machine disturbs all alike.
 */
export const timesInTurns = (contestants: readonly (() => void)[], options: TurnsOptions): number[] => {
  const { budgetMs, now } = options;
  const all = contestants.map((run): Contestant => ({ run, runs: 1, times: [] }));
  const begun = now();
  for (let cycle = 0; cycle < all.length || now() - begun < budgetMs; cycle += 1) {
    for (const contestant of orderOf(all, cycle)) takeTurn(contestant, options);
  }
  return all.map(({ times }) => spreadOf(times).median);
};
