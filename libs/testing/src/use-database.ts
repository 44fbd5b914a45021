import { randomBytes } from 'node:crypto';
import { afterAll, beforeAll } from 'vitest';
import { eventually } from './eventually.ts';
import {
  databaseUrlOf,
  withPostgresAdmin,
  type OpenConnection,
  type PostgresAdmin,
} from './postgres-admin.ts';
import { providedPostgres } from './provided-servers.ts';

export interface TestDatabase {
  /** A database of this file's own, migrated and empty. Known from `beforeAll` on. */
  readonly url: string;
}

/** A closed pool's connections take a moment to disappear on the server's side. */
const closingMs = 3_000;

const describeConnection = ({ pid, application, state, lastStatement }: OpenConnection): string =>
  `${pid} ${application} ${state}: ${lastStatement}`;

/** Rejects when somebody is still connected a moment after everything should be closed. */
export const requireNoConnections = async (
  admin: Pick<PostgresAdmin, 'connectionsTo'>,
  name: string,
  withinMs = closingMs,
): Promise<void> => {
  await eventually(
    async () => {
      const open = await admin.connectionsTo(name);
      if (open.length === 0) return;
      const list = open.map(describeConnection).join('\n');
      throw new Error(`this file leaves ${open.length} connections to its database open:\n${list}`);
    },
    { withinMs },
  );
};

/**
 * Call it at the top of a test file, before anything that opens connections: its `afterAll` then runs last, fails the file if
 * a connection is still open, and drops the database. Each test cleans or keys its own rows.
 */
export const useDatabase = (): TestDatabase => {
  const name = `perezvon_test_${randomBytes(6).toString('hex')}`;
  let url: string | undefined;

  beforeAll(async () => {
    const postgres = providedPostgres();
    await withPostgresAdmin(postgres.url, (admin) => admin.create(name, postgres.template));
    url = databaseUrlOf(postgres.url, name);
  });

  afterAll(async () => {
    if (url === undefined) return;
    await withPostgresAdmin(providedPostgres().url, async (admin) => {
      try {
        await requireNoConnections(admin, name);
      } finally {
        await admin.drop(name);
      }
    });
  });

  return {
    get url() {
      if (url === undefined) throw new Error('the database exists from beforeAll on');
      return url;
    },
  };
};
