/** Limits of an account, over all replicas. */
export interface PacingLimits {
  concurrentCalls: number;
  callsPerSecond: number;
}

export interface PacingState {
  now: Date;
  /** Calls placed and not ended. */
  inProgress: number;
  /** No call before this moment. */
  nextCallAt: Date;
  /** In the past: the account was paused and has taken no call since, so one call at a time tries. */
  pausedUntil: Date | null;
}

/** How many calls may begin in one go when the rate allows many: a tenth of a second's worth, so that a burst stays short. */
const burstSeconds = 0.1;

/** How many calls may begin now. */
export const callsAllowed = (limits: PacingLimits, state: PacingState): number => {
  const waits = state.now < state.nextCallAt || (state.pausedUntil !== null && state.now < state.pausedUntil);
  const free = limits.concurrentCalls - state.inProgress;
  const burst = state.pausedUntil === null ? Math.ceil(limits.callsPerSecond * burstSeconds) : 1;
  return waits ? 0 : Math.max(0, Math.min(free, burst));
};

/** When the next call may begin after `begun` calls at `now`. */
export const nextCallAfter = (limits: PacingLimits, begun: number, now: Date): Date =>
  new Date(now.getTime() + Math.ceil((begun * 1000) / limits.callsPerSecond));
