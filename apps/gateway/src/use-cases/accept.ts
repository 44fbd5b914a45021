import { createBatcher } from '@perezvon/batching';
import { isFault } from '@perezvon/logger';
import type { Circuit } from './circuit.ts';

/**
 * `stored`: the row is in PostgreSQL (`result` says whether it was new). `queued`: PostgreSQL is out, the queue holds the
 * row whole. `overloaded`, `unavailable`: nothing durable took it, the sender must come again.
 */
export type Acceptance<Stored> =
  { kind: 'stored'; result: Stored } | { kind: 'queued' } | { kind: 'overloaded' } | { kind: 'unavailable' };

export interface InboxLimits {
  storeTimeoutMs: number;
  queueTimeoutMs: number;
  /** Rows that may wait in memory. */
  maxWaiting: number;
  maxBatch: number;
}

export interface InboxOptions<Row, Stored, Job> {
  /** One statement for many rows; results in the order of the rows. */
  insertMany: (rows: Row[]) => Promise<Stored[]>;
  enqueueMany: (jobs: Job[]) => Promise<void>;
  toPointer: (row: Row) => Job;
  toWhole: (row: Row) => Job;
  /** A row that was there already has its own pointer. */
  isFresh: (result: Stored) => boolean;
  storeCircuit: Circuit;
  queueCircuit: Circuit;
  limits: InboxLimits;
  /** A store or queue refused a batch; for the log and counters. */
  onFailure: (where: 'store' | 'queue', error: unknown) => void;
}

export interface Inbox<Row, Stored> {
  accept: (row: Row) => Promise<Acceptance<Stored>>;
  /** Takes nothing more; resolves when all that was taken is durable. */
  close: () => Promise<void>;
}

/** PostgreSQL takes two batches at once well; more only makes them smaller. */
const maxInFlight = 2;

/**
 * The inbox: a row in PostgreSQL, then a pointer on the queue, then the answer. While PostgreSQL is out the queue takes
 * the row whole; while Redis is out the row is enough (a sweeper queues it later). Both are batched naturally, and what
 * waits in memory is bounded.
 */
export const createInbox = <Row, Stored, Job>(
  options: InboxOptions<Row, Stored, Job>,
): Inbox<Row, Stored> => {
  const { limits, storeCircuit, queueCircuit } = options;
  const shared = { maxItems: limits.maxBatch, maxInFlight, maxQueued: limits.maxWaiting };
  const rows = createBatcher<Row, Stored>({ ...shared, flush: (batch) => insert(options, batch) });
  const jobs = createBatcher<Job, true>({ ...shared, flush: (batch) => enqueue(options, batch) });

  const store = async (row: Row): Promise<{ result: Stored } | 'overloaded' | 'out'> => {
    if (storeCircuit.isOpen()) return 'out';
    try {
      return { result: await rows.add(row) };
    } catch (error) {
      return isFault(error, 'overloaded') ? 'overloaded' : 'out';
    }
  };

  const put = async (job: Job): Promise<boolean> => {
    try {
      return await jobs.add(job);
    } catch {
      return false;
    }
  };

  return {
    accept: async (row) => {
      const stored = await store(row);
      if (stored === 'overloaded') return { kind: 'overloaded' };
      if (stored === 'out')
        return (await put(options.toWhole(row))) ? { kind: 'queued' } : { kind: 'unavailable' };
      if (options.isFresh(stored.result) && !queueCircuit.isOpen()) await put(options.toPointer(row));
      return { kind: 'stored', result: stored.result };
    },
    close: async () => {
      await rows.close();
      await jobs.close();
    },
  };
};

/** What PostgreSQL says about the data, not about itself (SQLSTATE classes 22, 23, 54). */
const isDataError = (error: unknown): boolean =>
  error instanceof Error &&
  'code' in error &&
  typeof error.code === 'string' &&
  /^(22|23|54)/.test(error.code);

const insert = async <Row, Stored, Job>(
  options: InboxOptions<Row, Stored, Job>,
  batch: Row[],
): Promise<Stored[]> => {
  const { storeCircuit, limits, onFailure } = options;
  if (!storeCircuit.admit()) throw new Error('the store is out');
  try {
    const results = await within(limits.storeTimeoutMs, options.insertMany(batch));
    storeCircuit.succeeded();
    return results;
  } catch (error) {
    onFailure('store', error);
    // One row that PostgreSQL can't take spoils its batch: each of them then travels whole and is filed on its own.
    if (!isDataError(error)) storeCircuit.failed();
    throw error;
  }
};

const enqueue = async <Row, Stored, Job>(
  options: InboxOptions<Row, Stored, Job>,
  batch: Job[],
): Promise<true[]> => {
  const { queueCircuit, limits, onFailure } = options;
  try {
    await within(limits.queueTimeoutMs, options.enqueueMany(batch));
    queueCircuit.succeeded();
    return batch.map(() => true);
  } catch (error) {
    onFailure('queue', error);
    queueCircuit.failed();
    throw error;
  }
};

const within = async <Result>(limitMs: number, work: Promise<Result>): Promise<Result> => {
  let timer: NodeJS.Timeout | undefined;
  const late = new Promise<never>((_, reject) => {
    timer = setTimeout(() => {
      reject(new Error(`no answer within ${limitMs} ms`));
    }, limitMs);
  });
  try {
    return await Promise.race([work, late]);
  } finally {
    clearTimeout(timer);
  }
};
