import type { OnecEvent, OnecEventOf, OnecEventType } from '@perezvon/contracts-events';
import type { OnecJob } from '@perezvon/contracts-queues';
import {
  finishOnecEvents,
  insertOnecEvents,
  lockBookingKeys,
  lockPendingOnecEvents,
  saveBookingCommands,
  saveBookingVersions,
  type Database,
  type InboxOutcome,
  type Sql,
} from '@perezvon/database';
import type { Directory, WrittenEvent } from '@perezvon/reminders';
import {
  commandOf,
  isNewerCommand,
  isNewerVersion,
  newestOf,
  versionOf,
  type Received,
} from './booking-versions.ts';
import { decodeRow, type DecodedRow } from './decode-row.ts';
import { orderCall } from './order-call.ts';

export interface FileOnecEventsOptions {
  database: Database;
  directory: Directory;
  clock: () => Date;
}

export interface Filed {
  /** Rows that took effect now. */
  done: number;
  /** Rows that can't be used: kept, visible, replayable. */
  failed: { id: string; problem: string }[];
  written: WrittenEvent[];
}

const nothing: Filed = { done: 0, failed: [], written: [] };

const isOf =
  <Type extends OnecEventType>(...types: readonly Type[]) =>
  (received: Received<OnecEvent>): received is Received<OnecEventOf<Type>> =>
    (types as readonly OnecEventType[]).includes(received.event.type);

const isVersion = isOf('booking', 'booking.deleted');
const isCommand = isOf('booking.call_now', 'booking.stop');
const isOrder = isOf('voicebox.call');

/** Rows the queue carried whole, because PostgreSQL was out, become rows of the inbox. */
const fileWholeRows = async (tx: Sql, jobs: readonly OnecJob[]): Promise<void> => {
  const rows = jobs.flatMap((job) => (job.kind === 'row' ? [job.row] : []));
  if (rows.length > 0) await insertOnecEvents(tx, rows);
};

const apply = async (
  tx: Sql,
  received: readonly Received<OnecEvent>[],
  { directory, now }: { directory: Directory; now: Date },
): Promise<WrittenEvent[]> => {
  const versions = received.filter(isVersion).map((item) => versionOf(item, now));
  const commands = received.filter(isCommand).map((item) => commandOf(item, now));
  const orders = received.filter(isOrder);
  await lockBookingKeys(tx, [
    ...[...versions, ...commands].map(({ infobaseId, externalId }) => `${infobaseId}/${externalId}`),
    ...orders.map(({ infobase, event }) => `${infobase.id}/${event.data.booking_id}`),
  ]);
  await saveBookingVersions(tx, newestOf(versions, isNewerVersion));
  await saveBookingCommands(tx, newestOf(commands, isNewerCommand));
  const written: WrittenEvent[] = [];
  for (const order of orders) {
    const infobase = directory.calling(order.infobase.id);
    if (infobase !== null) written.push(...(await orderCall(tx, { ...order, infobase }, now)));
  }
  return written;
};

/** Ordering a call needs an account to call through. */
const checked = (decoded: DecodedRow, directory: Directory): DecodedRow =>
  decoded.ok && isOrder(decoded.received) && directory.calling(decoded.received.infobase.id) === null
    ? { ok: false, problem: `infobase ${decoded.received.infobase.id} has no reminders section` }
    : decoded;

/**
 * Files what 1C posted: inbox rows to bookings, commands and ordered calls, each once however often it is queued. One
 * transaction for the whole batch; newer versions win whatever the order.
 */
export const fileOnecEvents = async (
  { database, directory, clock }: FileOnecEventsOptions,
  jobs: readonly OnecJob[],
): Promise<Filed> => {
  if (jobs.length === 0) return nothing;
  const ids = jobs.map((job) => (job.kind === 'pointer' ? job.id : job.row.id));
  return database.transaction(async (tx) => {
    await fileWholeRows(tx, jobs);
    const rows = await lockPendingOnecEvents(tx, ids);
    if (rows.length === 0) return nothing;
    const now = clock();
    const decoded = rows.map((row) => ({
      id: row.id,
      result: checked(decodeRow(row, directory.infobase(row.infobaseId)), directory),
    }));
    const received = decoded.flatMap(({ result }) => (result.ok ? [result.received] : []));
    const failed = decoded.flatMap(({ id, result }) => (result.ok ? [] : [{ id, problem: result.problem }]));
    const written = await apply(tx, received, { directory, now });
    const outcomes = decoded.map(({ id, result }): InboxOutcome => ({
      id,
      state: result.ok ? 'done' : 'failed',
      error: result.ok ? null : result.problem,
    }));
    await finishOnecEvents(tx, outcomes, now);
    return { done: received.length, failed, written };
  });
};
