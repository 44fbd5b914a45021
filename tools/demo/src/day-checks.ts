import { judge, type LedgerSnapshot } from '@perezvon/simulator';
import { atLeast, promiseChecks, type Check } from './report/checks.ts';
import { robotCheck } from './report/robot-check.ts';
import { surprisesOf, expectationsOf } from './expectation.ts';
import type { Finding } from './findings.ts';
import type { Day } from './scenario/day.ts';
import { bookingIdOf, type Guest } from './scenario/guest.ts';

/** Processes before the first fault, by name. */
export type Pids = ReadonlyMap<string, number>;

const storyCheck = (findings: readonly Finding[]): Check => {
  const wrong = findings.flatMap((finding) => {
    const surprises = surprisesOf(finding);
    return surprises.length === 0 ? [] : [`${finding.guest.name}: ${surprises.join(', ')}`];
  });
  return {
    title: 'Каждая запись кончилась так, как и должна была',
    ok: wrong.length === 0,
    detail: wrong.length === 0 ? String(findings.length) : wrong.join('; '),
  };
};

const least = (guests: readonly Guest[], of: (guest: Guest) => number): number =>
  guests.reduce((sum, guest) => sum + of(guest), 0);

const fewestCalls = ({ expect }: Guest): number =>
  typeof expect.calls === 'number' ? expect.calls : expect.calls[0];

const pushedFinals = ({ infobase, expect }: Guest): number =>
  infobase === undefined ? (expect.finals ?? 1) : 0;

/** The faults have to have struck, else the promises were not put to the test. */
const faultChecks = (day: Day, snapshot: LedgerSnapshot, pids: Pids): Check[] => {
  const refused = snapshot.calls.filter(({ replied }) => replied.startsWith('refused')).length;
  const down = snapshot.requests.filter(({ mode }) => mode === 'down').length;
  const restarted = day.stage.system.processes.filter(({ name, pid }) => pids.get(name) !== pid);
  return [
    atLeast('Провайдер отказывал, и это пережили: отказов', refused, 3),
    atLeast('1С лежала, и это пережили: запросов впустую', down, 1),
    {
      title: 'Убитый процесс поднят снова',
      ok: restarted.length === 1 && restarted[0]?.name === 'dialer',
      detail: restarted.map(({ name }) => name).join(', '),
    },
    atLeast('Повтор события узнан', day.tally.duplicate, 2),
    {
      title: 'Негодное событие отклонено одно, с причиной',
      ok: day.tally.rejected === 1,
      detail: day.tally.errors.join('; '),
    },
  ];
};

/** One infobase asks for another one's booking. */
const isolationCheck = async (day: Day): Promise<Check> => {
  const { status } = await day.stage.onec('dental').get(`/bookings/${bookingIdOf(1)}`);
  return { title: 'Чужая база записи не видит', ok: status === 404, detail: `HTTP ${status}` };
};

/** All checks of the day: promises by the ledger, the stories, the faults, and that enough happened at all. */
export const checkDay = async (day: Day, findings: readonly Finding[], pids: Pids): Promise<Check[]> => {
  const snapshot = day.stage.simulator.ledger.snapshot();
  const guests = findings.map(({ guest }) => guest);
  const verdict = judge(snapshot, expectationsOf(guests, day.restarts));
  return [
    ...promiseChecks(verdict),
    storyCheck(findings),
    robotCheck(day.stage.robot, findings),
    await isolationCheck(day),
    atLeast('Звонков состоялось', verdict.facts.placedCalls, least(guests, fewestCalls)),
    atLeast('Итогов дошло до 1С', verdict.facts.finals, least(guests, pushedFinals)),
    ...faultChecks(day, snapshot, pids),
  ];
};
