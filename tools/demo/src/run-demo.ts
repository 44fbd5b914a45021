import { parseArgs } from 'node:util';
import { setTimeout as delay } from 'node:timers/promises';
import { checkDay, type Pids } from './day-checks.ts';
import { findAll, keptEvents } from './findings.ts';
import { formatCheck, type Check } from './report/checks.ts';
import { dayTable } from './report/day-report.ts';
import { isFinal } from './report/ending.ts';
import { residentMebibytes } from './report/memory.ts';
import { createProgress, type Progress } from './report/progress.ts';
import { robotWord } from './report/robot-check.ts';
import { openDay, type Day } from './scenario/day.ts';
import { guestsWith, scriptsWith } from './scenario/by-robot.ts';
import { play } from './scenario/play.ts';
import { guests, phoneScripts, steps } from './scenario/scenario.ts';
import { wallTime, zoneAwayFromMidnight } from './stage/clock-zone.ts';
import { robotNamed, type Robot } from './stage/robot.ts';
import { openStage, type Stage } from './stage/stage.ts';
import { until } from './stage/until.ts';

const statusEveryMs = 250;
const plainStatusEveryMs = 5_000;
/** For the last retries and watchdogs after the last step. */
const patienceMs = 60_000;
/** After everything expected has come: time for what must not come. */
const afterglowMs = 4_000;
const widthWithoutTerminal = 190;
const interruptedExitCode = 130;

const say = (line: string): void => void process.stdout.write(`${line}\n`);

const seconds = (since: number): string => ((performance.now() - since) / 1_000).toFixed(1).padStart(5);

const expectedFinals = guests
  .filter(({ infobase }) => infobase === undefined)
  .reduce((sum, { expect }) => sum + (expect.finals ?? 1), 0);

const finalsOf = ({ simulator }: Stage): number =>
  keptEvents(simulator.ledger.snapshot()).filter(isFinal).length;

const statusLine = (day: Day, since: number): string => {
  const { simulator } = day.stage;
  const { calls, requests } = simulator.ledger.snapshot();
  const { accepted, duplicate, rejected } = day.tally;
  return [
    `${seconds(since)} с`,
    `событий от 1С ${accepted + duplicate + rejected}`,
    `звонков ${calls.filter(({ placed }) => placed).length} (идут ${simulator.activity().calls})`,
    `итогов ${finalsOf(day.stage)} из ${expectedFinals}`,
    `1С ${requests.at(-1)?.mode === 'down' ? 'не отвечает' : 'отвечает'}`,
  ].join(' · ');
};

const isAtRest = (stage: Stage): boolean => {
  const { calls, pending } = stage.simulator.activity();
  return finalsOf(stage) >= expectedFinals && calls === 0 && pending === 0;
};

interface Clinic {
  zone: string;
  robot: Robot;
}

const openClinic = ({ zone, robot }: Clinic, progress: Progress, signal: AbortSignal): Promise<Stage> => {
  const dayAfterTomorrow = new Date(`${wallTime(new Date(), zone).slice(0, 10)}T12:00:00Z`);
  dayAfterTomorrow.setUTCDate(dayAfterTomorrow.getUTCDate() + 2);
  const weekday = (['sun', 'mon', 'tue', 'wed', 'thu', 'fri', 'sat'] as const)[dayAfterTomorrow.getUTCDay()];
  const window = { from: '00:00', to: '24:00', days: [weekday] };
  return openStage({
    infobases: [
      { id: 'clinic', name: 'Клиника на Садовой', zone, delivery: 'push' },
      {
        id: 'dental',
        name: 'Стоматология',
        zone,
        delivery: 'pull',
        reminders: { leadHours: 168, window },
      },
    ],
    robot,
    environment: process.env,
    signal,
    onProgress: (line) => progress.say(line),
  });
};

