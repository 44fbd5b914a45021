import { inject } from 'vitest';

declare module 'vitest' {
  interface ProvidedContext {
    /** URL of the server (any database of it) and the template to clone; null if this run needs no PostgreSQL. */
    testPostgres: { url: string; template: string } | null;
    testRedis: { url: string } | null;
  }
}

const absent = (what: string): Error =>
  new Error(
    `no ${what} for this run: vitest.config.ts must name libs/testing/src/global-setup.ts, and a file in src/ must say by name what it uses`,
  );

export const providedPostgres = (): { url: string; template: string } => {
  const postgres = inject('testPostgres') as { url: string; template: string } | null | undefined;
  if (!postgres) throw absent('PostgreSQL');
  return postgres;
};

export const providedRedis = (): { url: string } => {
  const redis = inject('testRedis') as { url: string } | null | undefined;
  if (!redis) throw absent('Redis');
  return redis;
};
