/** Milliseconds, each worth keeping: a run has some ten thousand of them. */
export interface Latencies {
  p50: number;
  p99: number;
  max: number;
}

const at = (sorted: Float64Array, share: number): number =>
  sorted[Math.min(sorted.length - 1, Math.floor(sorted.length * share))] ?? Number.NaN;

export const summarise = (milliseconds: readonly number[]): Latencies => {
  const sorted = Float64Array.from(milliseconds).sort();
  return { p50: at(sorted, 0.5), p99: at(sorted, 0.99), max: at(sorted, 1) };
};
