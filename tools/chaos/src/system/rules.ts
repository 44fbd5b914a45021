/** A day's rules in seconds. The judge computes with the same figures. */
export const rules = {
  leadHours: 24,
  stopBeforeVisitMinutes: 60,
  maxAttempts: 3,
  /** 9 and 12 s. */
  retryMinutes: [0.15, 0.2],
  /** The watchdog: 9 s; pauses of apps are shorter and longer than that. */
  answerTimeoutMinutes: 0.15,
  /** 7.8 s between two calls to one person. */
  perPhone: { callsPerDay: 4, minGapMinutes: 0.13 },
  debounceSeconds: 0.4,
  sameDay: true,
} as const;

/** A call about which nobody says anything keeps its line until the watchdog: enough lines for hundreds of those. */
export const lines = { concurrentCalls: 150, callsPerSecond: 60 } as const;
