import { mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { migrationNames } from './migration-files.ts';
import { diffSchemas } from './schema-engine.ts';

export interface NewMigration {
  /** What it changes, in snake_case: `add_contact`. */
  name: string;
  /** Folder with `schema.prisma` and `migrations/`. */
  prismaDir: string;
  now: Date;
}

const schemaFile = (path: string) => ({ path, content: readFileSync(path, 'utf8') });

const isEmpty = (sql: string): boolean => sql.replace('-- This is an empty migration.', '').trim() === '';

/** `20260721103000`, UTC: the order of the names is the order of the migrations. */
const stamp = (now: Date): string => now.toISOString().replace(/\D/g, '').slice(0, 14);

/**
 * Writes the next migration: what leads from the schema that the last one kept to `schema.prisma`, and a copy of the
 * latter for the one after. No database is needed. What the schema language can't say is added to the SQL by hand.
 * Result: the new folder, undefined if the schema has not changed. Errors: bad name, bad schema.
 */
export const createMigration = async ({
  name,
  prismaDir,
  now,
}: NewMigration): Promise<string | undefined> => {
  if (!/^[a-z][a-z0-9_]*$/.test(name))
    throw new Error(`"${name}" is no name for a migration: use snake_case.`);
  const migrationsDir = join(prismaDir, 'migrations');
  mkdirSync(migrationsDir, { recursive: true });
  const last = migrationNames(migrationsDir).at(-1);
  const schemaPath = join(prismaDir, 'schema.prisma');
  const lastSchema = last ? schemaFile(join(migrationsDir, last, 'schema.prisma')) : undefined;
  const sql = await diffSchemas(lastSchema, schemaFile(schemaPath));
  if (isEmpty(sql)) return undefined;
  const folder = join(migrationsDir, `${stamp(now)}_${name}`);
  if (last && folder <= join(migrationsDir, last))
    throw new Error(`The clock is behind the last migration, ${last}.`);
  mkdirSync(folder);
  writeFileSync(join(folder, 'migration.sql'), sql);
  writeFileSync(join(folder, 'schema.prisma'), readFileSync(schemaPath));
  return folder;
};
