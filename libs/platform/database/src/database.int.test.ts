import { readdirSync } from 'node:fs';
import { eventually, useDatabase } from '@perezvon/testing';
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { openTestDatabase } from './__fixtures__/test-database.ts';
import type { Database, Sql } from './database.ts';
import { requireSchema, schemaVersion } from './schema-version.ts';

const server = useDatabase();
/** Looks on from outside. */
let other: Database;
/** One connection: whoever does not give it back stops the next one. */
let single: Database;

beforeAll(async () => {
  other = openTestDatabase(server.url);
  await other.sql.query('CREATE TABLE note (id int PRIMARY KEY)');
});
afterAll(() => other.close());
beforeEach(() => {
  single = openTestDatabase(server.url, 1);
});
afterEach(async () => {
  await single.close();
  await other.sql.query('TRUNCATE note');
});

const write = (sql: Sql, id: number): Promise<unknown[]> =>
  sql.query('INSERT INTO note (id) VALUES ($1)', [id]);

const notes = async (): Promise<number[]> =>
  (await other.sql.query<{ id: number }>('SELECT id FROM note ORDER BY id')).map(({ id }) => id);

const backendOf = async (sql: Sql): Promise<number | undefined> =>
  (await sql.query<{ pid: number }>('SELECT pg_backend_pid() AS pid'))[0]?.pid;

const terminate = async (pid: number | undefined): Promise<void> => {
  await other.sql.query('SELECT pg_terminate_backend($1)', [pid]);
  await eventually(async () => {
    const rows = await other.sql.query('SELECT 1 FROM pg_stat_activity WHERE pid = $1', [pid]);
    return rows.length === 0;
  });
};

describe('a transaction', () => {
  it('is there for everybody when its work is done, and for nobody before', async () => {
    const result = await single.transaction(async (tx) => {
      await write(tx, 1);
      expect(await notes()).toEqual([]);
      return 'done';
    });
    expect(result).toBe('done');
    expect(await notes()).toEqual([1]);
  });

  it('leaves nothing behind when its work throws, and gives its connection back', async () => {
    const work = single.transaction(async (tx) => {
      await write(tx, 1);
      throw new Error('changed my mind');
    });
    await expect(work).rejects.toThrow('changed my mind');
    await write(single.sql, 2);
    expect(await notes()).toEqual([2]);
  });

  it('tells the error of the statement that failed, and gives its connection back', async () => {
    const work = single.transaction(async (tx) => {
      await write(tx, 1);
      await write(tx, 1);
    });
    await expect(work).rejects.toMatchObject({ code: '23505' });
    await single.transaction((tx) => write(tx, 3));
    expect(await notes()).toEqual([3]);
  });

  it('rejects when its connection is cut, and the next one gets a new connection', async () => {
    const work = single.transaction(async (tx) => {
      await write(tx, 1);
      await terminate(await backendOf(tx));
      await write(tx, 2);
    });
    await expect(work).rejects.toThrow();
    await single.transaction((tx) => write(tx, 3));
    expect(await notes()).toEqual([3]);
  });

  it('survives that its connection is cut while nothing is asked of it', async () => {
    const work = single.transaction(async (tx) => {
      await write(tx, 1);
      await terminate(await backendOf(tx));
    });
    await expect(work).rejects.toThrow();
    await write(single.sql, 2);
    expect(await notes()).toEqual([2]);
  });
});

describe('the pool', () => {
  it('replaces a connection that was cut while idle', async () => {
    const pid = await backendOf(single.sql);
    await terminate(pid);
    await eventually(() => write(single.sql, 1));
    expect(await backendOf(single.sql)).not.toBe(pid);
  });

  it('gives a statement up that takes too long, and goes on with the next one', async () => {
    await expect(
      single.transaction(async (tx) => {
        await tx.query("SET LOCAL statement_timeout = '50ms'");
        await tx.query('SELECT pg_sleep(10)');
      }),
    ).rejects.toMatchObject({ code: '57014' });
    await write(single.sql, 1);
    expect(await notes()).toEqual([1]);
  });
});

describe('the schema version', () => {
  it('is the newest migration', () => {
    const folder = new URL('../../../../prisma/migrations', import.meta.url);
    const names = readdirSync(folder, { withFileTypes: true })
      .filter((entry) => entry.isDirectory())
      .map(({ name }) => name);
    expect(schemaVersion).toBe(names.sort().at(-1));
  });

  it('lets an app start that has every migration', async () => {
    await expect(requireSchema(other.sql)).resolves.toBeUndefined();
  });

  it.each([
    ['the newest migration is missing', 'DELETE FROM _prisma_migrations'],
    ['the newest migration was not finished', 'UPDATE _prisma_migrations SET finished_at = NULL'],
    ['no migration was ever applied', 'DROP TABLE _prisma_migrations'],
  ])('stops the start when %s', async (_, damage) => {
    const work = other.transaction(async (tx) => {
      await tx.query(damage);
      await requireSchema(tx);
    });
    await expect(work).rejects.toThrow(`migration ${schemaVersion} is not applied`);
  });
});
