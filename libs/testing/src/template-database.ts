import { createHash } from 'node:crypto';
import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { deployMigrations } from '@perezvon/migrations';
import { databaseUrlOf, withPostgresAdmin } from './postgres-admin.ts';

/** Any number, as long as all runs of this project use it. */
const lockKey = 7_373_902;

/** The template's name changes with the migrations, so that a server which is kept running never serves an old schema. */
const templateName = (migrationsDir: string): string => {
  const hash = createHash('sha256');
  const files = readdirSync(migrationsDir, { recursive: true, withFileTypes: true })
    .filter((entry) => entry.isFile())
    .map((entry) => join(entry.parentPath, entry.name))
    .sort();
  for (const file of files) hash.update(file.slice(migrationsDir.length)).update(readFileSync(file));
  return `perezvon_template_${hash.digest('hex').slice(0, 12)}`;
};

/** Makes the migrated database that tests clone, unless this server has it already. Gives its name. */
export const prepareTemplate = async (serverUrl: string, migrationsDir: string): Promise<string> => {
  const name = templateName(migrationsDir);
  await withPostgresAdmin(serverUrl, (admin) =>
    admin.withLock(lockKey, async () => {
      if (await admin.isTemplate(name)) return;
      // What a run that was killed here has left is no template yet.
      await admin.drop(name);
      await admin.create(name);
      await deployMigrations({ databaseUrl: databaseUrlOf(serverUrl, name), migrationsDir });
      await admin.makeTemplate(name);
    }),
  );
  return name;
};
