import type { Sql } from '../database.ts';

interface PlanNode {
  'Node Type': string;
  'Relation Name'?: string;
  'Index Name'?: string;
  Plans?: PlanNode[];
}

const nodesOf = (node: PlanNode): PlanNode[] => [node, ...(node.Plans ?? []).flatMap(nodesOf)];

export interface ExplainingSql extends Sql {
  /** Tables that were read from one end to the other. */
  scanned: Set<string>;
  /** Indexes that were used. */
  indexes: Set<string>;
}

/** Runs statements as they are, and notes the plan PostgreSQL makes for each with these very values. */
export const explaining = (sql: Sql): ExplainingSql => {
  const scanned = new Set<string>();
  const indexes = new Set<string>();
  const note = (node: PlanNode): void => {
    if (node['Node Type'] === 'Seq Scan' && node['Relation Name'] !== undefined)
      scanned.add(node['Relation Name']);
    if (node['Index Name'] !== undefined) indexes.add(node['Index Name']);
  };
  return {
    scanned,
    indexes,
    query: async <Row>(statement: string, values: readonly unknown[] = []) => {
      const [row] = await sql.query<{ 'QUERY PLAN': [{ Plan: PlanNode }] }>(
        `EXPLAIN (FORMAT JSON) ${statement}`,
        values,
      );
      if (row === undefined) throw new Error('no plan');
      nodesOf(row['QUERY PLAN'][0].Plan).forEach(note);
      return sql.query<Row>(statement, values);
    },
  };
};
