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

const full = {
  rounds: 5,
  sizes: { warmUpMs: 700, measureMs: 2_500, items: 16_000, pacedSeconds: 3 },
  levels: [0, 10_000, 300_000],
};

/** For CI: does it still run, and is anything far off? */
const quick = {
  rounds: 1,
  sizes: { warmUpMs: 300, measureMs: 1_000, items: 2_000, pacedSeconds: 1 },
  levels: [0, 1_000],
};

const numbers = (text: string | undefined): number[] | undefined => text?.split(',').map(Number);

const roundsOf = (text: string | undefined, otherwise: number): number => {
  const rounds = Number(text ?? otherwise);
  if (!Number.isInteger(rounds) || rounds < 1) throw new Error('--rounds takes a whole number');
  return rounds;
};

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
  const { rounds, sizes, levels } = values.quick ? quick : full;
  const [first = 0, ...others] = numbers(values.levels) ?? levels;
  return {
    only: values.only?.split(',') ?? [],
    rounds: roundsOf(values.rounds, rounds),
    json: values.json,
    sizes,
    levels: [first, ...others],
    profileDir: values.profile,
  };
};
