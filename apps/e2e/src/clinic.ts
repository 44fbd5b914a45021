import {
  judge,
  historyOf,
  type CallRecord,
  type CallScriptInput,
  type EventRecord,
  type Expectations,
  type Verdict,
} from '@perezvon/simulator';
import {
  bookingEvent,
  openStage,
  visitAt,
  wallTime,
  zoneAwayFromMidnight,
  type OnecClient,
  type Stage,
  type StageOptions,
  type Visit,
} from '@perezvon/tools-demo';
import { afterAll, beforeAll, expect, vi } from 'vitest';
import { env } from './config.ts';

/** Rules so short that a whole ladder of retries takes seconds. */
export const quickRules = {
  retryMinutes: [0.02, 0.03],
  answerTimeoutMinutes: 0.05,
  perPhone: { callsPerDay: 10, minGapMinutes: 0 },
  debounceSeconds: 0.1,
} as const;

/** For faults: the watchdog leaves the system time to come back and find what it was told meanwhile. */
export const patientRules = { ...quickRules, answerTimeoutMinutes: 0.3 } as const;

export interface VisitOptions extends Partial<Omit<Visit, 'id'>> {
  /** What the patient does, call by call. */
  calls?: readonly CallScriptInput[];
}

/** A clinic on a running system, spoken to as its 1C would, and judged by what the far side of the wire saw. */
export interface Clinic {
  readonly stage: Stage;
  readonly onec: OnecClient;
  /** Wall time of the clinic, `seconds` from now. */
  clock: (seconds?: number) => string;
  startOf: (days: number, clock: string) => string;
  /** A visit of tomorrow with an id and a telephone of its own. */
  visit: (options?: VisitOptions) => Visit;
  /** 1C writes the booking; the gateway has to accept it. */
  write: (visit: Visit, change?: Partial<Visit>) => Promise<void>;
  newEventId: () => string;
  callsTo: (visit: Pick<Visit, 'phone'>) => readonly CallRecord[];
  /** Events about the booking that 1C kept, in order. */
  told: (visit: Pick<Visit, 'id'>) => readonly EventRecord[];
  untilCalled: (visit: Visit, calls?: number) => Promise<void>;
  /** Waits until 1C was told so many finals, and returns all it was told. */
  untilFinal: (visit: Visit, finals?: number) => Promise<readonly EventRecord[]>;
  /** Waits until nothing goes on any more. */
  untilQuiet: () => Promise<void>;
  /** Fails with the story of every booking about which a promise was broken; returns what was counted. */
  expectKept: (expectations?: Expectations) => Verdict['facts'];
}

/** Long, for a slow machine: what is waited for normally comes within seconds. */
export const patience = { timeout: 45_000, interval: 50 } as const;

export const isFinal = ({ data }: EventRecord): boolean =>
  data['final'] === true && data['correction'] !== true;

const phoneOf = (n: number): string => `7900${String(n).padStart(7, '0')}`;
const digits = (phone: string): string => phone.replace(/\D/g, '');

const storyOf = (stage: Stage, { id }: Pick<Visit, 'id'>): string =>
  historyOf(stage.simulator.ledger.snapshot(), id)
    .map(({ at, what }) => `${at} ${what}`)
    .join('\n');

const createVisits = (stage: () => Stage, zone: string): Pick<Clinic, 'visit' | 'startOf'> => {
  let count = 0;
  const startOf: Clinic['startOf'] = (days, clock) => visitAt(new Date(), zone, { days, clock });
  return {
    startOf,
    visit: ({ calls, ...own } = {}) => {
      count += 1;
      const visit = {
        id: `e2e00000-0000-4000-8000-${String(count).padStart(12, '0')}`,
        number: `Б-${count}`,
        patient: 'Смирнова Анна Петровна',
        phone: `+${phoneOf(count)}`,
        specialization: 'Терапевт',
        start: startOf(1, '12:00'),
        ...own,
      };
      if (calls) stage().simulator.scripts.setPhone(digits(visit.phone), calls);
      return visit;
    },
  };
};

type Watching = Pick<Clinic, 'callsTo' | 'told' | 'untilCalled' | 'untilFinal' | 'untilQuiet' | 'expectKept'>;

const createWatching = (stage: () => Stage): Watching => {
  const snapshot = () => stage().simulator.ledger.snapshot();
  const callsTo: Clinic['callsTo'] = ({ phone }) =>
    snapshot().calls.filter((call) => call.placed && call.phone === digits(phone));
  const told: Clinic['told'] = ({ id }) =>
    snapshot().events.filter(({ subject, status }) => subject === id && status === 'accepted');
  return {
    callsTo,
    told,
    untilCalled: (visit, calls = 1) =>
      vi.waitFor(() => expect(callsTo(visit).length).toBeGreaterThanOrEqual(calls), patience),
    untilFinal: (visit, finals = 1) =>
      vi.waitFor(() => {
        const events = told(visit);
        expect(events.filter(isFinal).length, storyOf(stage(), visit)).toBe(finals);
        return events;
      }, patience),
    untilQuiet: () =>
      vi.waitFor(() => expect(stage().simulator.activity()).toEqual({ calls: 0, pending: 0 }), patience),
    expectKept: (expectations = {}) => {
      const { breaks, facts } = judge(snapshot(), expectations);
      const stories = new Set(breaks.map(({ bookingId }) => storyOf(stage(), { id: bookingId ?? '' })));
      expect(breaks, [...stories].join('\n\n')).toEqual([]);
      return facts;
    },
  };
};

export interface ClinicOptions extends Partial<Pick<StageOptions, 'infobases' | 'robot' | 'spare'>> {
  /** Of the one clinic there is unless `infobases` are given. */
  reminders?: Readonly<Record<string, unknown>>;
}

/** One system for a whole test file. */
export const useClinic = ({ reminders = quickRules, ...options }: ClinicOptions = {}): Clinic => {
  const zone = zoneAwayFromMidnight(new Date());
  let opened: Stage;
  const stage = (): Stage => opened;
  beforeAll(async () => {
    opened = await openStage({
      environment: env,
      lines: { concurrentCalls: 40, callsPerSecond: 40 },
      infobases: [{ id: 'clinic', name: 'Клиника', zone, delivery: 'push', reminders }],
      ...options,
    });
  }, 120_000);
  afterAll(() => opened.close(), 60_000);
  let events = 0;
  const newEventId = (): string => `event-${(events += 1)}`;
  const clock: Clinic['clock'] = (seconds = 0) => wallTime(new Date(Date.now() + seconds * 1_000), zone);
  return {
    get stage() {
      return opened;
    },
    get onec() {
      return opened.onec('clinic');
    },
    clock,
    newEventId,
    ...createVisits(stage, zone),
    ...createWatching(stage),
    write: async (visit, change = {}) => {
      const event = bookingEvent({ ...visit, ...change }, { id: newEventId(), modifiedAt: clock() });
      const { status, results } = await opened.onec('clinic').postEvents([event]);
      expect([status, results.map((result) => result.status)]).toEqual([202, ['accepted']]);
    },
  };
};
