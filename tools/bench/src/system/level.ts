import { insertOnecEvents, openDatabase, type Database } from '@perezvon/database';
import { deployMigrations } from '@perezvon/migrations';
import { setTimeout as sleep } from 'node:timers/promises';
import { v7 as newId } from 'uuid';
import { bookingEvent } from '../load/bodies.ts';
import { startApp, type AppOptions } from './app-process.ts';
import { infobaseId } from './config-file.ts';
import { insertCopies, templateName } from './copies.ts';
import type { Servers } from './servers.ts';

/** A database of its own with so many planned reminders in it. */
export interface Level {
  planned: number;
  database: Database;
  databaseUrl: string;
  close: () => Promise<void>;
}

/** Long enough for 300 000 copies and their vacuum. */
const statementTimeoutMs = 600_000;

const plannedPhones = 100_000_000;

const planTemplate = async (database: Database, options: AppOptions): Promise<void> => {
  const event = bookingEvent(templateName, 0);
  await insertOnecEvents(database.sql, [
    {
      id: newId(),
      infobaseId,
      eventId: templateName,
      type: 'booking',
      subject: templateName,
      payload: event,
      // Old enough for the dialer's sweep to take it up by itself.
      receivedAt: new Date(Date.now() - 60_000).toISOString(),
    },
  ]);
  const dialer = await startApp('dialer', options);
  const isPlanned = async (): Promise<boolean> =>
    (await database.sql.query(`SELECT 1 FROM reminder WHERE state = 'planned'`)).length > 0;
  while (!(await isPlanned())) await sleep(50);
  await dialer.stop();
};

/** Creates the database, has the real apps plan one booking, and copies it. */
export const createLevel = async (
  servers: Servers,
  planned: number,
  options: Omit<AppOptions, 'databaseUrl'>,
): Promise<Level> => {
  const databaseUrl = await servers.postgres.ensureDatabase(`planned_${planned}`);
  await deployMigrations({ databaseUrl, migrationsDir: 'prisma/migrations' });
  const database = openDatabase({
    url: databaseUrl,
    poolSize: 2,
    statementTimeoutMs,
    connectTimeoutMs: 10_000,
    onConnectionError: () => undefined,
  });
  await planTemplate(database, { ...options, databaseUrl });
  await insertCopies(database, {
    state: 'planned',
    prefix: 'planned-',
    count: planned,
    phonesFrom: plannedPhones,
  });
  await database.sql.query('VACUUM ANALYZE');
  await database.sql.query('CHECKPOINT');
  return { planned, database, databaseUrl, close: () => database.close() };
};
