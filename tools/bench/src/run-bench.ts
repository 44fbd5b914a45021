import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { loadavg, tmpdir } from 'node:os';
import { join } from 'node:path';
import { parseOptions, type BenchOptions } from './options.ts';
import { openBench } from './open-bench.ts';
import { createFigures } from './report/figures.ts';
import { describeMachine, postgresVersion, type Machine } from './report/machine.ts';
import { figuresTable, verdictsTable } from './report/tables.ts';
import { verdicts } from './report/targets.ts';
import { acks } from './sections/acks.section.ts';
import { endToEnd } from './sections/end-to-end.section.ts';
import { placing } from './sections/placing.section.ts';
import { planning } from './sections/planning.section.ts';
import { providers } from './sections/providers.section.ts';
import type { Measuring, Section } from './sections/section.ts';
import { size } from './sections/size.section.ts';
import { status } from './sections/status.section.ts';

/** These need no server and no app, and come first, while nothing else runs. */
const inProcess: readonly Section<Measuring>[] = [providers];
const ofApps: readonly Section[] = [size, acks, status, planning, placing, endToEnd];

const say = (line: string): void => void process.stderr.write(`${line}\n`);

/** Errors: a part that there is not. */
const checkNames = ({ only }: BenchOptions): void => {
  const names = [...inProcess, ...ofApps].map(({ name }) => name);
  const unknown = only.filter((name) => !names.includes(name));
  if (unknown.length > 0) throw new Error(`No part ${unknown.join(', ')}; there are ${names.join(', ')}.`);
};

const isChosen =
  ({ only }: BenchOptions) =>
  ({ name }: { name: string }): boolean =>
    only.length === 0 || only.includes(name);

interface Run {
  options: BenchOptions;
  measuring: Measuring;
  /** Keeps what has been measured so far. */
  keep: (machine: Machine) => void;
}

/**
 * Part after part, and within a part round after round, so that the competitors of a ratio are measured close together. What is
 * measured is kept after every round: a run of half an hour must not be lost to its last minute.
 */
const measureAll = async <Needed extends Measuring>(
  sections: readonly Section<Needed>[],
  bench: Needed,
  { rounds, keep }: { rounds: number; keep: () => void },
): Promise<void> => {
  for (const section of sections) {
    const opened = await section.open(bench);
    try {
      for (let round = 1; round <= rounds; round += 1) {
        await opened.round(round);
        keep();
        say(`${section.name}: round ${round} of ${rounds}; load ${loadavg()[0]?.toFixed(1) ?? ''}`);
      }
    } finally {
      await opened.close();
    }
  }
};

const measureInProcess = async (run: Run, machine: Machine): Promise<void> => {
  const { options, measuring, keep } = run;
  const { rounds } = options;
  await measureAll(inProcess.filter(isChosen(options)), measuring, { rounds, keep: () => keep(machine) });
};

/** With servers and databases of its own. The result is the machine with what runs on it. */
const measureApps = async (run: Run, machine: Machine): Promise<Machine> => {
  const { options, measuring, keep } = run;
  const chosen = ofApps.filter(isChosen(options));
  if (chosen.length === 0) return machine;
  const bench = await openBench({ measuring, options });
  try {
    const whole = { ...machine, postgres: await postgresVersion(bench.levels[0].database) };
    await measureAll(chosen, bench, { rounds: options.rounds, keep: () => keep(whole) });
    return whole;
  } finally {
    await bench.close();
  }
};

const report = (machine: Machine, { figures }: Measuring): void => {
  const loadAfter = loadavg().map((load) => Math.round(load * 10) / 10);
  const tables = [figuresTable(figures.all()), verdictsTable(verdicts(figures))];
  process.stdout.write(`${[JSON.stringify({ ...machine, loadAfter }), ...tables].join('\n\n')}\n`);
};

/** Measures and reports; the result is the exit code, 0 whatever the figures are: a slow machine is no failure. */
export const runBench = async (args: string[]): Promise<number> => {
  const options = parseOptions(args);
  checkNames(options);
  const { sizes, json } = options;
  const folder = mkdtempSync(join(tmpdir(), 'perezvon-bench-'));
  const figures = createFigures();
  const measuring: Measuring = { folder, sizes, figures, say };
  const keep = (machine: Machine): void => {
    if (json === undefined) return;
    const result = { machine, figures: figures.all(), verdicts: verdicts(figures) };
    writeFileSync(json, `${JSON.stringify(result, null, 2)}\n`);
  };
  try {
    const run = { options, measuring, keep };
    const machine = describeMachine();
    await measureInProcess(run, machine);
    report(await measureApps(run, machine), measuring);
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
  return 0;
};
