import { request as httpRequest } from 'node:http';
import type { ClientRequest, RequestOptions } from 'node:http';
import { request as httpsRequest } from 'node:https';
import type { Agent as HttpsAgent } from 'node:https';
import { isIPv6 } from 'node:net';
import type { Socket } from 'node:net';
import { connect as connectTls } from 'node:tls';
import type { ConnectionOptions } from 'node:tls';
import { basicAuth } from './credentials.ts';

export interface Proxy {
  protocol: 'http:' | 'https:';
  /** A plain request in the form a proxy takes: to the proxy, with the whole URL in its first line. */
  absolute(request: RequestOptions): RequestOptions;
  /** A `CONNECT` request; not yet ended. */
  connect(target: string): ClientRequest;
}

/** A proxy by its URL, credentials in it. Throws TypeError on anything but `http://` and `https://`. */
export const readProxy = (text: string): Proxy => {
  const url = new URL(text);
  const { protocol } = url;
  if (protocol !== 'http:' && protocol !== 'https:') throw new TypeError('proxy is not http or https');
  const address = {
    protocol,
    hostname: url.hostname.replace(/^\[(.*)\]$/, '$1'),
    port: url.port === '' ? undefined : url.port,
  };
  const authorization = authorizationOf(url);
  return {
    protocol,
    absolute: (request) => {
      const host = hostOf(request, 80);
      const headers = { ...(request.headers as Record<string, string>), Host: host, ...authorization };
      return { ...request, ...address, path: `http://${host}${request.path ?? '/'}`, headers };
    },
    connect: (target) =>
      (protocol === 'https:' ? httpsRequest : httpRequest)({
        ...address,
        method: 'CONNECT',
        path: target,
        headers: { Host: target, ...authorization },
        agent: false,
      }),
  };
};

const authorizationOf = ({ username, password }: URL): Record<string, string> =>
  username === '' && password === ''
    ? {}
    : {
        'Proxy-Authorization': basicAuth({
          username: decodeURIComponent(username),
          password: decodeURIComponent(password),
        }),
      };

/** Without the port where it is the default one. */
const hostOf = ({ hostname, host, port }: RequestOptions, defaultPort: number): string => {
  const name = hostname ?? host ?? '';
  const bracketed = isIPv6(name) ? `[${name}]` : name;
  return Number(port ?? defaultPort) === defaultPort || port === '' ? bracketed : `${bracketed}:${port}`;
};

type OnConnection = (error: Error | null, socket?: Socket) => void;

/**
 * Lets the agent reach every host through a tunnel. What a proxy answers instead of opening one never counts as the provider's reply:
 * it is an error, before anything of the request has left.
 */
export const tunnelling = (agent: HttpsAgent, proxy: Proxy, connectTimeoutMs: number): HttpsAgent => {
  const createConnection = (options: ConnectionOptions, onConnection: OnConnection): undefined => {
    const request = proxy.connect(`${hostOf({ host: options.host ?? '' }, 0)}:${options.port ?? 443}`);
    const timer = setTimeout(() => request.destroy(fault('PROXY_TIMEOUT')), connectTimeoutMs);
    request.once('connect', ({ statusCode }, socket: Socket) => {
      clearTimeout(timer);
      if (statusCode === 200) {
        onConnection(null, connectTls({ ...options, socket }));
        return;
      }
      socket.destroy();
      onConnection(fault(`PROXY_${statusCode ?? 0}`));
    });
    request.once('error', (error) => {
      clearTimeout(timer);
      onConnection(error);
    });
    request.end();
    return undefined;
  };
  return Object.assign(agent, { createConnection });
};

const fault = (code: string): Error => Object.assign(new Error('no tunnel'), { code });
