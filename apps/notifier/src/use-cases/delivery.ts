import type { OutboxEvent } from '@perezvon/contracts-events';
import type { DestinationRow, LeasedEvent } from '@perezvon/database';
import type { OnecClient } from '@perezvon/onec';
import type { Ladder } from './back-off.ts';

/** An infobase that gets its events pushed. */
export interface DeliveryTarget {
  infobaseId: string;
  /** IANA zone. */
  timezone: string;
  /** Batches on their way at once, over all replicas. */
  concurrency: number;
  client: Pick<OnecClient, 'deliver'>;
  /** Events of one batch at the most, when fewer than the pace allows. */
  maxEvents?: number;
}

export interface DeliveryPace {
  ladderMs: Ladder;
  /** A destination that said 410 is not asked for so long even after a restart. */
  disabledMs: number;
  /** A batch whose sender said nothing for so long is taken over by another; longer than the two tries of a push. */
  leaseMs: number;
  maxEvents: number;
  maxBytes: number;
}

/** The client's deadline for one try of a push, ms. */
export const pushTimeoutMs = 10_000;

const second = 1_000;
const minute = 60 * second;

export const defaultPace: DeliveryPace = {
  ladderMs: [5 * second, 15 * second, minute, 5 * minute, 15 * minute, 60 * minute],
  disabledMs: 10 * minute,
  leaseMs: 5 * second + 2 * pushTimeoutMs,
  maxEvents: 20,
  maxBytes: 64 * 1024,
};

/** A batch that this process has leased. */
export interface Claim {
  leaseId: string;
  until: Date;
  events: readonly LeasedEvent[];
  envelopes: readonly OutboxEvent[];
  /** The destination when it was leased: what other lanes learned meanwhile counts for more. */
  seen: Pick<DestinationRow, 'failures' | 'state'>;
}
