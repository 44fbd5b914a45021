import { openDatabase, type Database } from '../database.ts';

/** A pool on a test's own database. */
export const openTestDatabase = (url: string, poolSize = 4): Database =>
  openDatabase({
    url,
    poolSize,
    statementTimeoutMs: 20_000,
    connectTimeoutMs: 10_000,
    onConnectionError: () => undefined,
  });
