import type { CallRecord } from '@perezvon/simulator';
import { visitAt, wallTime } from '../stage/clock-zone.ts';
import type { OnecClient } from '../stage/onec-client.ts';
import type { Stage } from '../stage/stage.ts';
import { until } from '../stage/until.ts';
import type { Visit } from '../stage/visit.ts';
import type { Wire } from '../stage/wire.ts';
import { dialledBy, visitOf, type Guest } from './guest.ts';

/** What the gateway said to all that was posted. */
export interface Tally {
  accepted: number;
  duplicate: number;
  rejected: number;
  /** In Russian, as the developer of 1C would read them. */
  errors: string[];
}

/** One day on a stage: what the steps work with. */
export interface Day {
  stage: Stage;
  tally: Tally;
  visitOf: (guest: Guest) => Visit;
  /** Wall time of the clinic, `seconds` from now. */
  clock: (seconds: number) => string;
  /** Wall time of a day counted from today. */
  startOf: (days: number, clock: string) => string;
  onecOf: (guest: Guest) => OnecClient;
  post: (events: readonly unknown[], about?: { wire?: Wire; guest?: Guest }) => Promise<void>;
  /** Calls that rang at this guest's telephone (or another one), in order. */
  callsTo: (phone: string) => readonly CallRecord[];
  /** Waits until the guest's telephone rings; false when it never does. */
  untilRings: (guest: Guest) => Promise<boolean>;
  /** Waits until the guest's first call is over. */
  untilHungUp: (guest: Guest) => Promise<boolean>;
  /** Fresh id of an event or command. */
  eventId: (word: string) => string;
  /** When 1C started a booking anew, by booking id: earlier answers bind no more. */
  restarts: Map<string, Date[]>;
  say: (line: string) => void;
}

const patienceMs = 25_000;
/** Long after the last step. */
const waitsSeconds = 600;

export interface DayOptions {
  stage: Stage;
  zone: string;
  say: (line: string) => void;
}

const countResults = (
  tally: Tally,
  results: Awaited<ReturnType<OnecClient['postEvents']>>['results'],
): void => {
  for (const { status, error } of results) {
    tally[status] += 1;
    if (error) tally.errors.push(error.message);
  }
};

export const openDay = ({ stage, zone, say }: DayOptions): Day => {
  const openedAt = new Date();
  const tally: Tally = { accepted: 0, duplicate: 0, rejected: 0, errors: [] };
  const clock = (seconds: number): string => wallTime(new Date(Date.now() + seconds * 1_000), zone);
  const startOf = (days: number, time: string): string => visitAt(openedAt, zone, { days, clock: time });
  const callsTo = (phone: string): readonly CallRecord[] =>
    stage.simulator.ledger.snapshot().calls.filter((call) => call.placed && call.phone === phone);
  let events = 0;
  return {
    stage,
    tally,
    startOf,
    clock,
    callsTo,
    say,
    restarts: new Map(),
    onecOf: (guest) => stage.onec(guest.infobase ?? 'clinic'),
    visitOf: (guest) => {
      const visit = visitOf(guest, startOf);
      return guest.waits ? { ...visit, call: { ...visit.call, not_before: clock(waitsSeconds) } } : visit;
    },
    post: async (list, { wire, guest } = {}) => {
      const { results } = await stage.onec(guest?.infobase ?? 'clinic').postEvents(list, wire);
      countResults(tally, results);
    },
    untilRings: (guest) => until(() => callsTo(dialledBy(guest)).length > 0, patienceMs),
    untilHungUp: (guest) =>
      until(() => callsTo(dialledBy(guest)).some(({ endedAt }) => endedAt !== null), patienceMs),
    eventId: (word) => `${word}-${(events += 1)}`,
  };
};
