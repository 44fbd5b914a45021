import { setTimeout as delay } from 'node:timers/promises';
import { describeFault, type PlannedFault } from './fault.ts';
import type { Injector } from './injector.ts';

/** Injects every fault at its time; resolves when the last one is over. A fault that can't be injected is said, not thrown. */
export const replayFaults = async (
  injector: Injector,
  faults: readonly PlannedFault[],
  { startedAt, say }: { startedAt: Date; say: (line: string) => void },
): Promise<void> => {
  await Promise.all(
    faults.map(async ({ atMs, fault }) => {
      await delay(Math.max(0, startedAt.getTime() + atMs - Date.now()));
      say(`${(atMs / 1_000).toFixed(1)} s  ${describeFault(fault)}`);
      await injector.inject(fault).catch((error: unknown) => say(`${fault.kind}: ${String(error)}`));
    }),
  );
};

export const countKinds = (faults: readonly PlannedFault[]): Record<string, number> => {
  const counts: Record<string, number> = {};
  for (const { fault } of faults) counts[fault.kind] = (counts[fault.kind] ?? 0) + 1;
  return counts;
};
