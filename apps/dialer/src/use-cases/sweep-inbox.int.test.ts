import type { OnecJob } from '@perezvon/contracts-queues';
import { useDatabase } from '@perezvon/testing';
import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { bookingPayload } from '../__fixtures__/booking-payload.ts';
import { openClinic, type Clinic } from '../__fixtures__/clinic.ts';
import { createInboxSweep } from './sweep-inbox.ts';

const server = useDatabase();
let clinic: Clinic;

beforeAll(() => {
  clinic = openClinic(server.url);
});
beforeEach(() => clinic.reset());
afterAll(() => clinic.close());

const post = (id: string): Promise<OnecJob> =>
  clinic.post('booking', id, bookingPayload({ id }, clinic.clock()));

/** A sweep into a queue that holds `depth` jobs already and never works any off. */
const sweeping = ({ depth = 0, batch = 3 } = {}) => {
  const queued: OnecJob[] = [];
  const queue = {
    depth: async () => depth + queued.length,
    addMany: async (_: 'onec-events', jobs: readonly OnecJob[]) => {
      queued.push(...jobs);
    },
  };
  const { database, clock } = clinic;
  return { queued, sweep: createInboxSweep({ database, queue, clock, afterMs: 5_000, batch }) };
};

describe('the sweep of the inbox', () => {
  it('queues what has waited too long, and neither what has just come nor what is done', async () => {
    const done = await post('b-done');
    await clinic.file([done]);
    const lost = await post('b-lost');
    clinic.pass(5_001);
    await post('b-new');
    const { queued, sweep } = sweeping();
    expect(await sweep()).toEqual({ swept: 1, again: false });
    expect(queued).toEqual([lost]);
  });

  it('stays quiet while the queue is long: what waits is surely in it', async () => {
    await post('b-1');
    clinic.pass(6_000);
    const { queued, sweep } = sweeping({ depth: 4 });
    expect(await sweep()).toEqual({ swept: 0, again: false });
    expect(queued).toEqual([]);
  });

  it('queues all that was lost, each once a round, although nobody works any of it off', async () => {
    const lost: OnecJob[] = [];
    for (let n = 0; n < 8; n += 1) {
      lost.push(await post(`b-${n}`));
      clinic.pass(1);
    }
    clinic.pass(6_000);
    const { queued, sweep } = sweeping({ depth: -100 });
    const swept = [await sweep(), await sweep(), await sweep()];
    expect(swept).toEqual([
      { swept: 3, again: true },
      { swept: 3, again: true },
      { swept: 2, again: false },
    ]);
    expect(queued).toEqual(lost);
    expect(await sweep()).toEqual({ swept: 3, again: true });
  });
});
