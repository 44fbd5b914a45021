export interface HeardOutOptions {
  queue: { oldestAt: (name: 'provider-events') => Promise<Date | null> };
  clock: () => Date;
  /** A webhook that waits on the queue longer than this is held up, ms. */
  heldUpAfterMs: number;
}

/** Nothing the provider said is held up on the queue. False, too, while Redis can't be asked: silence then proves nothing. */
export const isHeardOut = async ({ queue, clock, heldUpAfterMs }: HeardOutOptions): Promise<boolean> => {
  try {
    const oldest = await queue.oldestAt('provider-events');
    return oldest === null || clock().getTime() - oldest.getTime() < heldUpAfterMs;
  } catch {
    return false;
  }
};
