import { request as httpRequest } from 'node:http';
import type { ClientRequest, IncomingMessage, RequestOptions } from 'node:http';
import { request as httpsRequest } from 'node:https';
import type { ProviderResponse } from '@perezvon/contracts-adapter';

export interface Exchange {
  signal: AbortSignal;
  /** For axios: plain node requests, watched. */
  transport: {
    request(options: RequestOptions, onResponse: (response: IncomingMessage) => void): ClientRequest;
  };
  /** The verdict about an exchange that gave no reply. */
  failure(error: unknown): ProviderResponse;
  /** Stops the timers. */
  end(): void;
}

interface Limits {
  connectTimeoutMs: number;
  timeoutMs: number;
}

/**
 * Watches one exchange: its time limits, and whether the request can have left. It cannot before the connection stands (with TLS:
 * before the handshake is done and the certificate accepted); node writes the request the moment it does, so from then on, and at
 * once on a connection that is reused, it can.
 */
export const createExchange = (limits: Limits): Exchange => {
  const deadlines = createDeadlines();
  const state = { mayHaveLeft: false };
  deadlines.start(limits.timeoutMs, 'нет ответа');

  const watch = (request: ClientRequest, isSecure: boolean): void => {
    request.once('socket', (socket) => {
      if (request.reusedSocket) {
        state.mayHaveLeft = true;
        return;
      }
      const stop = deadlines.start(limits.connectTimeoutMs, 'нет соединения');
      socket.once(isSecure ? 'secureConnect' : 'connect', () => {
        state.mayHaveLeft = true;
        stop();
      });
    });
  };

  return {
    signal: deadlines.signal,
    transport: {
      request: (options, onResponse) => {
        const isSecure = options.protocol === 'https:';
        const request = isSecure ? httpsRequest(options, onResponse) : httpRequest(options, onResponse);
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
    start: (limitMs: number, what: string): (() => void) => {
      const timer = setTimeout(() => {
        expired ??= `${what} за ${limitMs} мс`;
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
