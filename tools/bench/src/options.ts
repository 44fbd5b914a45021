import { parseArgs } from 'node:util';
import type { Sizes } from './sections/section.ts';

export interface BenchOptions {
  /** Names of sections; empty: all. */
  only: string[];
  rounds: number;
  /** Where the figures go as JSON. */
  json: string | undefined;
  sizes: Sizes;
  /** Planned reminders of each database, fewest first. */
  levels: [number, ...number[]];
  /** Where CPU profiles of the apps go. */
  profileDir: string | undefined;
}

const fullSizes: Sizes = { warmUpMs: 1_000, measureMs: 4_000, items: 20_000, pacedSeconds: 5 };
const quickSizes: Sizes = { warmUpMs: 300, measureMs: 2_000, items: 2_000, pacedSeconds: 1 };

/** Errors: an unknown option, rounds that are no number. */
export const parseOptions = (args: string[]): BenchOptions => {
  const { values } = parseArgs({
    args,
    options: {
      only: { type: 'string' },
      rounds: { type: 'string' },
      json: { type: 'string' },
      quick: { type: 'boolean', default: false },
      levels: { type: 'string' },
      profile: { type: 'string' },
    },
  });
  const rounds = Number(values.rounds ?? (values.quick ? 1 : 5));
  if (!Number.isInteger(rounds) || rounds < 1) throw new Error('--rounds takes a whole number');
  const levels = values.levels?.split(',').map(Number) ?? (values.quick ? [0, 1_000] : [0, 10_000, 300_000]);
  const [first = 0, ...others] = levels;
  return {
    only: values.only?.split(',') ?? [],
    rounds,
    json: values.json,
    sizes: values.quick ? quickSizes : fullSizes,
    levels: [first, ...others],
    profileDir: values.profile,
  };
};
