import { Agent as HttpAgent, request as httpRequest } from 'node:http';
import { Agent as HttpsAgent, request as httpsRequest } from 'node:https';

export interface HookRequest {
  method: string;
  url: string;
  headers: Readonly<Record<string, string>>;
  body: Uint8Array;
}

export interface HookResult {
  status: number | null;
  error: string | null;
}

/** Sends webhooks over kept-alive connections; what exceeds the number in flight waits its turn. Never throws. */
export interface HookSender {
  send(hook: HookRequest): Promise<HookResult>;
  /** Waiting and in flight. */
  pending(): number;
  close(): void;
}

const errorCode = (error: Error): string => ('code' in error ? String(error.code) : error.message);

interface Limits {
  inFlight: number;
  /** For one whole exchange, ms. */
  timeoutMs: number;
}

interface Agents {
  http: HttpAgent;
  https: HttpsAgent;
}

/** A GET has no body, and so no length. */
const lengthOf = ({ method, body }: HookRequest): Record<string, number> =>
  method === 'GET' && body.length === 0 ? {} : { 'content-length': body.length };

/** Never repeats by itself: what the ledger says was sent once was sent once. */
const post = (hook: HookRequest, agents: Agents, timeoutMs: number): Promise<HookResult> =>
  new Promise((resolve) => {
    const secure = hook.url.startsWith('https:');
    const request = (secure ? httpsRequest : httpRequest)(hook.url, {
      method: hook.method,
      agent: secure ? agents.https : agents.http,
      headers: { ...hook.headers, ...lengthOf(hook) },
    });
    const timer = setTimeout(() => request.destroy(new Error('timeout')), timeoutMs);
    const settle = (result: HookResult): void => {
      clearTimeout(timer);
      resolve(result);
    };
    request.on('response', (response) => {
      response.resume();
      response.on('end', () => settle({ status: response.statusCode ?? null, error: null }));
      response.on('error', (error) => settle({ status: null, error: errorCode(error) }));
    });
    request.on('error', (error) => settle({ status: null, error: errorCode(error) }));
    request.end(hook.body);
  });

export const createHookSender = (limits: Limits): HookSender => {
  const agents = {
    http: new HttpAgent({ keepAlive: true, maxSockets: limits.inFlight }),
    https: new HttpsAgent({ keepAlive: true, maxSockets: limits.inFlight }),
  };
  const waiting: (() => void)[] = [];
  let running = 0;
  // A slot is handed over, not freed and taken again: nobody slips in between.
  const leave = (): void => {
    const next = waiting.shift();
    if (next) next();
    else running -= 1;
  };
  const enter = async (): Promise<void> => {
    if (running >= limits.inFlight) await new Promise<void>((resolve) => waiting.push(resolve));
    else running += 1;
  };
  return {
    send: async (hook) => {
      await enter();
      return post(hook, agents, limits.timeoutMs).finally(leave);
    },
    pending: () => running + waiting.length,
    close: () => {
      waiting.length = 0;
      agents.http.destroy();
      agents.https.destroy();
    },
  };
};
