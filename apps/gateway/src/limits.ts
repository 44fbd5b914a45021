/** What the gateway lets itself be made to do; times in ms. */
export const gatewayLimits = {
  bodyBytes: 2 * 1024 * 1024,
  inbox: {
    /** PostgreSQL that does not answer within this is out, and the queue takes the row. */
    storeTimeoutMs: 2_000,
    queueTimeoutMs: 2_000,
    /** Rows in memory, in each direction; more is refused early. */
    maxWaiting: 5_000,
    maxBatch: 500,
  },
  /** How often a store that failed is tried again. */
  probeAfterMs: 1_000,
  authentication: { failuresPerMinute: 60, pauseMs: 300, maxPausing: 100 },
  outbox: { pollMs: 500, maxWaiting: 5 },
  closeMs: 8_000,
} as const;
