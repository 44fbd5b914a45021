import type { Logger } from '@perezvon/logger';

interface LanesOptions {
  /** Runs at once for one infobase in this process. */
  concurrencyOf: (infobaseId: string) => number;
  /** Delivers until nothing is left. */
  deliver: (infobaseId: string) => Promise<void>;
  logger: Logger;
}

export interface Lanes {
  /** Delivers now, or once more after a run that may have looked too early. Returns at once. */
  wake(infobaseId: string): void;
  /** When nothing runs any more. */
  idle(): Promise<void>;
}

interface Lane {
  running: Set<Promise<void>>;
  woken: boolean;
}

/**
 * Turns any number of wake-ups into at most `concurrency` runs an infobase, so that a thousand events at once are a few claims,
 * and a slow 1C keeps no queue worker from the others.
 */
export const createLanes = ({ concurrencyOf, deliver, logger }: LanesOptions): Lanes => {
  const lanes = new Map<string, Lane>();

  const laneOf = (infobaseId: string): Lane => {
    const lane = lanes.get(infobaseId) ?? { running: new Set(), woken: false };
    lanes.set(infobaseId, lane);
    return lane;
  };

  const run = async (infobaseId: string): Promise<void> => {
    try {
      await deliver(infobaseId);
    } catch (error) {
      // The events are in PostgreSQL: the sweep comes back for them.
      logger.error('delivery.interrupted', { infobaseId, error });
    }
  };

  const begin = (infobaseId: string, lane: Lane): void => {
    lane.woken = false;
    const running = run(infobaseId).then(() => {
      lane.running.delete(running);
      if (lane.woken) begin(infobaseId, lane);
    });
    lane.running.add(running);
  };

  const running = (): Promise<void>[] => [...lanes.values()].flatMap((lane) => [...lane.running]);

  return {
    wake: (infobaseId) => {
      const lane = laneOf(infobaseId);
      if (lane.running.size < concurrencyOf(infobaseId)) begin(infobaseId, lane);
      else lane.woken = true;
    },
    idle: async () => {
      for (let left = running(); left.length > 0; left = running()) await Promise.all(left);
    },
  };
};
