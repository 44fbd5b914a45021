import { Fault } from '@perezvon/logger';

export interface HostAndPort {
  host: string;
  port: number;
}

const invalid = (safeMessage: string): Fault =>
  new Fault({ code: 'invalid_configuration', safeMessage, retryable: false });

const hostAndPort = (text: string, defaultPort: number): HostAndPort => {
  const match = /^(\[[\da-f:.]+\]|[^\s:[\]]+)(?::(\d{1,5}))?$/i.exec(text);
  if (match?.[1] === undefined) throw invalid('a Redis node must be host or host:port');
  return { host: match[1].replace(/^\[|\]$/g, ''), port: Number(match[2] ?? defaultPort) };
};

/** `host:port,host:port` → nodes. Throws Fault `invalid_configuration`. */
export const parseNodes = (text: string, defaultPort: number): HostAndPort[] =>
  text
    .split(',')
    .map((node) => node.trim())
    .filter((node) => node !== '')
    .map((node) => hostAndPort(node, defaultPort));

/** `master@host:port,host:port` → the master's name (`mymaster` if none is given) and the sentinels. */
export const parseSentinels = (text: string): { master: string; nodes: HostAndPort[] } => {
  const [, master = 'mymaster', nodes = ''] = /^(?:([^@,\s]+)@)?(.*)$/s.exec(text.trim()) ?? [];
  return { master, nodes: parseNodes(nodes, 26_379) };
};

export interface RedisAddress extends HostAndPort {
  username?: string;
  password?: string;
  db: number;
  tls: boolean;
}

/** `redis://` or `rediss://` (TLS), with user, password and database number. Throws Fault `invalid_configuration`. */
export const parseRedisUrl = (url: string): RedisAddress => {
  if (!URL.canParse(url)) throw invalid('REDIS_URL is not a URL');
  const { protocol, hostname, port, username, password, pathname } = new URL(url);
  if (protocol !== 'redis:' && protocol !== 'rediss:') {
    throw invalid('REDIS_URL must begin with redis:// or rediss://');
  }
  const db = Number(pathname.replace('/', '') || '0');
  if (!Number.isInteger(db)) throw invalid('the path of REDIS_URL must be a database number');
  return {
    host: hostname.replace(/^\[|\]$/g, '') || '127.0.0.1',
    port: Number(port || '6379'),
    ...(username === '' ? {} : { username: decodeURIComponent(username) }),
    ...(password === '' ? {} : { password: decodeURIComponent(password) }),
    db,
    tls: protocol === 'rediss:',
  };
};
