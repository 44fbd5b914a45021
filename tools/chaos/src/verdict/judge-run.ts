import {
  historyOf,
  judge,
  type Break,
  type CallRecord,
  type LedgerSnapshot,
  type Verdict,
} from '@perezvon/simulator';
import type { Acknowledged } from '../clinic/post-stories.ts';
import { sayVisit, type Story } from '../clinic/story.ts';
import { accounts } from '../system/chaos-config.ts';
import { rules } from '../system/rules.ts';
import { accountFactsOf, checkSwitches, type AccountFacts } from './account-facts.ts';
import { casesOf, checkCases, lateRequestMs, type Case } from './own-checks.ts';

export interface RunFacts {
  snapshot: LedgerSnapshot;
  stories: readonly Story[];
  acknowledged: ReadonlyMap<string, readonly Acknowledged[]>;
  infobases: readonly string[];
  /** When the last fault was over. */
  healedAt: Date;
}

export interface RunVerdict {
  breaks: readonly Break[];
  facts: Verdict['facts'];
  accounts: AccountFacts;
  /** Calls that rang before all was healed: those that came later met the aftermath only. */
  callsAmidFaults: number;
  /** The broken booking with the shortest history, told. */
  smallest: readonly string[];
}

const dayMs = 86_400_000;
/** A decision is known when it is acknowledged; applied when its worker has read it. */
const decisionGraceMs = 3_000;

const createBookingOf = (stories: readonly Story[]): ((call: CallRecord) => string | null) => {
  const byVisit = new Map(stories.map(({ bookingId }) => [sayVisit(bookingId), bookingId]));
  return ({ visit }) => byVisit.get(visit ?? '') ?? null;
};

const restartsOf = (acknowledged: readonly Acknowledged[]): Date[] =>
  acknowledged
    .filter(({ post }) => post.effect === 'restart')
    .flatMap(({ firstTriedAt, acknowledgedAt }) => [new Date(firstTriedAt), new Date(acknowledgedAt)]);

const storyOf = ({ snapshot }: RunFacts, { story, acknowledged, calls }: Case): string[] => {
  const said = historyOf(snapshot, story.bookingId).map(({ at, what }) => ({ at, what }));
  const posts = acknowledged.map(({ post, firstTriedAt, acknowledgedAt }) => ({
    at: new Date(firstTriedAt).toISOString(),
    what: `1C posts ${JSON.stringify(post.body)}, acknowledged ${new Date(acknowledgedAt).toISOString()}`,
  }));
  const unknown = calls
    .filter(({ guid }) => !said.some(({ what }) => what.includes(`guid ${guid}`)))
    .map(({ requestedAt, guid, replied }) => ({
      at: requestedAt,
      what: `call guid ${guid}, replied ${replied}; never told to 1C`,
    }));
  return [...posts, ...said, ...unknown]
    .sort((left, right) => left.at.localeCompare(right.at))
    .map(({ at, what }) => `${at} ${what}`);
};

const smallestStory = (run: RunFacts, cases: readonly Case[], breaks: readonly Break[]): string[] => {
  const broken = new Set(breaks.map(({ bookingId }) => bookingId));
  const told = cases
    .filter(({ story }) => broken.has(story.bookingId))
    .map((about) => [
      `${about.story.kind} ${about.story.bookingId} ${about.story.phone}`,
      ...storyOf(run, about),
    ]);
  return told.sort((left, right) => left.length - right.length)[0] ?? [];
};

const callsAmidFaults = ({ snapshot, healedAt }: RunFacts): number =>
  snapshot.calls.filter(({ placed, requestedAt }) => placed && new Date(requestedAt) < healedAt).length;

/** Judges a run by what its far side saw, and by nothing of the system's own. */
export const judgeRun = (run: RunFacts): RunVerdict => {
  const { snapshot, stories, acknowledged, infobases } = run;
  const bookingOf = createBookingOf(stories);
  const restarts = new Map(
    stories.map(({ bookingId }) => [bookingId, restartsOf(acknowledged.get(bookingId) ?? [])]),
  );
  const { callsPerDay, minGapMinutes } = rules.perPhone;
  const { breaks: found, facts } = judge(snapshot, {
    bookingOf,
    restarts,
    decisionGraceMs,
    perPhone: {
      calls: callsPerDay,
      perMs: dayMs,
      minGapMs: Math.max(0, minGapMinutes * 60_000 - lateRequestMs),
    },
  });
  const cases = casesOf(snapshot, stories, { acknowledged, bookingOf });
  const watched = { infobases, first: accounts.main.id };
  const breaks = [...found, ...checkCases(cases), ...checkSwitches(snapshot, watched)];
  return {
    breaks,
    facts,
    callsAmidFaults: callsAmidFaults(run),
    accounts: accountFactsOf(snapshot, watched),
    smallest: smallestStory(run, cases, breaks),
  };
};
