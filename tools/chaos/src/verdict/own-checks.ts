import type { Break, CallRecord, EventRecord, LedgerSnapshot } from '@perezvon/simulator';
import type { Acknowledged } from '../clinic/post-stories.ts';
import type { Story } from '../clinic/story.ts';
import { rules } from '../system/rules.ts';

/** Everything the far side saw of one booking, beside what 1C had posted about it. */
export interface Case {
  story: Story;
  acknowledged: readonly Acknowledged[];
  /** Calls that rang, in order. */
  calls: readonly CallRecord[];
  /** What 1C kept, in order. */
  events: readonly EventRecord[];
}

/** An intent may leave so long after it was committed (`sendWithinMs`), and clocks are stepped by two seconds. */
export const lateRequestMs = 7_500;
/** An acknowledged withdrawal may wait so long in the inbox: a lost pointer is queued again after seven seconds. */
const filedWithinMs = 10_000;

const time = (instant: string): number => Date.parse(instant);

const breakOf = (
  kind: Break['kind'],
  { story }: Case,
  about: { detail: string; call?: CallRecord },
): Break => ({
  kind,
  bookingId: story.bookingId,
  guid: about.call?.guid ?? null,
  phone: story.phone,
  detail: about.detail,
});

const isFinal = ({ data }: EventRecord): boolean => data['final'] === true && data['correction'] !== true;

/** A change may come before or after the answer: so many finals at least, and at most. Who was called gets one in any case. */
const finals = (about: Case): Break[] => {
  const { story, calls, events } = about;
  const found = events.filter(isFinal).length;
  const least = calls.length > 0 ? Math.max(1, story.finals.least) : story.finals.least;
  const detail = `${story.kind}: ${found} finals, ${least} to ${story.finals.most} expected`;
  if (found < least) return [breakOf('missing_final', about, { detail })];
  return found > story.finals.most ? [breakOf('repeated_final', about, { detail })] : [];
};

const tooMany = (about: Case): Break[] => {
  const limit = rules.maxAttempts * Math.max(1, about.story.finals.most);
  return about.calls
    .slice(limit)
    .map((call) => breakOf('too_many_calls', about, { call, detail: `more than ${limit}` }));
};

const outOfTime = (about: Case): Break[] => {
  const { callable, kind } = about.story;
  const stepMs = 2_500;
  return about.calls
    .filter(
      ({ requestedAt }) =>
        time(requestedAt) < callable.from - stepMs || time(requestedAt) > callable.to + lateRequestMs,
    )
    .map((call) => {
      const detail = `${kind}: at ${call.requestedAt}, allowed from ${callable.from} to ${callable.to}`;
      return breakOf('call_outside_window', about, { call, detail });
    });
};

const afterWithdrawal = (about: Case): Break[] => {
  const withdrawal = about.acknowledged.find(({ post }) => post.effect === 'withdraw');
  if (withdrawal === undefined) return [];
  const known = withdrawal.acknowledgedAt + filedWithinMs;
  return about.calls
    .filter(({ requestedAt }) => time(requestedAt) > known)
    .map((call) => {
      const detail = `${about.story.kind} at ${new Date(withdrawal.acknowledgedAt).toISOString()}, called at ${call.requestedAt}`;
      return breakOf('call_after_decision', about, { call, detail });
    });
};

/** A call of which 1C never hears was made without our knowing of it; the next one about the same booking repeats it. */
const repeatedUnknown = (about: Case): Break[] => {
  const known = new Set(about.events.map(({ data }) => data['call_id']));
  return about.calls
    .filter(({ guid }, position) => !known.has(guid) && position < about.calls.length - 1)
    .map((call) => {
      const detail = `call ${call.id} at ${call.requestedAt} is unknown to our side and was made again`;
      return breakOf('double_call', about, { call, detail });
    });
};

const checks: readonly ((about: Case) => Break[])[] = [
  finals,
  tooMany,
  outOfTime,
  afterWithdrawal,
  repeatedUnknown,
];

export const checkCases = (cases: readonly Case[]): Break[] =>
  cases.flatMap((about) => checks.flatMap((check) => check(about)));

const groupBy = <Item>(items: readonly Item[], keyOf: (item: Item) => string): Map<string, Item[]> => {
  const groups = new Map<string, Item[]>();
  for (const item of items) groups.set(keyOf(item), [...(groups.get(keyOf(item)) ?? []), item]);
  return groups;
};

/** The ledger by booking. `bookingOf`: from what the robot was given to say. */
export const casesOf = (
  snapshot: LedgerSnapshot,
  stories: readonly Story[],
  known: {
    acknowledged: ReadonlyMap<string, readonly Acknowledged[]>;
    bookingOf: (call: CallRecord) => string | null;
  },
): Case[] => {
  const calls = groupBy(
    snapshot.calls.filter(({ placed }) => placed),
    (call) => known.bookingOf(call) ?? '',
  );
  const kept = snapshot.events.filter(({ status }) => status === 'accepted' || status === 'ignored');
  const events = groupBy(kept, ({ subject }) => subject);
  return stories.map((story) => ({
    story,
    acknowledged: known.acknowledged.get(story.bookingId) ?? [],
    calls: calls.get(story.bookingId) ?? [],
    events: events.get(story.bookingId) ?? [],
  }));
};
