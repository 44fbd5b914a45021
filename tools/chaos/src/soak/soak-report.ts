import { appNames, type AppName } from '../faults/fault.ts';
import type { SoakResult } from './run-soak.ts';
import type { Sample } from './samples.ts';

const rows = 12;

/** Twelve of an app's samples, evenly spread, first and last included. */
const thinned = (samples: readonly Sample[]): Sample[] =>
  samples.length <= rows
    ? [...samples]
    : Array.from(
        { length: rows },
        (_, row) => samples[Math.round((row * (samples.length - 1)) / (rows - 1))],
      ).filter((sample) => sample !== undefined);

const cell = ({ residentMib, heapMib, handles }: Sample): string =>
  `${residentMib} / ${heapMib} / ${handles}`;

const sampleTable = (samples: readonly Sample[]): string[] => {
  const byApp = new Map(
    appNames.map((app): [AppName, Sample[]] => [
      app,
      thinned(samples.filter((sample) => sample.app === app)),
    ]),
  );
  const first = byApp.get('gateway') ?? [];
  return [
    `| minute | ${appNames.join(' | ')} |`,
    `| -----: | ${appNames.map(() => '---').join(' | ')} |`,
    ...first.map(({ atMs }, row) => {
      const cells = appNames.map((app) => {
        const sample = byApp.get(app)?.[row];
        return sample ? cell(sample) : '';
      });
      return `| ${(atMs / 60_000).toFixed(1)} | ${cells.join(' | ')} |`;
    }),
  ];
};

const tally = (statuses: Readonly<Record<string, number>>): string =>
  Object.entries(statuses)
    .map(([status, count]) => `${status} × ${count}`)
    .join(', ');

/** Taken, or refused with a word about when to come again. */
const honest: ReadonlySet<string> = new Set(['202', '429', '503']);

/** Markdown, as docs/reliability.md holds it. */
export const soakLines = ({ attacks, fuzz, load, samples, leaks, deaths }: SoakResult): string[] => [
  '| burden | the gateway | a normal client meanwhile: answered, failed, p50 / p99 / slowest ms |',
  '| --- | --- | --- |',
  ...attacks.map(
    ({ name, outcome, service: { answered, failed, p50Ms, p99Ms, slowestMs } }) =>
      `| ${name} | ${outcome} | ${answered}, ${failed}, ${p50Ms} / ${p99Ms} / ${slowestMs} |`,
  ),
  '',
  `Fuzzing: ${fuzz.requests} requests: ${tally(fuzz.statuses)}; findings: ${fuzz.findings.length}.`,
  ...fuzz.findings.slice(0, 10),
  `Load: ${load.posted} events: ${tally(load.statuses)}. Apps that died: ${deaths.length}. Lines with a secret or a person in the logs: ${leaks.length}.`,
  ...leaks.slice(0, 5),
  '',
  'Resident MiB / heap MiB / open handles:',
  '',
  ...sampleTable(samples),
];

export const isSound = ({ attacks, fuzz, load, leaks, deaths }: SoakResult): boolean =>
  attacks.every(({ service }) => service.failed === 0) &&
  fuzz.findings.length === 0 &&
  Object.keys(load.statuses).every((status) => honest.has(status)) &&
  leaks.length === 0 &&
  deaths.length === 0;
