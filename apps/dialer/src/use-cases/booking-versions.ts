import type { OnecEventOf } from '@perezvon/contracts-events';
import type { BookingCommand, BookingVersion } from '@perezvon/database';
import { instantOf } from '@perezvon/domain';
import type { InfobaseConfig } from '@perezvon/config';
import { v7 as uuidv7 } from 'uuid';

/** One row of the inbox, decoded. */
export interface Received<Event> {
  /** Of the inbox row: UUIDv7, so it also breaks ties of time. */
  rowId: string;
  infobase: InfobaseConfig;
  event: Event;
  receivedAt: Date;
}

/**
 * When this version was written, by 1C's clock where it tells, else its arrival. What lies in the future comes from a clock that runs
 * ahead, which must not beat what comes after it: then its arrival counts too. (A time between arrival and now stands: the gateway's clock
 * may be behind.) Together with the row id it orders versions whatever way they travelled.
 */
const versionTime = (told: string | null, { receivedAt, now }: { receivedAt: Date; now: Date }): Date => {
  const written = told === null ? receivedAt : new Date(told);
  return written <= now || written <= receivedAt ? written : receivedAt;
};

const planDueAt = (infobase: InfobaseConfig, now: Date): Date =>
  new Date(now.getTime() + (infobase.reminders?.debounceSeconds ?? 0) * 1000);

/** `booking` and `booking.deleted` as rows of the booking table. */
export const versionOf = (
  received: Received<OnecEventOf<'booking'> | OnecEventOf<'booking.deleted'>>,
  now: Date,
): BookingVersion => {
  const { event, infobase, receivedAt, rowId } = received;
  const shared = {
    id: uuidv7(),
    infobaseId: infobase.id,
    externalId: event.data.id,
    versionAt: versionTime(event.data.modified_at ?? event.time, { receivedAt, now }),
    versionId: rowId,
    planDueAt: planDueAt(infobase, now),
    now,
  };
  if (event.type === 'booking.deleted') {
    return {
      ...shared,
      number: null,
      status: 'cancelled',
      startAt: null,
      zone: infobase.timezone,
      deleted: true,
      data: null,
    };
  }
  const zone = event.data.timezone ?? infobase.timezone;
  return {
    ...shared,
    number: event.data.number,
    status: event.data.status,
    startAt: instantOf(event.data.start, zone),
    zone,
    deleted: false,
    data: event.data,
  };
};

/** `booking.call_now` and `booking.stop` as commands on the booking's row. */
export const commandOf = (
  received: Received<OnecEventOf<'booking.call_now'> | OnecEventOf<'booking.stop'>>,
  now: Date,
): BookingCommand => ({
  id: uuidv7(),
  infobaseId: received.infobase.id,
  externalId: received.event.data.booking_id,
  zone: received.infobase.timezone,
  commandAt: received.receivedAt,
  commandId: received.rowId,
  stopped: received.event.type === 'booking.stop',
  callNow: received.event.type === 'booking.call_now',
  now,
});

/** The newest of each booking: one statement may touch a row once only. */
export const newestOf = <Item extends { infobaseId: string; externalId: string }>(
  items: readonly Item[],
  isNewer: (a: Item, b: Item) => boolean,
): Item[] => {
  const newest = new Map<string, Item>();
  for (const item of items) {
    const key = JSON.stringify([item.infobaseId, item.externalId]);
    const known = newest.get(key);
    if (known === undefined || isNewer(item, known)) newest.set(key, item);
  }
  return [...newest.values()];
};

const later = (a: { at: Date; id: string }, b: { at: Date; id: string }): boolean =>
  a.at.getTime() === b.at.getTime() ? a.id > b.id : a.at > b.at;

export const isNewerVersion = (a: BookingVersion, b: BookingVersion): boolean =>
  later({ at: a.versionAt, id: a.versionId }, { at: b.versionAt, id: b.versionId });

export const isNewerCommand = (a: BookingCommand, b: BookingCommand): boolean =>
  later({ at: a.commandAt, id: a.commandId }, { at: b.commandAt, id: b.commandId });
