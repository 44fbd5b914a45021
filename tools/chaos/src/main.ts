import { parseArgs } from 'node:util';
import { mutants, type Mutant } from './build/wrapped-modules.ts';
import type { Fault } from './faults/fault.ts';
import { runChaos } from './run-chaos.ts';
import { runSoak } from './soak/run-soak.ts';
import { isSound, soakLines } from './soak/soak-report.ts';
import { reportLines } from './verdict/report.ts';

const { values } = parseArgs({
  options: {
    seed: { type: 'string', default: '1' },
    reminders: { type: 'string', default: '1000' },
    minutes: { type: 'string', default: '3' },
    mutant: { type: 'string' },
    /** Kinds of faults, by commas: `kill,mark`. */
    only: { type: 'string' },
    /** Log and ledger stay, also when no promise was broken. */
    keep: { type: 'boolean', default: false },
    soak: { type: 'boolean', default: false },
    /** Events per second of the soak. */
    rate: { type: 'string', default: '50' },
    fuzz: { type: 'string', default: '3000' },
  },
});

const mutantOf = (name: string | undefined): Mutant | null => {
  if (name === undefined) return null;
  if (!(name in mutants)) throw new Error(`--mutant ${name}: there is ${Object.keys(mutants).join(', ')}.`);
  return name as Mutant;
};

const write = (line: string): void => void process.stdout.write(`${line}\n`);

const shared = {
  seed: values.seed,
  durationMs: Number(values.minutes) * 60_000,
  environment: process.env,
  say: write,
};

const chaos = async (): Promise<boolean> => {
  const result = await runChaos({
    ...shared,
    reminders: Number(values.reminders),
    mutant: mutantOf(values.mutant),
    keepsLog: values.keep,
    ...(values.only !== undefined && { kinds: values.only.split(',') as Fault['kind'][] }),
  });
  write('');
  for (const line of reportLines(result)) write(line);
  write(`\nseed ${values.seed}${result.logPath === null ? '' : `, log ${result.logPath}`}`);
  return result.breaks.length === 0 && result.open === null;
};

const soak = async (): Promise<boolean> => {
  const result = await runSoak({ ...shared, rate: Number(values.rate), fuzzRequests: Number(values.fuzz) });
  write('');
  for (const line of soakLines(result)) write(line);
  write(`\nseed ${values.seed}, log ${result.logPath}`);
  return isSound(result);
};

process.exitCode = (await (values.soak ? soak() : chaos())) ? 0 : 1;
