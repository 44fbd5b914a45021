export interface Spread {
  median: number;
  min: number;
  max: number;
}

export const spreadOf = (values: readonly number[]): Spread => {
  const sorted = [...values].sort((a, b) => a - b);
  const middle = sorted.length >> 1;
  const upper = sorted[middle] ?? Number.NaN;
  const lower = sorted.length % 2 === 0 ? (sorted[middle - 1] ?? Number.NaN) : upper;
  return { median: (lower + upper) / 2, min: sorted[0] ?? Number.NaN, max: sorted.at(-1) ?? Number.NaN };
};

/** Round by round, so that what slows the machine down for a while slows both sides of a ratio. */
export const ratios = (values: readonly number[], others: readonly number[]): number[] =>
  values.slice(0, others.length).map((value, index) => value / (others[index] ?? Number.NaN));
