import { setTimeout as sleep } from 'node:timers/promises';
import type { SecureContextOptions } from 'node:tls';
import type { Connection, ProviderHttp, ProviderRequest } from '@perezvon/contracts-adapter';
import type { Answer, Unanswered } from './answer.ts';
import { createCircuit } from './circuit.ts';
import type { CircuitOptions, CircuitState } from './circuit.ts';
import { createConnections } from './connections.ts';
import { createExchange } from './exchange.ts';
import type { Exchange } from './exchange.ts';
import { createRateLimit } from './rate-limit.ts';
import { repeated } from './repetition.ts';
import { createTransfer } from './transfer.ts';

/**
 * What the adapter says about the connection, and what the operator adds. `timeoutMs`: default 15000; the wait for a turn under
 * `rates` has the same limit of its own, so that it never cuts an exchange short.
 */
export interface ProviderHttpOptions extends Connection {
  /** Until the connection stands (TLS included), ms; default 5000. */
  connectTimeoutMs?: number;
  /** A longer reply to `send` counts as lost; default 1 MiB. */
  maxReplyBytes?: number;
  /** Connections at once to one origin; further requests wait for a free one. Default 64. */
  maxSockets?: number;
  /** Own certificate authority, client certificate. */
  tls?: SecureContextOptions;
  /** URL of an HTTP proxy, credentials in it; none is taken from the environment. */
  proxy?: string;
  circuit?: CircuitOptions;
  /** Hears of every change of the circuit. */
  onCircuit?: (state: CircuitState) => void;
}

/**
 * HTTP client of one account: keep-alive, no redirects, replies limited in time and size, the provider's rates kept, a circuit that
 * opens while the provider fails, repetition only of what is safe to repeat, and an honest verdict about a request without a reply
 * (see `ProviderResponse`). Never rejects; details never hold what was sent. Throws on a proxy URL that is none.
 */
export const createProviderHttp = (options: ProviderHttpOptions): ProviderHttp => {
  const connectTimeoutMs = options.connectTimeoutMs ?? 5_000;
  const { proxy, maxSockets = 64 } = options;
  const connections = createConnections({ connectTimeoutMs, maxSockets, proxy, tls: tlsOf(options) });
  const transfer = createTransfer(connections, options.maxReplyBytes ?? 1024 * 1024);
  const gate = createGate(options);

  const answered = async <Given extends Answer>(
    request: ProviderRequest,
    exchanged: (exchange: Exchange) => Promise<Given>,
  ): Promise<Given | Unanswered> => {
    if (!gate.isAllowed(request.url)) return forbidden;
    const timeoutMs = request.timeoutMs ?? options.timeoutMs ?? 15_000;
    const attempt = (leftMs: number): Promise<Given | Unanswered> =>
      gate.pass(request.url, leftMs, () =>
        verdict(createExchange({ connectTimeoutMs, timeoutMs, leftMs, route: connections.route }), exchanged),
      );
    return request.isSafeToRepeat === true
      ? repeated({ attempt, timeoutMs, pause: gate.pause })
      : attempt(timeoutMs);
  };

  return {
    send: (request) => answered(request, (exchange) => transfer.send(request, exchange)),
    open: (request) => answered(request, (exchange) => transfer.open(request, exchange)),
    close: () => {
      gate.close();
      connections.destroy();
    },
  };
};

const tlsOf = ({ tls, maxTlsVersion }: ProviderHttpOptions): SecureContextOptions => ({
  ...tls,
  ...(maxTlsVersion === undefined ? {} : { maxVersion: maxTlsVersion }),
});

const forbidden: Unanswered = { kind: 'unsent', detail: 'адрес не разрешён этой учётной записи' };
const closed: Unanswered = { kind: 'unsent', detail: 'клиент закрыт' };

/** What a request must pass before it goes out. */
const createGate = (options: ProviderHttpOptions) => {
  const origins = new Set(options.origins.map((origin) => new URL(origin).origin));
  const rateLimit = createRateLimit(options.rates ?? [], () => performance.now());
  const circuit = createCircuit(options.circuit ?? {}, (state) => options.onCircuit?.(state));
  const closing = new AbortController();

  const pause = async (ms: number): Promise<boolean> => {
    try {
      await sleep(ms, undefined, { signal: closing.signal });
      return true;
    } catch {
      return false;
    }
  };
  return {
    pause,
    isAllowed: (url: string): boolean => URL.canParse(url) && origins.has(new URL(url).origin),
    pass: async <Given extends Answer>(
      url: string,
      longestWaitMs: number,
      exchange: () => Promise<Given>,
    ): Promise<Given | Unanswered> => {
      if (closing.signal.aborted) return closed;
      // Before a turn is taken, so that requests that will not go out take none.
      const blocked = circuit.blocked();
      if (blocked !== null) return blocked;
      const turn = rateLimit.take(new URL(url).pathname, longestWaitMs);
      if (!turn.ok)
        return { kind: 'unsent', detail: 'предел частоты запросов', retryAfterMs: turn.retryAfterMs };
      if (turn.waitMs > 0 && !(await pause(turn.waitMs))) return closed;
      return circuit.run(exchange);
    },
    close: () => closing.abort(),
  };
};

const verdict = async <Given extends Answer>(
  exchange: Exchange,
  exchanged: (exchange: Exchange) => Promise<Given>,
): Promise<Given | Unanswered> => {
  try {
    return await exchanged(exchange);
  } catch (error) {
    return exchange.failure(error);
  } finally {
    exchange.end();
  }
};
