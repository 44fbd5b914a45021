import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import {
  createMigration,
  deployMigrations,
  pendingMigrations,
  type MigrationTarget,
} from '@perezvon/migrations';

export interface MigrateCommand {
  args: readonly string[];
  /** Folder with `schema.prisma` and `migrations/`. */
  prismaDir: string;
  databaseUrl: string | undefined;
  now: Date;
  print: (line: string) => void;
  complain: (line: string) => void;
}

const usage = `Usage: npm run migrate -- COMMAND   (the database is the one of DATABASE_URL)
  deploy        applies the pending migrations
  status        lists the pending migrations; exit code 1 if there are any
  create NAME   writes the next migration from the changes of prisma/schema.prisma`;

/** A database container that is still starting: refused connections, or "the database system is starting up". */
const isStarting = (error: unknown): boolean =>
  ['ECONNREFUSED', 'ENOTFOUND', 'EAI_AGAIN', '57P03'].includes((error as { code?: string }).code ?? '');

const waitAtMostMs = 30_000;

const onceItIsUp = async <T>(work: () => Promise<T>, complain: (line: string) => void): Promise<T> => {
  const deadline = performance.now() + waitAtMostMs;
  for (;;) {
    try {
      return await work();
    } catch (error) {
      if (!isStarting(error) || performance.now() > deadline) throw error;
      complain('waiting for the database');
      await sleep(1_000);
    }
  }
};

const targetOf = ({ databaseUrl, prismaDir }: MigrateCommand): MigrationTarget => {
  if (!databaseUrl) throw new Error('DATABASE_URL is not set.');
  return { databaseUrl, migrationsDir: join(prismaDir, 'migrations') };
};

const deploy = async (command: MigrateCommand): Promise<number> => {
  const target = targetOf(command);
  const { applied } = await onceItIsUp(() => deployMigrations(target), command.complain);
  for (const name of applied) command.print(`applied ${name}`);
  command.print(
    applied.length === 0 ? 'nothing to apply: the database is up to date' : 'the database is up to date',
  );
  return 0;
};

const status = async (command: MigrateCommand): Promise<number> => {
  const pending = await pendingMigrations(targetOf(command));
  for (const name of pending) command.print(`pending ${name}`);
  if (pending.length === 0) command.print('the database is up to date');
  return pending.length === 0 ? 0 : 1;
};

const create = async ({ args, prismaDir, now, print }: MigrateCommand): Promise<number> => {
  const folder = await createMigration({ name: args[1] ?? '', prismaDir, now });
  print(
    folder ? `written: ${folder}/migration.sql - read it before you commit it` : 'the schema has not changed',
  );
  return 0;
};

const commands: Record<string, (command: MigrateCommand) => Promise<number>> = { deploy, status, create };

/** Runs one command of the migration tool; the result is the exit code (2: no such command). */
export const runMigrate = async (command: MigrateCommand): Promise<number> => {
  const chosen = commands[command.args[0] ?? ''];
  if (!chosen) {
    command.complain(usage);
    return 2;
  }
  try {
    return await chosen(command);
  } catch (error) {
    command.complain(`migrate: ${error instanceof Error ? error.message : String(error)}`);
    return 1;
  }
};
