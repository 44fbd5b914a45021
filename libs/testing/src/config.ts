export interface GivenServers {
  /** An empty PostgreSQL server whose user may create databases. */
  databaseUrl: string | undefined;
  redisUrl: string | undefined;
}

/** Servers that a developer or CI keeps running; without them each run starts its own. */
export const serversFromEnvironment = (): GivenServers => ({
  databaseUrl: process.env['TEST_DATABASE_URL'] || undefined,
  redisUrl: process.env['TEST_REDIS_URL'] || undefined,
});
