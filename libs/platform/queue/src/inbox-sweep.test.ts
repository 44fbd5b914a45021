import { describe, expect, it } from 'vitest';
import { createInboxSweep } from './inbox-sweep.ts';

const now = new Date('2026-06-03T10:00:00Z');
const secondsAgo = (seconds: number): Date => new Date(now.getTime() - seconds * 1000);

/** An inbox of rows, oldest first, and a queue that holds `depth` jobs already and never works any off. */
const sweeping = ({
  ages = [] as number[],
  depth = 0,
  ripe = [] as string[],
}: {
  ages?: number[];
  depth?: number;
  ripe?: string[];
}) => {
  const queued: unknown[] = [];
  const rows = ages.map((age) => ({ id: `row-${age}`, receivedAt: secondsAgo(age) }));
  const sweep = createInboxSweep({
    name: 'onec-events',
    queue: {
      depth: async () => depth + queued.length,
      addMany: async (_name, jobs) => {
        queued.push(...jobs);
      },
    },
    waiting: async ({ after, before, limit }) =>
      rows.filter(({ receivedAt }) => receivedAt > after && receivedAt < before).slice(0, limit),
    ripe: async (limit) => ripe.slice(0, limit),
    clock: () => now,
    afterMs: 5_000,
    batch: 3,
  });
  return { queued, sweep };
};

const pointers = (...ids: string[]) => ids.map((id) => ({ kind: 'pointer', id }));

describe('the sweep of an inbox', () => {
  it('queues what has waited too long, and not what has just come', async () => {
    const { queued, sweep } = sweeping({ ages: [6, 2] });
    expect(await sweep()).toEqual({ swept: 1, again: false });
    expect(queued).toEqual(pointers('row-6'));
  });

  it('stays quiet while the queue is long: what waits is surely in it', async () => {
    const { queued, sweep } = sweeping({ ages: [6], depth: 4 });
    expect(await sweep()).toEqual({ swept: 0, again: false });
    expect(queued).toEqual([]);
  });

  it('asks nothing of the queue when nothing waits', async () => {
    const { sweep } = sweeping({ depth: NaN });
    expect(await sweep()).toEqual({ swept: 0, again: false });
  });

  it('queues besides what has become ripe', async () => {
    const { queued, sweep } = sweeping({ ripe: ['ripe-1'] });
    expect(await sweep()).toEqual({ swept: 1, again: false });
    expect(queued).toEqual(pointers('ripe-1'));
  });

  it('queues all that was lost, each once a round, although nobody works any of it off', async () => {
    const ages = [16, 15, 14, 13, 12, 11, 10, 9];
    const { queued, sweep } = sweeping({ ages, depth: -100 });
    expect([await sweep(), await sweep(), await sweep()]).toEqual([
      { swept: 3, again: true },
      { swept: 3, again: true },
      { swept: 2, again: false },
    ]);
    expect(queued).toEqual(pointers(...ages.map((age) => `row-${age}`)));
    expect(await sweep()).toEqual({ swept: 3, again: true });
  });
});
