import { insertOnecEvents, insertProviderEvents, openDatabase, type Database } from '@perezvon/database';
import type { QueueOperator } from '@perezvon/queue';
import { useDatabase } from '@perezvon/testing';
import { v7 as uuidv7 } from 'uuid';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { runEvents } from './events.ts';

const test = useDatabase();
const now = new Date('2026-06-03T08:00:00Z');
let database: Database;

beforeAll(() => {
  database = openDatabase({
    url: test.url,
    poolSize: 2,
    statementTimeoutMs: 5_000,
    connectTimeoutMs: 2_000,
    onConnectionError: () => undefined,
  });
});
afterAll(() => database.close());

/** Queues of which one has a job that was given up. */
const failing: QueueOperator = {
  failedJobs: async (name) =>
    name === 'onec-events' ? [{ id: 'job-1', attempts: 1000, failedAt: now, reason: 'invalid_input' }] : [],
  retryJob: async (_name, id) => {
    if (id !== 'job-1') throw new Error('no such failed job');
  },
  close: async () => undefined,
};

const run = async (...args: string[]): Promise<{ code: number; lines: string[] }> => {
  const lines: string[] = [];
  const say = (line: string): void => void lines.push(line);
  const code = await runEvents({
    args,
    sql: database.sql,
    operator: () => failing,
    now,
    print: say,
    complain: say,
  });
  return { code, lines };
};

const stateOf = async (table: string, id: string): Promise<string | undefined> => {
  const rows = await database.sql.query<{ state: string }>(`SELECT state FROM ${table} WHERE id = $1`, [id]);
  return rows[0]?.state;
};

describe('the events tool', () => {
  it('says so when nothing is kept', async () => {
    expect(await run('list')).toEqual({ code: 0, lines: ['nothing is kept: every event took effect'] });
  });

  it('lists jobs that were given up, and starts them over', async () => {
    expect(await run('jobs')).toEqual({
      code: 0,
      lines: ['2026-06-03T08:00:00.000Z  onec-events  job-1  1000 tries  invalid_input', '1 given up'],
    });
    expect(await run('retry', 'onec-events', 'job-1')).toEqual({ code: 0, lines: ['job-1  starts over'] });
    expect((await run('retry', 'somewhere', 'job-1')).code).toBe(2);
    await expect(run('retry', 'onec-events', 'job-2')).rejects.toThrow('no such failed job');
  });

  it('lists what took no effect, without bodies, and puts it back to work', async () => {
    const [onec, webhook] = [uuidv7(), uuidv7()];
    const receivedAt = now.toISOString();
    await insertOnecEvents(database.sql, [
      {
        id: onec,
        infobaseId: 'clinic',
        eventId: 'e',
        type: 'booking',
        subject: 'b',
        payload: { phone: '79123456789' },
        receivedAt,
      },
    ]);
    const hook = { accountId: 'mtt', method: 'POST', path: '', query: '', headers: {}, bodyBase64: 'e30=' };
    await insertProviderEvents(database.sql, [{ ...hook, id: webhook, receivedAt }]);
    await database.sql.query(`UPDATE onec_event SET state = 'failed', error = 'no such zone'`);
    await database.sql.query(`UPDATE provider_event SET state = 'unparsed', error = 'no call_id'`);

    const listed = await run('list');
    expect(listed.lines).toHaveLength(3);
    expect(listed.lines.join('\n')).toMatch(/onec {2}clinic {2}failed.*no such zone/);
    expect(listed.lines.join('\n')).toMatch(/provider {2}mtt {2}unparsed.*no call_id/);
    expect(listed.lines.join('\n')).not.toContain('79123456789');

    const replayed = await run('replay', onec, webhook);
    expect(replayed.code).toBe(0);
    expect(await stateOf('onec_event', onec)).toBe('pending');
    expect(await stateOf('provider_event', webhook)).toBe('pending');
    expect((await run('replay', onec)).code).toBe(1);
  });

  it('explains itself when the command is unknown or the ids are none', async () => {
    expect((await run()).code).toBe(2);
    expect((await run('replay', 'all')).code).toBe(2);
  });
});
