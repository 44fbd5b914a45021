import {
  acknowledgeUpTo,
  ensureDestinations,
  eventsAfter,
  lockDestination,
  numberEvents,
  oldestSeq,
  rejectEvents,
  saveDestination,
  type Database,
  type DestinationRow,
  type Sql,
} from '@perezvon/database';
import type { OutboxPage, OutboxStore } from '../use-cases/read-outbox.ts';

/** Events that get their number in one reading. */
const numberedAtOnce = 1_000;

/** The outbox as pull reads it: numbering, acknowledging and reading under the destination's lock, in one transaction. */
export const createOutboxStore = (
  database: Pick<Database, 'sql' | 'transaction'>,
  clock: () => Date,
): OutboxStore => {
  const known = new Set<string>();

  const ensure = async (infobaseId: string): Promise<void> => {
    if (known.has(infobaseId)) return;
    await ensureDestinations(database.sql, [infobaseId]);
    known.add(infobaseId);
  };

  return {
    read: async (query) => {
      await ensure(query.infobaseId);
      return database.transaction((tx) => readPage(tx, query, clock()));
    },
    acknowledge: async ({ infobaseId, upTo, rejected }) => {
      await ensure(infobaseId);
      await database.transaction(async (tx) => {
        const destination = await lockDestination(tx, infobaseId);
        if (rejected.length > 0) await rejectEvents(tx, { infobaseId, rejected });
        if (upTo !== null && upTo <= destination.lastSeq)
          await acknowledge(tx, { destination, seq: upTo, now: clock() });
      });
    },
  };
};

type ReadQuery = Parameters<OutboxStore['read']>[0];

const readPage = async (tx: Sql, query: ReadQuery, now: Date): Promise<OutboxPage> => {
  const { infobaseId, limit, types } = query;
  const before = await lockDestination(tx, infobaseId);
  const reset = query.after !== null && !(await isKnown(tx, before, query.after));
  const lastSeq = await numberEvents(tx, { infobaseId, lastSeq: before.lastSeq, limit: numberedAtOnce });
  const destination = { ...before, lastSeq };
  if (query.after !== null && !reset && query.acknowledge) {
    await acknowledge(tx, { destination, seq: query.after, now });
  } else if (lastSeq !== before.lastSeq) {
    await saveDestination(tx, destination);
  }
  const after = reset ? 0 : (query.after ?? (await lastAcknowledged(tx, destination)));
  const events = await eventsAfter(tx, { infobaseId, after, limit: limit + 1, types });
  const page = events.slice(0, limit);
  return { events: page, hasMore: events.length > limit, reset, position: page.at(-1)?.seq ?? after };
};

/** What push has delivered counts as acknowledged too: the numbers before the oldest one still pending. */
const lastAcknowledged = async (tx: Sql, { infobaseId, lastSeq }: DestinationRow): Promise<number> => {
  const [oldest] = await tx.query<{ seq: number }>(
    `SELECT seq::float8 AS seq FROM outbox_event WHERE infobase_id = $1 AND state = 'pending' AND seq IS NOT NULL
     ORDER BY ord LIMIT 1`,
    [infobaseId],
  );
  return oldest ? oldest.seq - 1 : lastSeq;
};

/** A cursor we gave: not beyond the last number, and nothing after it has been thrown away yet. */
const isKnown = async (tx: Sql, destination: DestinationRow, after: number): Promise<boolean> => {
  if (after > destination.lastSeq) return false;
  if (after >= destination.ackedSeq) return true;
  const oldest = await oldestSeq(tx, destination.infobaseId);
  return oldest === null || after >= oldest - 1;
};

const acknowledge = async (
  tx: Sql,
  { destination, seq, now }: { destination: DestinationRow; seq: number; now: Date },
): Promise<void> => {
  if (seq > destination.ackedSeq) await acknowledgeUpTo(tx, { infobaseId: destination.infobaseId, seq, now });
  await saveDestination(tx, { ...destination, ackedSeq: Math.max(destination.ackedSeq, seq) });
};
