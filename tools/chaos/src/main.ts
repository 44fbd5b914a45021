import { parseArgs } from 'node:util';
import { mutants, type Mutant } from './build/wrapped-modules.ts';
import type { Fault } from './faults/fault.ts';
import { runChaos } from './run-chaos.ts';
import { reportLines } from './verdict/report.ts';

const { values } = parseArgs({
  options: {
    seed: { type: 'string', default: '1' },
    reminders: { type: 'string', default: '1000' },
    minutes: { type: 'string', default: '3' },
    mutant: { type: 'string' },
    /** Kinds of faults, by commas: `kill,mark`. */
    only: { type: 'string' },
  },
});

const mutantOf = (name: string | undefined): Mutant | null => {
  if (name === undefined) return null;
  if (!(name in mutants)) throw new Error(`--mutant ${name}: there is ${Object.keys(mutants).join(', ')}.`);
  return name as Mutant;
};

const write = (line: string): void => void process.stdout.write(`${line}\n`);

const result = await runChaos({
  seed: values.seed,
  reminders: Number(values.reminders),
  durationMs: Number(values.minutes) * 60_000,
  mutant: mutantOf(values.mutant),
  ...(values.only !== undefined && { kinds: values.only.split(',') as Fault['kind'][] }),
  environment: process.env,
  say: write,
});
write('');
for (const line of reportLines(result)) write(line);
write(`\nseed ${values.seed}, log ${result.logPath}`);
process.exitCode = result.breaks.length === 0 && result.open === null ? 0 : 1;
