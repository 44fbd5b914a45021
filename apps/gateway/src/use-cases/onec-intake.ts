import type { OnecInboxRow } from '@perezvon/contracts-queues';
import type { OnecEvent } from '@perezvon/contracts-events';
import { decodeBody, type BodyResult, type EventOptions } from '@perezvon/onec';
import type { Acceptance } from './accept.ts';
import type { Infobase } from './authenticate.ts';

/** What every use case that takes something from 1C needs. */
export interface OnecIntake {
  accept: (row: OnecInboxRow) => Promise<Acceptance<OnecStored>>;
  clock: () => Date;
  /** A new UUIDv7. */
  newId: () => string;
  maxBytes: number;
}

export interface OnecStored {
  fresh: boolean;
  idUsedForOtherSubject: boolean;
}

/** A body as it came, with the headers that say how to read it. */
export interface OnecBody {
  infobase: Infobase;
  bytes: Uint8Array;
  contentType: string | undefined;
  contentEncoding: string | undefined;
}

export const readOnecBody = (
  { infobase, bytes, contentType, contentEncoding }: OnecBody,
  maxBytes: number,
): BodyResult =>
  decodeBody({
    bytes,
    contentType: contentType ?? null,
    contentEncoding: contentEncoding ?? null,
    legacyCp1251: infobase.legacyCp1251,
    maxBytes,
  });

export const eventOptions = ({ timezone, cityCode }: Infobase, receivedAt: Date): EventOptions => ({
  timezone,
  cityCode: cityCode ?? null,
  receivedAt,
});

/** `payload` is what 1C sent; the dialer reads it again by the same pure functions. */
export const toInboxRow = (
  intake: Pick<OnecIntake, 'newId'>,
  parts: { infobase: Infobase; event: OnecEvent; payload: unknown; receivedAt: Date },
): OnecInboxRow => ({
  id: intake.newId(),
  infobaseId: parts.infobase.id,
  eventId: parts.event.id,
  type: parts.event.type,
  subject: parts.event.subject,
  payload: parts.payload,
  receivedAt: parts.receivedAt.toISOString(),
});

/** Nothing durable took it. */
export type Busy = { kind: 'overloaded' } | { kind: 'unavailable' };

export const isDuplicate = (acceptance: Acceptance<OnecStored>): boolean =>
  acceptance.kind === 'stored' && !acceptance.result.fresh;
