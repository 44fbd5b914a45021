/** Timers that can all be dropped at once when the simulator stops. */
export interface Timers {
  after(ms: number, action: () => void): void;
  delay(ms: number): Promise<void>;
  /** How many are waiting. */
  pending(): number;
  clear(): void;
}

export const createTimers = (): Timers => {
  const waiting = new Set<NodeJS.Timeout>();
  const after = (ms: number, action: () => void): void => {
    const timer = setTimeout(() => {
      waiting.delete(timer);
      action();
    }, ms);
    // The server keeps the process alive, not what is still planned.
    timer.unref();
    waiting.add(timer);
  };
  return {
    after,
    delay: (ms) => (ms <= 0 ? Promise.resolve() : new Promise((resolve) => after(ms, resolve))),
    pending: () => waiting.size,
    clear: () => {
      for (const timer of waiting) clearTimeout(timer);
      waiting.clear();
    },
  };
};
