import { z } from 'zod';

/** How long a fault lasts: so many requests, or so many ms, whichever ends first; without either until changed. */
export const faultLimitSchema = z.strictObject({
  requests: z.number().int().min(1).optional(),
  ms: z.number().min(0).optional(),
});

export type FaultLimit = z.infer<typeof faultLimitSchema>;

export interface FaultSchedule<Fault> {
  set(fault: Fault, limit: FaultLimit): void;
  clear(): void;
  /** The fault for the request at hand, counted against its limit; null when there is none. */
  take(): Fault | null;
}

/**
 * At most one fault at a time.
 *
 * @param monotonic ms that never jump: a stepped clock must not lengthen an outage.
 */
export const createFaultSchedule = <Fault>(monotonic: () => number): FaultSchedule<Fault> => {
  let active: { fault: Fault; requestsLeft: number; until: number } | null = null;
  return {
    set: (fault, limit) => {
      active = {
        fault,
        requestsLeft: limit.requests ?? Number.POSITIVE_INFINITY,
        until: limit.ms === undefined ? Number.POSITIVE_INFINITY : monotonic() + limit.ms,
      };
    },
    clear: () => {
      active = null;
    },
    take: () => {
      if (active && (active.requestsLeft <= 0 || monotonic() >= active.until)) active = null;
      if (!active) return null;
      active.requestsLeft -= 1;
      return active.fault;
    },
  };
};
