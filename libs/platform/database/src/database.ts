import { Pool, type PoolClient } from 'pg';

/** One SQL connection or the pool. Statements must be constant texts: each is prepared once per connection. */
export interface Sql {
  query<Row>(statement: string, values?: readonly unknown[]): Promise<Row[]>;
}

export interface Database {
  /** One statement, its own transaction. */
  sql: Sql;
  /** READ COMMITTED; rolled back when `work` throws. */
  transaction<Result>(work: (tx: Sql) => Promise<Result>): Promise<Result>;
  close(): Promise<void>;
}

export interface DatabaseOptions {
  url: string;
  /** Connections at the most. */
  poolSize: number;
  /** A statement is given up after so long, ms. */
  statementTimeoutMs: number;
  /** Waiting for a free or new connection is given up after so long, ms. */
  connectTimeoutMs: number;
  /** A pooled connection broke (PostgreSQL restarted, say); the pool replaces it by itself. */
  onConnectionError: (error: Error) => void;
}

/**
 * Every statement of ours finds a few rows by an index. A plan is kept with its connection, and the one made while a table is small
 * (a new installation, a table just vacuumed) reads it from end to end; so does the default price of a random page, which is a
 * spinning disk's, for a batch of 100 rows out of 20 000 (ADR 0025).
 */
const plannerOptions = [
  'random_page_cost=1.1',
  'jit=off',
  'enable_seqscan=off',
  'enable_hashjoin=off',
  'enable_mergejoin=off',
]
  .map((setting) => `-c ${setting}`)
  .join(' ');

/** A name per statement text makes PostgreSQL keep its plan. */
const createStatementNames = (): ((statement: string) => string) => {
  const names = new Map<string, string>();
  return (statement) => {
    const known = names.get(statement);
    if (known !== undefined) return known;
    const name = `s${names.size}`;
    names.set(statement, name);
    return name;
  };
};

/** `onBroken`: the connection can't even be rolled back, so it is of no use to whoever takes it from the pool next. */
const runTransaction = async <Result>(
  client: PoolClient,
  work: () => Promise<Result>,
  onBroken: (error: Error) => void,
): Promise<Result> => {
  try {
    await client.query('BEGIN');
    const result = await work();
    await client.query('COMMIT');
    return result;
  } catch (error) {
    await client.query('ROLLBACK').catch(onBroken);
    throw error;
  }
};

/** Opens the pool (connections are made when first needed, so that an app starts while PostgreSQL is still out). */
export const openDatabase = (options: DatabaseOptions): Database => {
  const pool = new Pool({
    connectionString: options.url,
    max: options.poolSize,
    connectionTimeoutMillis: options.connectTimeoutMs,
    query_timeout: options.statementTimeoutMs + 1_000,
    statement_timeout: options.statementTimeoutMs,
    idle_in_transaction_session_timeout: 30_000,
    keepAlive: true,
    options: plannerOptions,
  });
  pool.on('error', options.onConnectionError);
  const nameOf = createStatementNames();

  const sqlOf = (client: Pool | PoolClient): Sql => ({
    query: async <Row>(statement: string, values: readonly unknown[] = []) => {
      const result = await client.query({ name: nameOf(statement), text: statement, values: [...values] });
      return result.rows as Row[];
    },
  });

  return {
    sql: sqlOf(pool),
    transaction: async (work) => {
      const client = await pool.connect();
      let broken: Error | undefined;
      const onError = (error: Error): void => {
        broken = error;
      };
      client.on('error', onError);
      try {
        return await runTransaction(client, () => work(sqlOf(client)), onError);
      } finally {
        client.off('error', onError);
        client.release(broken);
      }
    },
    close: () => pool.end(),
  };
};
