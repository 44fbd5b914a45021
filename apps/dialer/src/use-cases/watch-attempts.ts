import { overdueAttempts, type Database } from '@perezvon/database';
import { settleByWatchdog } from '@perezvon/domain';
import { settleAttempts, type Directory, type WrittenEvent } from '@perezvon/reminders';

export interface WatchAttemptsOptions {
  database: Database;
  directory: Directory;
  clock: () => Date;
  /** Has everything the provider said reached the tables? While PostgreSQL was out its webhooks wait whole on the queue. */
  isHeardOut: () => Promise<boolean>;
  batch: number;
}

export interface Watched {
  overdue: number;
  written: WrittenEvent[];
}

/**
 * The watchdog: an attempt about which nobody gave a final word in time counts as hung up (if it was answered) or as not
 * reached, so that no reminder stays open for ever. A later word of the provider still wins.
 */
export const watchAttempts = async (options: WatchAttemptsOptions): Promise<Watched> => {
  const { database, directory, clock } = options;
  const now = clock();
  const overdue = await overdueAttempts(database.sql, now, options.batch);
  if (overdue.length === 0 || !(await options.isHeardOut())) return { overdue: 0, written: [] };
  const knowledge = overdue.map((attempt) => ({
    attemptId: attempt.id,
    reminderId: attempt.reminderId,
    providerStatus: null,
    merge: (known: Parameters<typeof settleByWatchdog>[0]) => settleByWatchdog(known, now),
  }));
  const written = await database.transaction((tx) => settleAttempts(tx, knowledge, { directory, now }));
  return { overdue: overdue.length, written };
};
