import { randomUUID } from 'node:crypto';
import {
  countLeases,
  finishEvents,
  leaseEvents,
  lockDestination,
  resumeSetAside,
  returnEvents,
  saveDestination,
  type Database,
  type DestinationRow,
  type LeasedEvent,
  type Sql,
} from '@perezvon/database';
import { outboxEnvelope } from '@perezvon/domain';
import type { DeliveryResult } from '@perezvon/onec';
import type { DeliveryStore } from '../use-cases/deliver.ts';
import type { Claim, DeliveryPace, DeliveryTarget } from '../use-cases/delivery.ts';
import { fittingCount } from '../use-cases/fit-batch.ts';
import { settle } from '../use-cases/settle.ts';

interface DeliveryStoreOptions {
  database: Pick<Database, 'transaction'>;
  clock: () => Date;
  pace: DeliveryPace;
  random: () => number;
}

interface Claiming {
  claim: Claim | null;
  /** The destination, perhaps with a new last number; to be saved. */
  destination: DestinationRow;
}

type Options = DeliveryStoreOptions;

/** Sends no more than the body may hold; the rest is given back, numbered. */
const fit = async (
  tx: Sql,
  leased: readonly LeasedEvent[],
  { leaseId, target, pace }: { leaseId: string; target: DeliveryTarget; pace: DeliveryPace },
): Promise<Pick<Claim, 'events' | 'envelopes'>> => {
  const envelopes = leased.map((event) => outboxEnvelope(event, target.timezone));
  const count = fittingCount(envelopes, pace.maxBytes);
  const rest = leased.slice(count).map((event) => event.id);
  if (rest.length > 0) {
    await returnEvents(tx, { leaseId, ids: rest, alone: false, putOffUntil: null, error: null });
  }
  return { events: leased.slice(0, count), envelopes: envelopes.slice(0, count) };
};

/** Under the destination's lock: a troubled destination has one lane and gets one event at a time. */
const claimNext = async (
  tx: Sql,
  { target, destination, options }: { target: DeliveryTarget; destination: DestinationRow; options: Options },
): Promise<Claiming> => {
  const { pace, clock } = options;
  const nothing: Claiming = { claim: null, destination };
  const now = clock();
  if (destination.state === 'disabled' || destination.nextTryAt > now) return nothing;
  const { infobaseId } = target;
  const probe = destination.failures > 0 || destination.state === 'paused';
  const lanes = probe ? 1 : target.concurrency;
  if ((await countLeases(tx, infobaseId, now)) >= lanes) return nothing;
  const leaseId = randomUUID();
  const until = new Date(now.getTime() + pace.leaseMs);
  const { lastSeq, failures, state } = destination;
  const lease = {
    infobaseId,
    leaseId,
    now,
    until,
    limit: target.maxEvents ?? pace.maxEvents,
    lastSeq,
    probe,
  };
  const leased = await leaseEvents(tx, lease);
  if (leased.length === 0) return nothing;
  const batch = await fit(tx, leased, { leaseId, target, pace });
  const newLastSeq = Math.max(lastSeq, ...leased.map((event) => event.seq));
  return {
    claim: { leaseId, until, ...batch, seen: { failures, state } },
    destination: newLastSeq === lastSeq ? destination : { ...destination, lastSeq: newLastSeq },
  };
};

interface Settling {
  target: DeliveryTarget;
  claim: Claim;
  result: DeliveryResult;
  options: Options;
}

const settleClaim = async (
  tx: Sql,
  destination: DestinationRow,
  { target, claim, result, options }: Settling,
): Promise<DestinationRow> => {
  const { pace, random } = options;
  const now = options.clock();
  const settlement = settle({ destination, claim, result, now, pace, random });
  const { outcomes, returned, recovered } = settlement;
  if (outcomes.length > 0) await finishEvents(tx, { leaseId: claim.leaseId, outcomes, now });
  if (returned !== null) await returnEvents(tx, returned);
  if (recovered) await resumeSetAside(tx, target.infobaseId, now);
  return settlement.destination;
};

/**
 * Claims and results in PostgreSQL, each in one transaction under the destination's row lock, over all replicas. What a batch's
 * answer means is saved in the transaction that leases the next batch.
 */
export const createDeliveryStore = (options: DeliveryStoreOptions): DeliveryStore => {
  const { database } = options;
  return {
    claim: (target) =>
      database.transaction(async (tx) => {
        const before = await lockDestination(tx, target.infobaseId);
        const { claim, destination } = await claimNext(tx, { target, destination: before, options });
        if (destination !== before) await saveDestination(tx, destination);
        return claim;
      }),
    settle: ({ target, claim, result, claimMore }) =>
      database.transaction(async (tx) => {
        const before = await lockDestination(tx, target.infobaseId);
        const settled = await settleClaim(tx, before, { target, claim, result, options });
        const next = claimMore
          ? await claimNext(tx, { target, destination: settled, options })
          : { claim: null, destination: settled };
        if (next.destination !== before) await saveDestination(tx, next.destination);
        return { next: next.claim, destination: settled };
      }),
  };
};
