/**
 * One configuration for the tests of every project; run from a project's folder as
 * `vitest run --config ../../vitest.config.ts --root .`. Each run leaves its numbers in dist/test-reports,
 * where `npm test` adds them up.
 */
import { readFileSync } from 'node:fs';
import { dirname, join, resolve } from 'node:path';
import { fileURLToPath } from 'node:url';
import { defineConfig } from 'vitest/config';

const workspaceRoot = dirname(fileURLToPath(import.meta.url));
const rootFlag = process.argv.findIndex((argument) => argument === '--root');
const projectRoot = resolve(rootFlag === -1 ? '.' : (process.argv[rootFlag + 1] ?? '.'));
const { name } = JSON.parse(readFileSync(join(projectRoot, 'package.json'), 'utf8')) as { name: string };
const shortName = name.replace(/^@perezvon\//, '');

export default defineConfig({
  test: {
    name: shortName,
    include: ['src/**/*.test.ts'],
    // Starts the servers that a project's tests call for, or takes those that are given.
    globalSetup: [join(workspaceRoot, 'libs/testing/src/global-setup.ts')],
    passWithNoTests: true,
    pool: 'forks',
    maxWorkers: 2,
    restoreMocks: true,
    unstubGlobals: true,
    unstubEnvs: true,
    // Generous: a slow machine is no failure; tests wait for conditions, not for time.
    testTimeout: 30_000,
    hookTimeout: 60_000,
    teardownTimeout: 20_000,
    reporters: ['default', 'json'],
    outputFile: { json: join(workspaceRoot, 'dist/test-reports', `${shortName}.json`) },
  },
});
