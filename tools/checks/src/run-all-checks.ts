import { randomUUID } from 'node:crypto';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { startPostgres, startRedis } from '@perezvon/local-services';
import { endLeakedProcesses, runVariable, type LeakedProcess } from './leaked-processes.ts';
import { runStep, type Step, type StepContext } from './step.ts';
import { staticSteps, testSteps } from './steps.ts';
import { addUpReports } from './test-reports.ts';

export interface ChecksOptions {
  workspaceRoot: string;
  environment: NodeJS.ProcessEnv;
}

const ignore = (): void => undefined;

/** One PostgreSQL and one Redis for all test runs; they and their data are gone afterwards. */
const withServers = async <T>(work: (urls: Record<string, string>) => Promise<T>): Promise<T> => {
  const folder = mkdtempSync(join(tmpdir(), 'perezvon-test-'));
  const options = { log: ignore, durable: false };
  const postgres = await startPostgres({ ...options, dataDir: join(folder, 'postgres') });
  try {
    const redis = await startRedis({ ...options, dataDir: join(folder, 'redis') });
    try {
      return await work({ TEST_DATABASE_URL: postgres.url(), TEST_REDIS_URL: redis.url });
    } finally {
      await redis.stop();
    }
  } finally {
    await postgres.stop();
    rmSync(folder, { recursive: true, force: true });
  }
};

const runSteps = async (steps: readonly Step[], context: StepContext): Promise<string[]> => {
  const failed: string[] = [];
  for (const step of steps) if (!(await runStep(step, context))) failed.push(step.name);
  return failed;
};

const abortOnSignal = (): AbortSignal => {
  const controller = new AbortController();
  for (const signal of ['SIGINT', 'SIGTERM'] as const) process.on(signal, () => controller.abort());
  return controller.signal;
};

const report = (
  failedSteps: readonly string[],
  leaked: readonly LeakedProcess[],
  reportFolder: string,
): number => {
  for (const name of failedSteps) process.stdout.write(`failed: ${name}\n`);
  for (const { pid, commandLine } of leaked) process.stdout.write(`left running: ${pid} ${commandLine}\n`);
  const { passed, failed } = addUpReports(reportFolder);
  // A failing step without a failing test (lint, say) must not end as "0 failed".
  const others = failed === 0 ? failedSteps.length : 0;
  const total = failed + others + (leaked.length > 0 ? 1 : 0);
  process.stdout.write(`\n${passed} passed, ${total} failed\n`);
  return total === 0 && failedSteps.length === 0 ? 0 : 1;
};

/**
 * Everything `npm test` stands for: format, lint, types, dead code, unit, integration and end-to-end tests, and that
 * no process is left behind. All of it runs even if a part fails; the result is the exit code.
 */
export const runAllChecks = async ({ workspaceRoot, environment }: ChecksOptions): Promise<number> => {
  const run = randomUUID();
  // The servers are started by this process, and take the mark from it.
  process.env[runVariable] = run;
  const signal = abortOnSignal();
  const reportFolder = join(workspaceRoot, 'dist/test-reports');
  rmSync(reportFolder, { recursive: true, force: true });
  const base = { ...environment, [runVariable]: run };
  const failedStatic = await runSteps(staticSteps(workspaceRoot), {
    workspaceRoot,
    environment: base,
    signal,
  });
  const failedTests = signal.aborted
    ? []
    : await withServers((urls) =>
        runSteps(testSteps(workspaceRoot), { workspaceRoot, environment: { ...base, ...urls }, signal }),
      ).catch((error: unknown) => [`PostgreSQL and Redis for the tests: ${String(error)}`]);
  const leaked = await endLeakedProcesses(run, 5_000);
  return report([...failedStatic, ...failedTests], leaked, reportFolder);
};
