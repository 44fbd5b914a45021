import { setTimeout as pause } from 'node:timers/promises';
import type { DestinationRow } from '@perezvon/database';
import type { Logger } from '@perezvon/logger';
import type { DeliveryResult } from '@perezvon/onec';
import type { Claim, DeliveryTarget } from './delivery.ts';

/** Where claims and results are kept; every call is one transaction. */
export interface DeliveryStore {
  /** Leases the next batch; null: nothing is due, the infobase is not to be asked now, or its lanes are busy. */
  claim(target: DeliveryTarget): Promise<Claim | null>;
  /** Saves what came of a batch and, with `claimMore`, leases the next one. */
  settle(settling: {
    target: DeliveryTarget;
    claim: Claim;
    result: DeliveryResult;
    claimMore: boolean;
  }): Promise<{ next: Claim | null; destination: DestinationRow }>;
}

/** What came of a batch, for logs and metrics. */
export interface DeliveredBatch {
  target: DeliveryTarget;
  claim: Claim;
  result: DeliveryResult;
  destination: DestinationRow;
  /** The push itself, ms. */
  tookMs: number;
}

interface DeliverPorts {
  targets: ReadonlyMap<string, DeliveryTarget>;
  store: DeliveryStore;
  report: (batch: DeliveredBatch) => void;
  isStopping: () => boolean;
  clock: () => Date;
  logger: Logger;
}

const push = async (
  { isStopping }: DeliverPorts,
  target: DeliveryTarget,
  claim: Claim,
): Promise<DeliveryResult> => {
  const batch = { batch: claim.leaseId, events: claim.envelopes };
  const first = await target.client.deliver(batch);
  const isBroken = first.kind === 'retry' && first.reason === 'unreachable' && claim.seen.failures === 0;
  // Mostly a kept connection that the other side has closed meanwhile: once more, on a new one, before it counts as a failure.
  return isBroken && !isStopping() ? target.client.deliver(batch) : first;
};

/**
 * While PostgreSQL is out 1C's answer is kept for as long as the lease lasts: forgetting it would mean a second delivery. After
 * that, or when the app stops, the events go out again with the same ids.
 */
const settlePersistently = async (
  ports: DeliverPorts,
  settling: { target: DeliveryTarget; claim: Claim; result: DeliveryResult },
): ReturnType<DeliveryStore['settle']> => {
  for (let waitMs = 100; ; waitMs = Math.min(waitMs * 2, 2_000)) {
    try {
      return await ports.store.settle({ ...settling, claimMore: !ports.isStopping() });
    } catch (error) {
      const over = ports.clock().getTime() + waitMs >= settling.claim.until.getTime();
      if (over || ports.isStopping()) throw error;
      ports.logger.warn('delivery.not_saved', { infobaseId: settling.target.infobaseId, error });
      await pause(waitMs);
    }
  }
};

/**
 * Pushes what is due for an infobase, batch after batch, until nothing is left or 1C has to be left alone. Claims once more after
 * every batch, so that a wake-up that found the lanes busy is not lost. Rejects when PostgreSQL fails.
 */
export const createDeliver =
  (ports: DeliverPorts) =>
  async (infobaseId: string): Promise<void> => {
    const target = ports.targets.get(infobaseId);
    if (target === undefined || ports.isStopping()) return;
    let claim = await ports.store.claim(target);
    while (claim !== null) {
      const begunMs = performance.now();
      const result = await push(ports, target, claim);
      const tookMs = performance.now() - begunMs;
      const { next, destination } = await settlePersistently(ports, { target, claim, result });
      ports.report({ target, claim, result, destination, tookMs });
      claim = next;
    }
  };