const playDay = async (stage: Stage, zone: string, progress: Progress): Promise<Day> => {
  const since = performance.now();
  const day = openDay({ stage, zone, say: (line) => progress.say(`${seconds(since)} с  ${line}`) });
  for (const [phone, calls] of scriptsWith(stage.robot, phoneScripts))
    stage.simulator.scripts.setPhone(phone, calls);
  const ticking = setInterval(() => progress.status(statusLine(day, since)), statusEveryMs);
  try {
    await play(day, steps);
    await until(() => isAtRest(stage), patienceMs);
    await delay(afterglowMs);
    progress.say(statusLine(day, since));
  } finally {
    clearInterval(ticking);
    progress.end();
  }
  return day;
};

const report = async (day: Day, pids: Pids): Promise<Check[]> => {
  const { robot } = day.stage;
  const findings = await findAll(day, guestsWith(robot, guests));
  const checks = await checkDay(day, findings, pids);
  say(`\nРобот: ${robot.title} – ${robotWord(robot)}\n`);
  for (const line of dayTable(findings, process.stdout.isTTY ? process.stdout.columns : widthWithoutTerminal))
    say(line);
  say('\nПроверки по журналу телефонных линий и 1С:');
  for (const check of checks) say(formatCheck(check));
  const memory = day.stage.system.processes.map(
    ({ name, pid }) => `${name} ${residentMebibytes(pid) ?? '—'}`,
  );
  say(`\nПамять, МиБ: ${memory.join(', ')}`);
  return checks;
};

const addresses = ({ system, simulatorUrl, folder }: Stage): string[] => [
  `Шлюз       ${system.gatewayUrl}  (описание: ${system.gatewayUrl}/docs)`,
  `Симулятор  ${simulatorUrl}/ledger`,
  ...Object.entries(system.metricsUrls).map(([app, url]) => `${app.padEnd(10)} ${url}/metrics`),
  `Настройки, данные, журнал: ${folder}`,
];

/** Aborted by the first Ctrl-C; the second one ends the process, and with it everything it started. */
const interruption = (): AbortSignal => {
  const controller = new AbortController();
  for (const signal of ['SIGINT', 'SIGTERM'] as const) {
    process.once(signal, () => {
      controller.abort(new Error('прервано'));
    });
  }
  return controller.signal;
};

const aborted = (signal: AbortSignal): Promise<void> =>
  new Promise((resolve) => {
    if (signal.aborted) resolve();
    else signal.addEventListener('abort', () => resolve());
  });

const liveView = (): Progress =>
  createProgress({
    write: (text) => void process.stdout.write(text),
    isTerminal: process.stdout.isTTY,
    now: () => performance.now(),
    plainEveryMs: plainStatusEveryMs,
  });

const perform = async (stage: Stage, zone: string, progress: Progress): Promise<boolean> => {
  const pids = new Map(stage.system.processes.map(({ name, pid }) => [name, pid]));
  const checks = await report(await playDay(stage, zone, progress), pids);
  const broken = checks.filter(({ ok }) => !ok).length;
  say(broken === 0 ? '\nВсе проверки пройдены.' : `\nНе пройдено проверок: ${broken}.`);
  return broken === 0;
};

/** Plays the day; the result is the exit code: 0 only if every check holds. Errors: the system does not start. */
export const runDemo = async (args: string[]): Promise<number> => {
  const { values } = parseArgs({
    args,
    options: {
      keep: { type: 'boolean', default: false },
      robot: { type: 'string', default: 'mtt-voicebox' },
    },
  });
  const robot = robotNamed(values.robot);
  const zone = zoneAwayFromMidnight(new Date());
  const signal = interruption();
  const progress = liveView();
  const stage = await openClinic({ zone, robot }, progress, signal);
  try {
    const ok = await Promise.race([perform(stage, zone, progress), aborted(signal).then(() => null)]);
    if (ok === null) return interruptedExitCode;
    if (values.keep) {
      say(`\nРаботает дальше, остановить – Ctrl-C:\n${addresses(stage).join('\n')}`);
      await aborted(signal);
    }
    return ok ? 0 : 1;
  } finally {
    progress.end();
    await stage.close();
  }
};
