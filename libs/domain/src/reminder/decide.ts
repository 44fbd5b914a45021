import { nextOpening } from '../calling-window.ts';
import { localDate } from '../zone.ts';
import { gates } from './gates.ts';
import type { Decision, DecisionFacts, ReminderRules, TraceEntry } from './decision.ts';

const minutes = (value: number): number => value * 60_000;

const iso = (at: Date | null): string | null => at?.toISOString() ?? null;

const latestOf = (moments: readonly (Date | null)[]): Date | null =>
  moments.reduce((latest, at) => (at !== null && (latest === null || at > latest) ? at : latest), null);

const earliestOf = (moments: readonly (Date | null)[]): Date | null =>
  moments.reduce((first, at) => (at !== null && (first === null || at < first) ? at : first), null);

/** The moment aimed at: `leadMinutes` before the visit; at once when asked for, ordered, or already past. */
const aimOf = ({ booking, reminder, now }: DecisionFacts, rules: ReminderRules): Date =>
  reminder.askedNow || booking.startAt === null
    ? now
    : new Date(booking.startAt.getTime() - minutes(rules.leadMinutes));

/** No attempt after this moment. */
const latestCall = ({ booking, reminder }: DecisionFacts, rules: ReminderRules): Date | null =>
  earliestOf([
    booking.startAt && new Date(booking.startAt.getTime() - minutes(rules.stopBeforeVisitMinutes)),
    booking.notAfter,
    reminder.expiresAt,
  ]);

/**
 * Whether and when to call: the one place that decides it. Pure; `facts.now` is the only clock.
 * The trace names every rule with what it looked at, in order, up to the one that ended it.
 */
export const decide = (facts: DecisionFacts, rules: ReminderRules): Decision => {
  const trace: TraceEntry[] = [];
  for (const gate of gates) {
    const { stop, inputs } = gate.check(facts, rules);
    trace.push({ rule: gate.rule, pass: stop === null, inputs });
    if (stop !== null) return { verdict: 'end', reason: stop, trace };
  }
  return decideWhen(facts, rules, trace);
};

const decideWhen = (facts: DecisionFacts, rules: ReminderRules, trace: TraceEntry[]): Decision => {
  const { now, zone, booking, reminder } = facts;
  const aim = aimOf(facts, rules);
  const latest = latestCall(facts, rules);
  const from = latestOf([now, aim, booking.notBefore, reminder.retryAt]) ?? now;
  trace.push({ rule: 'aim', pass: true, inputs: { aim: aim.toISOString(), from: from.toISOString() } });

  const lastCall = latestOf(facts.callsToPhone);
  const clear = lastCall && new Date(lastCall.getTime() + minutes(rules.minGapMinutes));
  trace.push({
    rule: 'gap',
    pass: true,
    inputs: { last_call: iso(lastCall), clear: iso(clear), minutes: rules.minGapMinutes },
  });

  const at = nextOpening(rules.window, latestOf([from, clear]) ?? from, zone, latest ?? undefined);
  trace.push({
    rule: 'window',
    pass: at !== null,
    inputs: {
      at: iso(at),
      latest: iso(latest),
      opens: rules.window.from,
      closes: rules.window.to,
    },
  });
  if (at === null) return { verdict: 'end', reason: 'no_window', trace };

  const day = localDate(at, zone);
  const calls = facts.callsToPhone.filter((call) => localDate(call, zone) === day).length;
  trace.push({
    rule: 'daily_cap',
    pass: calls < rules.callsPerDay,
    inputs: { calls, most: rules.callsPerDay },
  });
  if (calls >= rules.callsPerDay) return { verdict: 'end', reason: 'daily_cap', trace };

  return at <= now
    ? { verdict: 'call', at: now, closesAt: latest, trace }
    : { verdict: 'wait', at, closesAt: latest, trace };
};

/** Minutes to wait after the n-th unsuccessful attempt (1-based); the last of the ladder repeats. */
export const retryAfter = (
  attempts: number,
  rules: Pick<ReminderRules, 'retryMinutes'>,
  endedAt: Date,
): Date => {
  const step = rules.retryMinutes[Math.min(attempts, rules.retryMinutes.length) - 1] ?? 0;
  return new Date(endedAt.getTime() + minutes(step));
};
