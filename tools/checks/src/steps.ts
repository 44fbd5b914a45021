import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import type { Step } from './step.ts';

/** A program of an installed package, by its own package.json. */
const programOf = (workspaceRoot: string, name: string, from = name): string => {
  const folder = join(workspaceRoot, 'node_modules', from);
  const { bin } = JSON.parse(readFileSync(join(folder, 'package.json'), 'utf8')) as {
    bin: string | Record<string, string>;
  };
  return join(folder, typeof bin === 'string' ? bin : (bin[name] ?? ''));
};

const rootFiles = ['*.mjs', '*.ts', 'tools/*.mjs', 'tools/nx', 'tools/lint', 'tools/start'];

/** Needs nothing that runs. */
export const staticSteps = (root: string): Step[] => [
  { name: 'format', args: [programOf(root, 'prettier'), '--check', '--log-level', 'warn', '.'] },
  // One program for all projects: forty of their own would read the shared sources forty times.
  { name: 'type check', args: [programOf(root, 'tsc', 'typescript'), '-p', 'tsconfig.json'] },
  { name: 'lint', args: [programOf(root, 'nx'), 'run-many', '-t', 'lint'] },
  { name: "lint of the repository's own files", args: [programOf(root, 'eslint'), ...rootFiles] },
  { name: 'dead code', args: [programOf(root, 'knip'), '--no-progress', '--no-config-hints'] },
];

/** Needs PostgreSQL and Redis; one project after the other, each with two workers: it's made for two cores. */
export const testSteps = (root: string): Step[] => [
  {
    name: 'unit and integration tests',
    args: [programOf(root, 'nx'), 'run-many', '-t', 'test', '--parallel=1'],
  },
  { name: 'build', args: [programOf(root, 'nx'), 'run-many', '-t', 'build'] },
  {
    name: 'end-to-end tests and checks',
    args: [programOf(root, 'nx'), 'run-many', '-t', 'e2e', '--parallel=1'],
  },
];
