import { Fault } from '@perezvon/logger';
import type { Sql } from './database.ts';

/** The newest migration this code was written for; a test holds it against prisma/migrations. */
export const schemaVersion = '20261121162508_account_failover_and_reconciliation';

/** Throws Fault `schema_behind` when the database has not had this code's newest migration. */
export const requireSchema = async (sql: Sql): Promise<void> => {
  const [table] = await sql.query<{ present: boolean }>(
    `SELECT to_regclass('_prisma_migrations') IS NOT NULL AS present`,
  );
  const applied =
    table?.present === true
      ? await sql.query<{ name: string }>(
          'SELECT migration_name AS name FROM _prisma_migrations WHERE migration_name = $1 AND finished_at IS NOT NULL',
          [schemaVersion],
        )
      : [];
  if (applied.length === 0) {
    throw new Fault({
      code: 'schema_behind',
      retryable: false,
      safeMessage: `the database schema is behind: migration ${schemaVersion} is not applied; run "npm run migrate -- deploy" (compose: service migrate)`,
    });
  }
};
