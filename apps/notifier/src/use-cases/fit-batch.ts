import type { OutboxEvent } from '@perezvon/contracts-events';

/** `{"batch":"<UUID>","events":[…]}` without the events and with one comma less than there are events. */
const frameBytes = 59;

/**
 * How many of the events, from the first, make a body of at most `maxBytes`. At least one: an event that is too long by itself
 * goes alone.
 */
export const fittingCount = (events: readonly OutboxEvent[], maxBytes: number): number => {
  let bytes = frameBytes;
  const fits = (event: OutboxEvent): boolean => {
    bytes += Buffer.byteLength(JSON.stringify(event), 'utf8') + 1;
    return bytes <= maxBytes;
  };
  const tooMany = events.findIndex((event) => !fits(event));
  return tooMany === -1 ? events.length : Math.max(1, tooMany);
};
