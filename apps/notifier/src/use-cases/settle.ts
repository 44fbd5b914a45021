import type { DeliveryOutcome, DestinationRow, EventReturn, LeasedEvent } from '@perezvon/database';
import type { DeliveryResult, EventResult, RetryReason } from '@perezvon/onec';
import { backOffMs } from './back-off.ts';
import type { Claim, DeliveryPace } from './delivery.ts';

interface SettleFacts {
  /** As it is now, locked. */
  destination: DestinationRow;
  claim: Claim;
  result: DeliveryResult;
  now: Date;
  pace: DeliveryPace;
  random: () => number;
}

export interface Settlement {
  destination: DestinationRow;
  outcomes: DeliveryOutcome[];
  returned: EventReturn | null;
  /** 1C answers again: events that waited only for that are due. */
  recovered: boolean;
}

type ResultOf<Kind extends DeliveryResult['kind']> = Extract<DeliveryResult, { kind: Kind }>;

/** 1C's wish to be asked again "at once" is not taken literally. */
const shortestWaitMs = 1_000;

/** Failures that one event of the batch may have caused; the others say something about 1C or the way to it. */
const mayBeTheEvent: ReadonlySet<RetryReason> = new Set([
  'timeout',
  'server_error',
  'refused',
  'unreadable',
  'throttled',
]);

const later = (now: Date, ms: number): Date => new Date(now.getTime() + ms);
const latest = (a: Date, b: Date): Date => (a > b ? a : b);

const outcomeOf = (
  event: LeasedEvent,
  said: EventResult | undefined,
  facts: SettleFacts,
): DeliveryOutcome => {
  const { now, pace, random } = facts;
  const outcome = { id: event.id, nextTryAt: now, error: said?.error ?? null };
  switch (said?.status) {
    case 'accepted':
    case 'duplicate':
    case 'ignored':
      return { ...outcome, state: 'delivered' };
    case 'rejected':
      return { ...outcome, state: 'rejected' };
    case 'retry':
    case undefined: {
      const nextTryAt = later(now, backOffMs(pace.ladderMs, event.tries + 1, random));
      return { ...outcome, state: 'pending', nextTryAt };
    }
  }
};

const afterAnswer = (facts: SettleFacts, { results }: ResultOf<'answered'>): Settlement => {
  const { destination, claim, now } = facts;
  const said = new Map(results.map((result) => [result.id, result]));
  const outcomes = claim.events.map((event) => outcomeOf(event, said.get(event.id), facts));
  const troubled = destination.failures > 0 || destination.state !== 'open';
  // Another lane has failed since this batch left: the next probe will tell.
  const current = destination.failures === claim.seen.failures && destination.state === claim.seen.state;
  if (!troubled || !current) return { destination, outcomes, returned: null, recovered: false };
  const open: DestinationRow = { ...destination, state: 'open', reason: null, failures: 0, nextTryAt: now };
  return { destination: open, outcomes, returned: null, recovered: true };
};

const returnAll = (claim: Claim, how: Pick<EventReturn, 'alone' | 'putOffUntil' | 'error'>): EventReturn => ({
  leaseId: claim.leaseId,
  ids: claim.events.map((event) => event.id),
  ...how,
});

/** When the destination is asked again: when 1C wishes, else by the ladder. */
const nextTryAfter = (facts: SettleFacts, failures: number, retryAfterMs: number | null): Date => {
  const { destination, now, pace, random } = facts;
  const waitMs =
    retryAfterMs === null
      ? backOffMs(pace.ladderMs, failures, random)
      : Math.max(retryAfterMs, shortestWaitMs);
  return latest(destination.nextTryAt, later(now, waitMs));
};

const afterFailure = (facts: SettleFacts, result: ResultOf<'retry'>): Settlement => {
  const { destination, claim, now, pace, random } = facts;
  const { seen, events } = claim;
  const suspicious = mayBeTheEvent.has(result.reason);
  const lone = events.find((event) => event.alone);
  const waitMs = backOffMs(pace.ladderMs, (lone?.tries ?? 0) + 1, random);
  const putOffUntil = lone !== undefined && suspicious ? later(now, waitMs) : null;
  const error = `${result.reason}: ${result.detail}`;
  const returned = returnAll(claim, { alone: suspicious || lone !== undefined, putOffUntil, error });

  // Set aside, alone, while 1C was well: the event fails, not 1C.
  const isTheEvent = putOffUntil !== null && seen.failures === 0 && seen.state === 'open';
  const failures = Math.max(destination.failures, isTheEvent ? 0 : seen.failures + 1);
  const nextTryAt = nextTryAfter(facts, failures, result.retryAfterMs);
  // Another lane was told to stay away meanwhile: that stands.
  const state = destination.state === seen.state ? 'open' : destination.state;
  return {
    destination: { ...destination, state, failures, nextTryAt, reason: error },
    outcomes: [],
    returned,
    recovered: false,
  };
};

const afterRefusal = (facts: SettleFacts, result: ResultOf<'paused' | 'disabled'>): Settlement => {
  const { destination, claim, now, pace } = facts;
  const reason = result.kind === 'paused' ? result.reason : 'gone';
  const error = `${reason}: ${result.detail}`;
  const returned = returnAll(claim, {
    alone: claim.events.some((event) => event.alone),
    putOffUntil: null,
    error,
  });
  const waitMs = result.kind === 'paused' ? result.probeAfterMs : pace.disabledMs;
  const state = destination.state === 'disabled' ? 'disabled' : result.kind;
  const nextTryAt = latest(destination.nextTryAt, later(now, waitMs));
  return {
    destination: { ...destination, state, reason: error, nextTryAt },
    outcomes: [],
    returned,
    recovered: false,
  };
};

/** What 1C's answer to a batch means for its events and for the destination. Pure. */
export const settle = (facts: SettleFacts): Settlement => {
  const { result } = facts;
  switch (result.kind) {
    case 'answered':
      return afterAnswer(facts, result);
    case 'retry':
      return afterFailure(facts, result);
    case 'paused':
    case 'disabled':
      return afterRefusal(facts, result);
  }
};
