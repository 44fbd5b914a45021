import { setTimeout as sleep } from 'node:timers/promises';
import { Client } from 'pg';
import { migrationNames, readMigrationList } from './migration-files.ts';
import { withSchemaEngine } from './schema-engine.ts';

export interface MigrationTarget {
  databaseUrl: string;
  /** Folder `prisma/migrations`. */
  migrationsDir: string;
}

/** Any number will do, as long as it stays the same: "perezvon" in spirit. */
const lockKey = 7_373_901;

const connect = async (databaseUrl: string): Promise<Client> => {
  const client = new Client({ connectionString: databaseUrl, application_name: 'perezvon-migrate' });
  await client.connect();
  return client;
};

/**
 * Asked for again and again instead of waited for: a statement that waits holds a snapshot, and CREATE INDEX
 * CONCURRENTLY in a migration of the holder would wait for it in turn.
 */
const withLock = async <T>(client: Client, work: () => Promise<T>): Promise<T> => {
  for (;;) {
    const { rows } = await client.query<{ taken: boolean }>('select pg_try_advisory_lock($1) as taken', [
      lockKey,
    ]);
    if (rows[0]?.taken) break;
    await sleep(100);
  }
  try {
    return await work();
  } finally {
    await client.query('select pg_advisory_unlock($1)', [lockKey]);
  }
};

const appliedNames = async (client: Client): Promise<Set<string>> => {
  const { rows: found } = await client.query<{ present: boolean }>(
    "select to_regclass('_prisma_migrations') is not null as present",
  );
  if (!found[0]?.present) return new Set();
  const { rows } = await client.query<{ name: string }>(
    'select migration_name as name from _prisma_migrations where finished_at is not null and rolled_back_at is null',
  );
  return new Set(rows.map(({ name }) => name));
};

const pendingOn = async (client: Client, migrationsDir: string): Promise<string[]> => {
  const applied = await appliedNames(client);
  return migrationNames(migrationsDir).filter((name) => !applied.has(name));
};

/** Names of the migrations that this database has not had yet, oldest first. Errors: no connection. */
export const pendingMigrations = async ({
  databaseUrl,
  migrationsDir,
}: MigrationTarget): Promise<string[]> => {
  const client = await connect(databaseUrl);
  try {
    return await pendingOn(client, migrationsDir);
  } finally {
    await client.end();
  }
};

/**
 * Applies what is pending, as `prisma migrate deploy` does and in the same table. Any number of these at once is safe:
 * one applies, the others wait and find nothing left to do.
 * Errors: no connection; a migration fails, or an earlier one did (nothing is applied until that is repaired).
 */
export const deployMigrations = async ({
  databaseUrl,
  migrationsDir,
}: MigrationTarget): Promise<{ applied: string[] }> => {
  const client = await connect(databaseUrl);
  try {
    return await withLock(client, async () => {
      // Spares the engine (and the second it takes to load) when there is nothing to do.
      if ((await pendingOn(client, migrationsDir)).length === 0) return { applied: [] };
      const { appliedMigrationNames } = await withSchemaEngine(databaseUrl, (engine) =>
        engine.applyMigrations({
          migrationsList: readMigrationList(migrationsDir),
          filters: { externalTables: [], externalEnums: [] },
        }),
      );
      return { applied: appliedMigrationNames };
    });
  } finally {
    await client.end();
  }
};
