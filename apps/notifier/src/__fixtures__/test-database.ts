import { openDatabase, type Database } from '@perezvon/database';

interface OpenDatabases {
  /** A pool of its own, as another process has. */
  open: () => Database;
  close: () => Promise<void>;
}

/** `url` is asked when the first pool is opened. */
export const createDatabases = (url: () => string): OpenDatabases => {
  const opened: Database[] = [];
  return {
    open: () => {
      const database = openDatabase({
        url: url(),
        poolSize: 6,
        statementTimeoutMs: 10_000,
        connectTimeoutMs: 3_000,
        onConnectionError: () => undefined,
      });
      opened.push(database);
      return database;
    },
    close: async () => {
      for (const database of opened.splice(0)) await database.close();
    },
  };
};
