/** Does something and says how long it took: `PostgreSQL ready (0.6 s)`. */
export const timed = async <T>(
  what: string,
  log: (line: string) => void,
  work: () => Promise<T>,
): Promise<T> => {
  const started = performance.now();
  const result = await work();
  log(`${what} (${((performance.now() - started) / 1000).toFixed(1)} s)`);
  return result;
};
