import { Client, escapeIdentifier } from 'pg';

export interface OpenConnection {
  pid: number;
  application: string;
  state: string;
  lastStatement: string;
}

export interface PostgresAdmin {
  /** Runs `work` while no other process does so with this key. */
  withLock<Result>(key: number, work: () => Promise<Result>): Promise<Result>;
  isTemplate(name: string): Promise<boolean>;
  create(name: string, template?: string): Promise<void>;
  /** From now on it can only be cloned: an open connection would stand in the way of that. */
  makeTemplate(name: string): Promise<void>;
  /** Whoever is still connected is cut off. */
  drop(name: string): Promise<void>;
  connectionsTo(name: string): Promise<OpenConnection[]>;
}

const connections = `
  select pid, application_name as application, coalesce(state, '') as state, left(query, 200) as "lastStatement"
  from pg_stat_activity where datname = $1 and backend_type = 'client backend'`;

/** The same server, another database. */
export const databaseUrlOf = (serverUrl: string, name: string): string => {
  const url = new URL(serverUrl);
  url.pathname = `/${encodeURIComponent(name)}`;
  return url.href;
};

const adminOn = (client: Client): PostgresAdmin => ({
  withLock: async (key, work) => {
    await client.query('select pg_advisory_lock($1)', [key]);
    try {
      return await work();
    } finally {
      await client.query('select pg_advisory_unlock($1)', [key]);
    }
  },
  isTemplate: async (name) => {
    const { rowCount } = await client.query(
      'select 1 from pg_database where datname = $1 and datistemplate',
      [name],
    );
    return rowCount === 1;
  },
  create: async (name, template) => {
    const source = template === undefined ? '' : ` template ${escapeIdentifier(template)}`;
    await client.query(`create database ${escapeIdentifier(name)}${source}`);
  },
  makeTemplate: async (name) => {
    await client.query(
      `alter database ${escapeIdentifier(name)} with is_template true allow_connections false`,
    );
  },
  drop: async (name) => {
    await client.query(`drop database if exists ${escapeIdentifier(name)} with (force)`);
  },
  connectionsTo: async (name) => (await client.query<OpenConnection>(connections, [name])).rows,
});

/** One connection for the time of `work`. */
export const withPostgresAdmin = async <Result>(
  serverUrl: string,
  work: (admin: PostgresAdmin) => Promise<Result>,
): Promise<Result> => {
  const client = new Client({ connectionString: serverUrl, application_name: 'perezvon-testing' });
  await client.connect();
  try {
    return await work(adminOn(client));
  } finally {
    await client.end();
  }
};
