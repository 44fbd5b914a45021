import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { loadavg, tmpdir } from 'node:os';
import { join } from 'node:path';
import { parseOptions, type BenchOptions } from './options.ts';
import { openBench, type OpenBench } from './open-bench.ts';
import { describeMachine } from './report/machine.ts';
import { figuresTable, verdictsTable } from './report/tables.ts';
import { verdicts } from './report/targets.ts';
import { acks } from './sections/acks.section.ts';
import { endToEnd } from './sections/end-to-end.section.ts';
import { placing } from './sections/placing.section.ts';
import { planning } from './sections/planning.section.ts';
import type { Section } from './sections/section.ts';
import { size } from './sections/size.section.ts';
import { status } from './sections/status.section.ts';

const sections: readonly Section[] = [size, acks, status, planning, placing, endToEnd];

const say = (line: string): void => void process.stderr.write(`${line}\n`);

const chosen = ({ only }: BenchOptions): Section[] => {
  const unknown = only.filter((name) => !sections.some((section) => section.name === name));
  if (unknown.length > 0)
    throw new Error(
      `No part ${unknown.join(', ')}; there are ${sections.map(({ name }) => name).join(', ')}.`,
    );
  return sections.filter(({ name }) => only.length === 0 || only.includes(name));
};

/**
 * Part after part, and within a part round after round, so that the competitors of a ratio are measured close together. `keep`
 * is called after every round: a run of half an hour must not be lost to its last minute.
 */
const measureAll = async (bench: OpenBench, options: BenchOptions, keep: () => void): Promise<void> => {
  for (const section of chosen(options)) {
    const opened = await section.open(bench);
    try {
      for (let round = 1; round <= options.rounds; round += 1) {
        await opened.round(round);
        keep();
        say(`${section.name}: round ${round} of ${options.rounds}; load ${loadavg()[0]?.toFixed(1) ?? ''}`);
      }
    } finally {
      await opened.close();
    }
  }
};

const report = async (bench: OpenBench, options: BenchOptions): Promise<void> => {
  const machine = await describeMachine(bench.levels[0].database);
  const { json } = options;
  await measureAll(bench, options, () => {
    if (json === undefined) return;
    const result = { machine, figures: bench.figures.all(), verdicts: verdicts(bench.figures) };
    writeFileSync(json, `${JSON.stringify(result, null, 2)}\n`);
  });
  const after = loadavg().map((load) => Math.round(load * 10) / 10);
  const tables = [figuresTable(bench.figures.all()), verdictsTable(verdicts(bench.figures))];
  process.stdout.write(`${[JSON.stringify({ ...machine, loadAfter: after }), ...tables].join('\n\n')}\n`);
};

/** Measures and reports; the result is the exit code, 0 whatever the figures are: a slow machine is no failure. */
export const runBench = async (args: string[]): Promise<number> => {
  const options = parseOptions(args);
  chosen(options);
  const folder = mkdtempSync(join(tmpdir(), 'perezvon-bench-'));
  try {
    const bench = await openBench({ folder, options, say });
    try {
      await report(bench, options);
    } finally {
      await bench.close();
    }
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
  return 0;
};
