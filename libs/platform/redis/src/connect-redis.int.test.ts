import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { freePort, startRedis, type LocalRedis } from '@perezvon/local-services';
import { createLogger } from '@perezvon/logger';
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { closeRedis, connectRedis, type RedisConnection, type RedisRole } from './index.ts';

let dataDir: string;
let port: number;
let redis: LocalRedis;
let lines: string[];
let connections: RedisConnection[];

const start = async (): Promise<void> => {
  redis = await startRedis({ dataDir, port, log: () => undefined });
};

const connect = (role: RedisRole, url = redis.url): RedisConnection => {
  const logger = createLogger({
    name: 'test',
    level: 'debug',
    destination: { write: (line) => lines.push(line) },
  });
  const connection = connectRedis({ url, role, logger });
  connections.push(connection);
  return connection;
};

beforeEach(async () => {
  lines = [];
  connections = [];
  dataDir = await mkdtemp(join(tmpdir(), 'perezvon-redis-'));
  port = await freePort();
  await start();
});
afterEach(async () => {
  await Promise.all(connections.map(closeRedis));
  await redis.stop();
  await rm(dataDir, { recursive: true, force: true });
});

const within = { timeout: 15_000, interval: 20 };

describe('a producer’s connection', () => {
  it('fails at once while Redis is out and works again after it is back', async () => {
    const connection = connect('producer');
    await vi.waitFor(() => connection.set('a', '1'), within);
    await redis.stop();
    await vi.waitFor(() => expect(connection.status).not.toBe('ready'), within);
    const begunMs = performance.now();
    await expect(connection.get('a')).rejects.toThrow();
    expect(performance.now() - begunMs).toBeLessThan(1_500);
    await start();
    await vi.waitFor(async () => expect(await connection.get('a')).toBe('1'), within);
  });

  it('fails within its time when Redis hangs', async () => {
    const connection = connect('producer');
    await vi.waitFor(() => connection.set('a', '1'), within);
    process.kill(redis.pid, 'SIGSTOP');
    try {
      const begunMs = performance.now();
      await expect(connection.get('a')).rejects.toThrow('Command timed out');
      expect(performance.now() - begunMs).toBeLessThan(3_000);
    } finally {
      process.kill(redis.pid, 'SIGCONT');
    }
    await vi.waitFor(async () => expect(await connection.get('a')).toBe('1'), within);
  });
});

describe('a worker’s connection', () => {
  it('waits until Redis is there', async () => {
    await redis.stop();
    const connection = connect('worker');
    const written = connection.set('a', '1');
    await vi.waitFor(() => expect(lines.join('')).toContain('redis.error'), within);
    await start();
    expect(await written).toBe('OK');
  });
});

describe('the log', () => {
  it('holds one line about many failed attempts, no password, and one about the recovery', async () => {
    await redis.stop();
    let errors = 0;
    const connection = connect('plain');
    connection.on('error', () => (errors += 1));
    await vi.waitFor(() => expect(errors).toBeGreaterThan(3), within);
    expect(lines.filter((line) => line.includes('redis.error'))).toHaveLength(1);
    await start();
    await vi.waitFor(() => expect(lines.join('')).toContain('redis.recovered'), within);
    expect(lines.join('')).not.toContain(new URL(redis.url).password);
  });
});

describe('closing', () => {
  it('takes no time while Redis is out, and a wrong password ends in errors, not in a crash', async () => {
    const wrong = connect('plain', redis.url.replace(/:[^:@/]+@/, ':wrong@'));
    await vi.waitFor(() => expect(lines.join('')).toContain('redis.error'), within);
    await redis.stop();
    const begunMs = performance.now();
    await closeRedis(wrong);
    await closeRedis(wrong);
    expect(performance.now() - begunMs).toBeLessThan(2_500);
    expect(wrong.status).not.toBe('ready');
  });
});
