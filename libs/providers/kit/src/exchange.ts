import { request as httpRequest } from 'node:http';
import type { ClientRequest, IncomingMessage, RequestOptions } from 'node:http';
import { request as httpsRequest } from 'node:https';
import type { Unanswered } from './answer.ts';

export interface Exchange {
  signal: AbortSignal;
  /** For axios: plain node requests, watched. */
  transport: {
    request(options: RequestOptions, onResponse: (response: IncomingMessage) => void): ClientRequest;
  };
  /** The verdict about an exchange that gave no reply. */
  failure(error: unknown): Unanswered;
  /** Stops the timers. */
  end(): void;
}

interface ExchangeOptions {
  connectTimeoutMs: number;
  /** The limit as the operator knows it. */
  timeoutMs: number;
  /** What is left of it. */
  leftMs: number;
  /** Request options as they go out, e.g. to a proxy. */
  route: (options: RequestOptions) => RequestOptions;
}

/**
 * Watches one exchange: its time limits, and whether the request can have left. It cannot before the connection stands (with TLS:
 * before the handshake is done and the certificate accepted; in a tunnel: likewise); node writes the request the moment it does, so
 * from then on, and at once on a connection that is reused, it can.
 */
export const createExchange = (options: ExchangeOptions): Exchange => {
  const deadlines = createDeadlines();
  const state = { mayHaveLeft: false };
  deadlines.start(options.leftMs, `нет ответа за ${options.timeoutMs} мс`);

  const watch = (request: ClientRequest, isSecure: boolean): void => {
    request.once('socket', (socket) => {
      if (request.reusedSocket) {
        state.mayHaveLeft = true;
        return;
      }
      const stop = deadlines.start(
        options.connectTimeoutMs,
        `нет соединения за ${options.connectTimeoutMs} мс`,
      );
      socket.once(isSecure ? 'secureConnect' : 'connect', () => {
        state.mayHaveLeft = true;
        stop();
      });
    });
  };

  return {
    signal: deadlines.signal,
    transport: {
      request: (given, onResponse) => {
        const routed = options.route(given);
        const isSecure = routed.protocol === 'https:';
        const request = isSecure ? httpsRequest(routed, onResponse) : httpRequest(routed, onResponse);
        watch(request, isSecure);
        return request;
      },
    },
    failure: (error) => ({
      kind: state.mayHaveLeft ? 'lost' : 'unsent',
      detail: deadlines.expired() ?? describe(error, state.mayHaveLeft),
    }),
    end: deadlines.stopAll,
  };
};

/** Time limits that share one abort signal; the first to pass names itself. */
const createDeadlines = () => {
  const controller = new AbortController();
  const timers = new Set<NodeJS.Timeout>();
  let expired: string | null = null;
  return {
    signal: controller.signal,
    expired: () => expired,
    start: (limitMs: number, detail: string): (() => void) => {
      const timer = setTimeout(() => {
        expired ??= detail;
        controller.abort();
      }, limitMs);
      timers.add(timer);
      return () => clearTimeout(timer);
    },
    stopAll: () => timers.forEach((timer) => clearTimeout(timer)),
  };
};

/** Only the code: a message may quote an address, a header or a body. */
const describe = (error: unknown, mayHaveLeft: boolean): string => {
  const code =
    typeof error === 'object' && error !== null && 'code' in error ? String(error.code) : 'без кода';
  return mayHaveLeft ? `обмен оборвался (${code})` : `не удалось соединиться (${code})`;
};
