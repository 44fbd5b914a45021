import { describe, expect, it } from 'vitest';
import { createInbox, type InboxOptions } from './accept.ts';
import { createCircuit } from './circuit.ts';

interface Row {
  id: string;
}

type Job = { pointer: string } | { whole: Row };

const setUp = (overrides: Partial<InboxOptions<Row, { fresh: boolean }, Job>> = {}) => {
  const stored: string[][] = [];
  const queued: Job[][] = [];
  const failures: string[] = [];
  const circuit = () =>
    createCircuit({ probeAfterMs: 1_000, clock: () => new Date(0), onChange: () => undefined });
  const storeCircuit = circuit();
  const inbox = createInbox<Row, { fresh: boolean }, Job>({
    insertMany: async (rows) => {
      stored.push(rows.map((row) => row.id));
      return rows.map((row) => ({ fresh: !row.id.startsWith('old') }));
    },
    enqueueMany: async (jobs) => {
      queued.push(jobs);
    },
    toPointer: ({ id }) => ({ pointer: id }),
    toWhole: (row) => ({ whole: row }),
    isFresh: (result) => result.fresh,
    storeCircuit,
    queueCircuit: circuit(),
    limits: { storeTimeoutMs: 50, queueTimeoutMs: 50, maxWaiting: 3, maxBatch: 100 },
    onFailure: (where) => failures.push(where),
    ...overrides,
  });
  return { inbox, stored, queued, failures, storeCircuit };
};

const never = () => new Promise<never>(() => undefined);

describe('the inbox', () => {
  it('writes at once when idle, and together what comes while it writes', async () => {
    const { inbox, stored, queued } = setUp();
    await Promise.all(['a', 'b', 'c'].map((id) => inbox.accept({ id })));
    expect(stored.flat()).toEqual(['a', 'b', 'c']);
    expect(stored.length).toBeLessThan(3);
    expect(queued.flat()).toEqual([{ pointer: 'a' }, { pointer: 'b' }, { pointer: 'c' }]);
  });

  it('queues no second pointer for what was there already', async () => {
    const { inbox, queued } = setUp();
    expect(await inbox.accept({ id: 'old' })).toEqual({ kind: 'stored', result: { fresh: false } });
    expect(queued).toEqual([]);
  });

  it('gives the row whole to the queue when the store does not answer in time, and then at once', async () => {
    const { inbox, queued, failures, storeCircuit } = setUp({ insertMany: never });
    expect(await inbox.accept({ id: 'a' })).toEqual({ kind: 'queued' });
    expect(storeCircuit.isOpen()).toBe(true);
    expect(await inbox.accept({ id: 'b' })).toEqual({ kind: 'queued' });
    expect(queued.flat()).toEqual([{ whole: { id: 'a' } }, { whole: { id: 'b' } }]);
    expect(failures).toEqual(['store']);
  });

  it('does not take a row the store cannot hold for an outage of the store', async () => {
    const insertMany = () => Promise.reject(Object.assign(new Error('bad'), { code: '22P05' }));
    const { inbox, storeCircuit } = setUp({ insertMany });
    expect(await inbox.accept({ id: 'a' })).toEqual({ kind: 'queued' });
    expect(storeCircuit.isOpen()).toBe(false);
  });

  it('is content with the row when the queue is out, and with nothing when both are', async () => {
    const out = () => Promise.reject(new Error('out'));
    const withoutQueue = setUp({ enqueueMany: out });
    expect(await withoutQueue.inbox.accept({ id: 'a' })).toEqual({ kind: 'stored', result: { fresh: true } });
    const withoutBoth = setUp({ enqueueMany: out, insertMany: out });
    expect(await withoutBoth.inbox.accept({ id: 'a' })).toEqual({ kind: 'unavailable' });
  });

  it('refuses early what would only wait in memory', async () => {
    const { inbox } = setUp({
      insertMany: never,
      limits: { storeTimeoutMs: 100, queueTimeoutMs: 50, maxWaiting: 3, maxBatch: 1 },
    });
    const kinds = await Promise.all(
      Array.from({ length: 8 }, async (_, index) => (await inbox.accept({ id: `${index}` })).kind),
    );
    expect(kinds.filter((kind) => kind === 'overloaded').length).toBeGreaterThan(0);
    expect(kinds.filter((kind) => kind === 'queued').length).toBeGreaterThan(0);
  });
});
