import { queuePrefix } from '@perezvon/bootstrap';
import { databaseEnvironment, formatErrors, parseEnvironment, redisEnvironment } from '@perezvon/config';
import { openDatabase } from '@perezvon/database';
import { createLogger } from '@perezvon/logger';
import { createQueueOperator, type QueueOperator } from '@perezvon/queue';
import { closeRedis, connectRedis } from '@perezvon/redis';
import { runEvents } from './events.ts';

const complain = (line: string): void => void process.stderr.write(`${line}\n`);

const read = <Shape extends Parameters<typeof parseEnvironment>[1]>(shape: Shape) => {
  const environment = parseEnvironment(process.env, shape);
  if (environment.ok) return environment.value;
  complain(formatErrors(environment.errors));
  process.exit(2);
};

const closers: (() => Promise<void>)[] = [];

const openOperator = (): QueueOperator => {
  const {
    REDIS_URL: url,
    REDIS_CLUSTER_NODES: clusterNodes,
    REDIS_SENTINELS: sentinels,
  } = read(redisEnvironment);
  const logger = createLogger({ name: 'events', level: 'silent' });
  const connection = connectRedis({ url, clusterNodes, sentinels, role: 'plain', logger });
  const operator = createQueueOperator({ connection, prefix: queuePrefix });
  closers.push(
    () => operator.close(),
    () => closeRedis(connection),
  );
  return operator;
};

const database = openDatabase({
  url: read(databaseEnvironment).DATABASE_URL,
  poolSize: 1,
  statementTimeoutMs: 30_000,
  connectTimeoutMs: 5_000,
  onConnectionError: (error) => complain(error.message),
});
closers.push(() => database.close());

try {
  process.exitCode = await runEvents({
    args: process.argv.slice(2),
    sql: database.sql,
    operator: openOperator,
    now: new Date(),
    print: (line) => void process.stdout.write(`${line}\n`),
    complain,
  });
} catch (error) {
  complain(error instanceof Error ? error.message : String(error));
  process.exitCode = 1;
} finally {
  for (const close of closers) await close();
}
