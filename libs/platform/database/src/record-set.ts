import type { Sql } from './database.ts';
import { jsonOf } from './json-of.ts';

/** PostgreSQL types our columns have. */
type ColumnType = 'uuid' | 'text' | 'int' | 'bigint' | 'boolean' | 'timestamptz' | 'jsonb';

/** JavaScript name → column and type. */
export type Columns = Readonly<Record<string, readonly [column: string, type: ColumnType]>>;

/**
 * Statements over many rows at once: rows travel as one JSON parameter, so a batch of any size is one constant,
 * prepared statement (75 000 rows/s where row by row reached 3 000/s).
 */
export interface RecordSet<Row> {
  /** `a.x AS "x", …` for a SELECT that yields `Row`s. */
  select: (alias: string) => string;
  /** `jsonb_to_recordset($n) AS alias("x" type, …)` */
  from: (parameter: number, alias: string) => string;
  insert: (sql: Sql, rows: readonly Row[]) => Promise<void>;
  /** Overwrites the named columns of the rows with these ids. */
  update: (sql: Sql, rows: readonly Row[]) => Promise<void>;
}

export interface RecordSetOptions<Row> {
  table: string;
  columns: Columns;
  /** The columns `update` writes; the rest never changes. */
  changing: readonly (keyof Row & string)[];
}

export const recordSet = <Row extends { id: string }>(options: RecordSetOptions<Row>): RecordSet<Row> => {
  const { table, columns } = options;
  const names = Object.keys(columns);
  const column = (name: string): string => {
    const entry = columns[name];
    if (entry === undefined) throw new Error(`${table}: no column for ${name}`);
    return entry[0];
  };
  const recordset = (fields: readonly string[], parameter: number, alias: string): string =>
    `jsonb_to_recordset($${parameter}::jsonb) AS ${alias}(${fields
      .map((name) => `"${name}" ${columns[name]?.[1] ?? ''}`)
      .join(', ')})`;
  const from = (parameter: number, alias: string): string => recordset(names, parameter, alias);
  const quoted = names.map((name) => `"${name}"`).join(', ');
  const insertStatement = `INSERT INTO ${table} (${names.map(column).join(', ')}) SELECT ${quoted} FROM ${from(1, 'x')}`;
  const updateStatement = `UPDATE ${table} AS t SET ${options.changing
    .map((name) => `${column(name)} = x."${name}"`)
    .join(', ')} FROM ${recordset(['id', ...options.changing], 1, 'x')} WHERE t.id = x."id"`;

  return {
    select: (alias) => names.map((name) => `${alias}.${column(name)} AS "${name}"`).join(', '),
    from,
    insert: async (sql, rows) => {
      if (rows.length > 0) await sql.query(insertStatement, [jsonOf(rows)]);
    },
    update: async (sql, rows) => {
      if (rows.length > 0) await sql.query(updateStatement, [jsonOf(rows)]);
    },
  };
};
