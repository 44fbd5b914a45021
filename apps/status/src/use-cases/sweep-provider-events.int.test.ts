import type { ProviderJob } from '@perezvon/contracts-queues';
import { useDatabase } from '@perezvon/testing';
import { v7 as uuidv7 } from 'uuid';
import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { openSwitchboard, type Switchboard } from '../__fixtures__/switchboard.ts';
import { createProviderEventSweep } from './sweep-provider-events.ts';

const server = useDatabase();
let board: Switchboard;

beforeAll(() => {
  board = openSwitchboard(server.url);
});
beforeEach(() => board.database.sql.query('TRUNCATE provider_event'));
afterAll(() => board.close());

/** A sweep into a queue that holds `depth` jobs already and never works any off. */
const sweeping = ({ depth = 0, batch = 2 } = {}) => {
  const queued: ProviderJob[] = [];
  const queue = {
    depth: async () => depth + queued.length,
    addMany: async (_: 'provider-events', jobs: readonly ProviderJob[]) => {
      queued.push(...jobs);
    },
  };
  const { database, clock } = board;
  return { queued, sweep: createProviderEventSweep({ database, queue, clock, afterMs: 5_000, batch }) };
};

describe('the sweep of the inbox for providers', () => {
  it('queues what has waited too long, and neither what has just come nor what waits for its call', async () => {
    await board.apply([await board.hook({ call: 'nobody knows', says: 'confirmed' })]);
    const lost = await board.hook({ call: 'lost', says: 'confirmed' });
    board.pass(5_001);
    await board.hook({ call: 'new', says: 'confirmed' });
    const { queued, sweep } = sweeping();
    expect(await sweep()).toEqual({ swept: 1, again: false });
    expect(queued).toEqual([lost]);
  });

  it('queues an event again as soon as its call is known', async () => {
    const providerCallId = uuidv7();
    const hook = await board.hook({ call: providerCallId, says: 'confirmed' });
    await board.apply([hook]);
    await board.call({ providerCallId, accountId: 'other-robot' });
    const { queued, sweep } = sweeping();
    expect(await sweep()).toEqual({ swept: 0, again: false });
    await board.call({ providerCallId });
    expect(await sweep()).toEqual({ swept: 1, again: false });
    expect(queued).toEqual([hook]);
  });

  it('stays quiet while the queue is long', async () => {
    await board.hook({ call: 'lost', says: 'confirmed' });
    board.pass(6_000);
    const { queued, sweep } = sweeping({ depth: 3 });
    expect(await sweep()).toEqual({ swept: 0, again: false });
    expect(queued).toEqual([]);
  });

  it('queues all that was lost, each once a round, although nobody works any of it off', async () => {
    const lost: ProviderJob[] = [];
    for (let n = 0; n < 3; n += 1) {
      lost.push(await board.hook({ call: `lost-${n}`, says: 'confirmed' }));
      board.pass(1);
    }
    board.pass(6_000);
    const { queued, sweep } = sweeping({ depth: -100 });
    expect([await sweep(), await sweep()]).toEqual([
      { swept: 2, again: true },
      { swept: 1, again: false },
    ]);
    expect(queued).toEqual(lost);
  });
});
