/** Checks of the repository as a whole that no single project can make. */
import { spawnSync } from 'node:child_process';
import { readFileSync, readdirSync } from 'node:fs';
import { basename, join } from 'node:path';
import { createProjectGraphAsync } from '@nx/devkit';
import { schemaVersion } from '@perezvon/database';
import { expect, test } from 'vitest';
import { workspaceFiles, workspaceRoot } from './workspace-files.ts';

const read = (path: string): string => readFileSync(join(workspaceRoot, path), 'utf8');
const readJson = (path: string): unknown => JSON.parse(read(path));

const files = workspaceFiles();
const isText = (path: string): boolean => !/\.(png|jpe?g|gif|ico|woff2?|wasm|zip|gz|bin)$/.test(path);
const texts = files.filter((path) => isText(path) && basename(path) !== 'package-lock.json');

/** `path:line: text` of every line that matches. */
const linesMatching = (paths: readonly string[], pattern: RegExp): string[] =>
  paths.flatMap((path) =>
    read(path)
      .split('\n')
      .flatMap((line, index) => (pattern.test(line) ? [`${path}:${index + 1}: ${line.trim()}`] : [])),
  );

const findCycle = (edges: ReadonlyMap<string, readonly string[]>): string[] | undefined => {
  const finished = new Set<string>();
  const visit = (node: string, path: readonly string[]): string[] | undefined => {
    if (path.includes(node)) return [...path.slice(path.indexOf(node)), node];
    if (finished.has(node)) return undefined;
    for (const next of edges.get(node) ?? []) {
      const cycle = visit(next, [...path, node]);
      if (cycle) return cycle;
    }
    finished.add(node);
    return undefined;
  };
  for (const node of edges.keys()) {
    const cycle = visit(node, []);
    if (cycle) return cycle;
  }
  return undefined;
};

test('a cycle is found where there is one', () => {
  const edges = { a: ['b'], b: ['c', 'd'], c: [], d: ['b'] };
  expect(findCycle(new Map(Object.entries(edges)))).toEqual(['b', 'd', 'b']);
  expect(findCycle(new Map(Object.entries({ ...edges, d: [] })))).toBeUndefined();
});

test('no project depends on itself through others', async () => {
  const { dependencies } = await createProjectGraphAsync();
  const edges = Object.entries(dependencies).map(
    ([name, targets]) =>
      [name, targets.map(({ target }) => target).filter((target) => !target.startsWith('npm:'))] as const,
  );
  expect(findCycle(new Map(edges))).toBeUndefined();
});

test("the newest migration is the one that the database lib's code was written for", () => {
  const migrations = readdirSync(join(workspaceRoot, 'prisma/migrations')).filter((name) =>
    /^\d{14}_/.test(name),
  );
  expect(schemaVersion).toBe(migrations.toSorted().at(-1));
});

test('every project is known to package-lock.json, or npm ci would refuse it', () => {
  const { packages } = readJson('package-lock.json') as { packages: Record<string, unknown> };
  const projects = files.filter((path) => /^(apps|libs|tools)\/.*package\.json$/.test(path));
  const missing = projects
    .map((path) => path.replace(/\/package\.json$/, ''))
    .filter((path) => !(path in packages));
  expect(missing).toEqual([]);
});

test('package-lock.json knows the packages of all platforms, or npm ci would refuse it on the others', () => {
  interface Entry {
    optionalDependencies?: Record<string, string>;
  }
  const { packages } = readJson('package-lock.json') as { packages: Record<string, Entry> };
  const known = new Set(Object.keys(packages).map((path) => path.split('node_modules/').at(-1)));
  const optional = Object.values(packages).flatMap((entry) => Object.keys(entry.optionalDependencies ?? {}));
  expect(optional.filter((name) => !known.has(name))).toEqual([]);
});

test('package-lock.json names no address to download from', () => {
  expect(linesMatching(['package-lock.json'], /"resolved": "[a-z+]+:/)).toEqual([]);
});

test('no file names a package registry or a place on the machine of its author', () => {
  const registries =
    /registry\.npmjs|npmm[i]rror|verdacc[i]o|artifac[t]ory|deb\.debian\.org|registry-1\.docker|pypi\.org/i;
  const places =
    /(?<![\w.-])\/work\/(main|notes|shared|\.library)|\.\.\/shared\/|\/home\/[a-z]+\/|\/Users\/[a-z]+\//;
  expect(linesMatching(texts, registries)).toEqual([]);
  expect(linesMatching(texts, places)).toEqual([]);
});

test('dependencies stand in the root package.json alone', () => {
  const own = files.filter((path) => /^(apps|libs|tools)\/.*package\.json$/.test(path));
  const keys = ['dependencies', 'devDependencies', 'peerDependencies', 'optionalDependencies'];
  const guilty = own.filter((path) => keys.some((key) => key in (readJson(path) as object)));
  expect(guilty).toEqual([]);
});

test('no test is skipped, singled out or only planned', () => {
  const tests = files.filter((path) => path.endsWith('.test.ts'));
  expect(linesMatching(tests, /\b(?:test|it|describe)\.(?:skip|only|todo|skipIf|runIf)\b/)).toEqual([]);
});

test('no file or folder has a name that says nothing', () => {
  const empty = /^(?:utils?|helpers?|common|misc|services?)(?:\.|$)/;
  expect(
    files.filter((path) =>
      path.split('/').some((part) => empty.test(part) && !part.endsWith('.endpoints.ts')),
    ),
  ).toEqual([]);
});

test('the schema of the database is one that Prisma accepts, in the form Prisma gives it', () => {
  const prisma = join(workspaceRoot, 'node_modules/prisma/build/index.js');
  const { status, stderr } = spawnSync(
    process.execPath,
    [prisma, 'format', '--check', '--schema', 'prisma/schema.prisma'],
    {
      cwd: workspaceRoot,
      // Formatting needs no engine, but the command would fetch one; any file that is there keeps it from that.
      env: { ...process.env, PRISMA_SCHEMA_ENGINE_BINARY: process.execPath, PRISMA_HIDE_UPDATE_MESSAGE: '1' },
      encoding: 'utf8',
    },
  );
  expect([status, stderr]).toEqual([0, expect.any(String)]);
});
