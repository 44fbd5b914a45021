import type { Exchange } from './exchange.ts';
import type { HookSender } from './hook-sender.ts';
import type { Ledger } from './ledger.ts';
import type { Scripts } from './script.ts';
import type { Timers } from './timers.ts';

/** What every simulated party shares. */
export interface Core {
  seed: string;
  ledger: Ledger;
  scripts: Scripts;
  timers: Timers;
  hooks: HookSender;
  /** ms that never jump. */
  monotonic: () => number;
  /** Numbers calls over all providers, 11 digits; those of an earlier process are lower. */
  nextSerial: () => number;
}

/** One simulated party: a provider or 1C. */
export interface Party {
  /** Requests under `/{party}/`; `segments` still start with the party's own name. */
  handle(exchange: Exchange): Promise<void> | void;
  /**
   * `PUT /control/{party}[/…]`, also called in process.
   * @param path what followed the party's name.
   * @throws ZodError for a body it does not know.
   */
  control(path: readonly string[], body: unknown): void;
  /** How much is still going on; 0 = quiet. */
  busy(): number;
  /** Forgets what was going on; the timers are gone already. */
  stop(): void;
}
