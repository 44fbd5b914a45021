import type { Figure } from './figures.ts';
import { spreadOf } from './statistics.ts';
import type { Verdict } from './targets.ts';

const rounded = (value: number): string => {
  if (Math.abs(value) >= 100) return Math.round(value).toLocaleString('en').replaceAll(',', ' ');
  return value.toFixed(Math.abs(value) >= 10 ? 1 : 2);
};

/** Markdown, so that it can be pasted into docs/benchmarks.md; padded, so that it can be read in a terminal. */
const markdownTable = (head: readonly string[], rows: readonly (readonly string[])[]): string => {
  const widths = head.map((title, column) =>
    Math.max(title.length, ...rows.map((row) => (row[column] ?? '').length)),
  );
  const line = (cells: readonly string[]): string =>
    `| ${cells.map((cell, column) => cell.padEnd(widths[column] ?? 0)).join(' | ')} |`;
  return [line(head), line(widths.map((width) => '-'.repeat(width))), ...rows.map(line)].join('\n');
};

export const figuresTable = (figures: readonly Figure[]): string =>
  markdownTable(
    ['part', 'figure', 'median', 'min', 'max', 'unit', 'rounds'],
    figures.map(({ section, name, unit, values }) => {
      const { median, min, max } = spreadOf(values);
      return [section, name, rounded(median), rounded(min), rounded(max), unit, String(values.length)];
    }),
  );

export const verdictsTable = (verdicts: readonly Verdict[]): string =>
  markdownTable(
    ['promise', 'target', 'median', 'min', 'max', 'kept'],
    verdicts.map(({ what, target, median, min, max, ok }) => [
      what,
      target,
      rounded(median),
      rounded(min),
      rounded(max),
      ok ? 'yes' : 'NO',
    ]),
  );
