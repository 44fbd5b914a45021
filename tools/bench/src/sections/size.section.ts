import type { Section } from './section.ts';

const tables = ['onec_event', 'booking', 'reminder', 'decision'] as const;

const totalBytes = `SELECT pg_total_relation_size($1::regclass)::float8 AS bytes`;

/** (e) What a planned reminder takes in PostgreSQL: its inbox row, booking, reminder and decision, with all their indexes. */
export const size: Section = {
  name: 'size',
  open: async (bench) => ({
    round: async (round) => {
      const [empty] = bench.levels;
      const full = bench.levels.at(-1) ?? empty;
      // Nothing about it changes from round to round.
      if (round > 1 || full.planned === empty.planned) return;
      let sum = 0;
      for (const table of tables) {
        const [row] = await full.database.sql.query<{ bytes: number }>(totalBytes, [table]);
        const each = (row?.bytes ?? 0) / full.planned;
        bench.figures.add('size', `${table} per planned reminder`, [each, 'B']);
        sum += each;
      }
      bench.figures.add('size', 'PostgreSQL per planned reminder', [sum, 'B']);
    },
    close: async () => undefined,
  }),
};
