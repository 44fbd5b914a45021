import { matchableProviderEventIds, pendingProviderEvents } from '@perezvon/database';
import { useDatabase } from '@perezvon/testing';
import { v7 as uuidv7 } from 'uuid';
import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { openSwitchboard, type Switchboard } from '../__fixtures__/switchboard.ts';

const server = useDatabase();
let board: Switchboard;

beforeAll(() => {
  board = openSwitchboard(server.url);
});
beforeEach(() => board.database.sql.query('TRUNCATE provider_event'));
afterAll(() => board.close());

const pointers = (rows: readonly { id: string }[]) => rows.map(({ id }) => ({ kind: 'pointer', id }));

describe('what waits in the inbox for providers', () => {
  it('is what has come and is not worked off, oldest first; what waits for its call is not among it', async () => {
    await board.apply([await board.hook({ call: 'nobody knows', says: 'confirmed' })]);
    const lost = [];
    for (let n = 0; n < 3; n += 1) {
      lost.push(await board.hook({ call: `lost-${n}`, says: 'confirmed' }));
      board.pass(1);
    }
    const before = board.clock();
    await board.hook({ call: 'new', says: 'confirmed' });
    const page = (after: Date) => pendingProviderEvents(board.database.sql, { after, before, limit: 2 });
    const first = await page(new Date(0));
    const second = await page(first.at(-1)!.receivedAt);
    expect(pointers([...first, ...second])).toEqual(lost);
  });

  it('becomes ripe as soon as its call is known at the same account', async () => {
    const providerCallId = uuidv7();
    const hook = await board.hook({ call: providerCallId, says: 'confirmed' });
    await board.apply([hook]);
    await board.call({ providerCallId, accountId: 'other-robot' });
    expect(await matchableProviderEventIds(board.database.sql, 10)).toEqual([]);
    await board.call({ providerCallId });
    expect(pointers((await matchableProviderEventIds(board.database.sql, 10)).map((id) => ({ id })))).toEqual(
      [hook],
    );
  });
});
