/**
 * Remembers that a store just failed, so that not every request waits for the time-out: after a failure nothing is tried
 * for `probeAfterMs`, then one attempt, and so on until one succeeds.
 */
export interface Circuit {
  /** Known to be out and not yet time to try: costs nothing to ask. */
  isOpen(): boolean;
  /** May this attempt be made? While the store is out, true once per `probeAfterMs`. */
  admit(): boolean;
  succeeded(): void;
  failed(): void;
}

export interface CircuitOptions {
  probeAfterMs: number;
  clock: () => Date;
  /** The state changed; for readiness and the log. */
  onChange: (works: boolean) => void;
}

export const createCircuit = ({ probeAfterMs, clock, onChange }: CircuitOptions): Circuit => {
  let retryAt: number | null = null;
  const now = (): number => clock().getTime();
  const isOpen = (): boolean => retryAt !== null && now() < retryAt;

  return {
    isOpen,
    admit: () => {
      if (isOpen()) return false;
      if (retryAt !== null) retryAt = now() + probeAfterMs;
      return true;
    },
    succeeded: () => {
      if (retryAt !== null) onChange(true);
      retryAt = null;
    },
    failed: () => {
      if (retryAt === null) onChange(false);
      retryAt = now() + probeAfterMs;
    },
  };
};
