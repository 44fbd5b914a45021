import type { PauseRow } from '@perezvon/database';

/**
 * Does an account take calls, by what is known of its pause? One that only asked to slow down does. One that was out of order does
 * not before it has taken a call again.
 */
export const takesCalls = (pause: PauseRow | undefined): boolean =>
  pause === undefined || pause.reason === 'rate_limited';

/** Can a call be tried through the account now? It was out of order, and its pause is over. */
export const canBeTried = (pause: PauseRow | undefined, now: Date): boolean =>
  takesCalls(pause) || (pause !== undefined && pause.pausedUntil <= now);
