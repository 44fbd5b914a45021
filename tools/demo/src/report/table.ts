export interface Column {
  title: string;
  /** Characters; the last column takes what is left of the line. */
  width: number;
}

/** Cut to so many characters, the last of them `…`. */
export const fit = (text: string, width: number): string => {
  const characters = Array.from(text);
  return characters.length <= width
    ? text + ' '.repeat(width - characters.length)
    : `${characters.slice(0, width - 1).join('')}…`;
};

const gap = '  ';

/** Lines of a plain table, `width` characters at most; every row has as many cells as there are columns. */
export const formatTable = (
  columns: readonly Column[],
  rows: readonly (readonly string[])[],
  width: number,
): string[] => {
  const taken = columns.slice(0, -1).reduce((sum, column) => sum + column.width + gap.length, 0);
  const last = Math.max(columns.at(-1)?.width ?? 0, width - taken);
  const widths = columns.map((column, index) => (index === columns.length - 1 ? last : column.width));
  const line = (cells: readonly string[]): string =>
    cells
      .map((cell, index) => fit(cell, widths[index] ?? 0))
      .join(gap)
      .trimEnd();
  return [
    line(columns.map(({ title }) => title)),
    line(widths.map((columnWidth) => '─'.repeat(columnWidth))),
    ...rows.map(line),
  ];
};
