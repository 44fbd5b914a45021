import type { Unsent } from '@perezvon/contracts-adapter';
import { circuitBreaker, CircuitState as PolicyState, ConsecutiveBreaker, handleWhenResult } from 'cockatiel';
import { isFault } from './answer.ts';
import type { Answer } from './answer.ts';

/** `open`: nothing is sent; `half-open`: one request tries whether the provider is back. */
export type CircuitState = 'closed' | 'open' | 'half-open';

export interface CircuitOptions {
  /** So many faults in a row (no reply, or 5xx) open it; default 10. */
  failures?: number;
  /** Until one request may try again, ms; default 10000. */
  halfOpenAfterMs?: number;
}

export interface Circuit {
  /** Why nothing may be sent now; null when it may. */
  blocked(): Unsent | null;
  run<Given extends Answer>(exchange: () => Promise<Given>): Promise<Given | Unsent>;
}

const states: Readonly<Record<PolicyState, CircuitState>> = {
  [PolicyState.Closed]: 'closed',
  [PolicyState.Open]: 'open',
  [PolicyState.HalfOpen]: 'half-open',
  [PolicyState.Isolated]: 'open',
};

/** While another request tries whether the provider is back. */
const trialMs = 1_000;

/** Circuit breaker of one account; `onCircuit` hears of every change. */
export const createCircuit = (options: CircuitOptions, onCircuit: (state: CircuitState) => void): Circuit => {
  const halfOpenAfterMs = options.halfOpenAfterMs ?? 10_000;
  const policy = circuitBreaker(
    handleWhenResult((answer) => isFault(answer as Answer)),
    { halfOpenAfter: halfOpenAfterMs, breaker: new ConsecutiveBreaker(options.failures ?? 10) },
  );
  let openUntil = 0;
  policy.onStateChange((state) => {
    if (state === PolicyState.Open) openUntil = Date.now() + halfOpenAfterMs;
    tell(onCircuit, states[state]);
  });

  const blocked = (): Unsent | null => {
    if (policy.state === PolicyState.HalfOpen) return unsent(trialMs);
    const waitMs = openUntil - Date.now();
    return policy.state === PolicyState.Open && waitMs > 0 ? unsent(waitMs) : null;
  };
  return {
    blocked,
    // Without the check, the library would queue requests behind the trial for as long as that takes.
    run: async (exchange) => blocked() ?? policy.execute(exchange),
  };
};

const unsent = (retryAfterMs: number): Unsent => ({
  kind: 'unsent',
  detail: 'провайдер не отвечает, запросы приостановлены',
  retryAfterMs,
});

/** Whoever listens must not turn the answer to a request that was sent into an error. */
const tell = (onCircuit: (state: CircuitState) => void, state: CircuitState): void => {
  try {
    onCircuit(state);
  } catch {
    // The listener's own trouble.
  }
};
