import type { Logger } from '@perezvon/logger';
import { Cluster, Redis, type RedisOptions } from 'ioredis';
import { logConnection } from './connection-log.ts';
import { parseNodes, parseRedisUrl, parseSentinels } from './redis-address.ts';

export type RedisConnection = Redis | Cluster;

/**
 * `producer`: fails fast, for whoever has somebody waiting. `worker`: waits for Redis as long as it takes (BullMQ demands
 * it). `plain`: small things on the side; a command fails after 5 s, but may wait for a reconnection till then.
 */
export type RedisRole = 'producer' | 'worker' | 'plain';

export interface RedisTarget {
  /** `redis://` or `rediss://user:password@host:port/db`; for a cluster or sentinels only credentials, TLS and db count. */
  url: string;
  /** REDIS_CLUSTER_NODES: `host:port,host:port`. */
  clusterNodes?: string | undefined;
  /** REDIS_SENTINELS: `master@host:port,host:port`. */
  sentinels?: string | undefined;
}

export interface RedisConnectionOptions extends RedisTarget {
  role: RedisRole;
  logger: Logger;
}

type Options = Omit<RedisOptions, 'replyMapping'>;

/** `socketTimeout`: a command unanswered for so long means a dead link. A worker's blocking command lasts up to 10 s. */
const byRole: Record<RedisRole, Options> = {
  producer: {
    enableOfflineQueue: false,
    commandTimeout: 1_000,
    maxRetriesPerRequest: 1,
    socketTimeout: 5_000,
  },
  worker: { enableOfflineQueue: true, maxRetriesPerRequest: null, socketTimeout: 30_000 },
  plain: { enableOfflineQueue: true, commandTimeout: 5_000, maxRetriesPerRequest: 3, socketTimeout: 10_000 },
};

/** For ever, quickly at first: 50 ms … 2 s, with jitter so that replicas don't come back in step. */
const reconnectDelay = (times: number): number => {
  const capped = Math.min(2_000, 50 * 2 ** Math.min(times - 1, 10));
  return Math.round(capped * (0.75 + Math.random() / 4));
};

const shared = (target: RedisTarget, role: RedisRole): Options => {
  const { username, password, tls } = parseRedisUrl(target.url);
  return {
    ...byRole[role],
    ...(username === undefined ? {} : { username }),
    ...(password === undefined ? {} : { password }),
    ...(tls ? { tls: {} } : {}),
    connectTimeout: 3_000,
    keepAlive: 10_000,
    retryStrategy: reconnectDelay,
    // After a failover the old master refuses writes: connect anew, to the new one.
    reconnectOnError: (error) => (error.message.startsWith('READONLY') ? 2 : false),
  };
};

const connectCluster = (nodes: string, options: Options): Cluster => {
  const { enableOfflineQueue, retryStrategy: _strategy, ...redisOptions } = options;
  return new Cluster(parseNodes(nodes, 6_379), {
    redisOptions,
    enableOfflineQueue: enableOfflineQueue ?? true,
    clusterRetryStrategy: reconnectDelay,
  });
};

const connect = (target: RedisTarget, role: RedisRole): RedisConnection => {
  const options = shared(target, role);
  const { host, port, db } = parseRedisUrl(target.url);
  if (target.clusterNodes) return connectCluster(target.clusterNodes, options);
  if (target.sentinels) {
    const { master, nodes } = parseSentinels(target.sentinels);
    return new Redis({
      ...options,
      db,
      sentinels: nodes,
      name: master,
      sentinelRetryStrategy: reconnectDelay,
    });
  }
  return new Redis({ ...options, db, host, port });
};

/**
 * Connects to one Redis, a cluster or through sentinels; returns at once and reconnects for ever. Connection errors are
 * logged now and then, never thrown. Throws Fault `invalid_configuration` for an address that can't be read.
 */
export const connectRedis = ({ role, logger, ...target }: RedisConnectionOptions): RedisConnection => {
  const connection = connect(target, role);
  logConnection(connection, logger.child({ role }));
  return connection;
};
