import { spawn } from 'node:child_process';
import { randomUUID } from 'node:crypto';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, expect, test, vi } from 'vitest';
import { endLeakedProcesses } from './leaked-processes.ts';
import { runStep } from './step.ts';
import { addUpReports } from './test-reports.ts';
import { workspaceRoot } from './workspace-files.ts';

let folder: string;

beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'perezvon-runner-'));
});

afterEach(() => rmSync(folder, { recursive: true, force: true }));

test('the reports of all projects are added up; a file that could not be loaded is one failure', () => {
  const report = (numPassedTests: number, numFailedTests: number, testResults: unknown[] = []) =>
    JSON.stringify({ numPassedTests, numFailedTests, testResults });
  writeFileSync(join(folder, 'a.json'), report(5, 1, [{ status: 'failed', assertionResults: [{}] }]));
  writeFileSync(join(folder, 'b.json'), report(7, 0, [{ status: 'failed', assertionResults: [] }]));
  writeFileSync(join(folder, 'c.json'), report(1, 0, [{ status: 'passed', assertionResults: [{}] }]));
  expect(addUpReports(folder)).toEqual({ passed: 13, failed: 2 });
  expect(addUpReports(join(folder, 'missing'))).toEqual({ passed: 0, failed: 0 });
});

test('a process that a run leaves behind is found and ended, those of others are left alone', async () => {
  const run = randomUUID();
  const start = (mark: string) =>
    spawn('sleep', ['600'], { env: { ...process.env, PEREZVON_RUN: mark }, stdio: 'ignore' });
  const leaked = start(run);
  const other = start('another-run');
  await vi.waitFor(async () => {
    expect(await endLeakedProcesses(run, 0)).toEqual([{ pid: leaked.pid, commandLine: 'sleep 600' }]);
  });
  await vi.waitFor(() => expect(leaked.signalCode).toBe('SIGKILL'));
  expect(other.signalCode).toBeNull();
  expect(await endLeakedProcesses(run, 5_000)).toEqual([]);
  other.kill();
});

test('a step succeeds or fails by its exit code, and none starts after an interruption', async () => {
  vi.spyOn(process.stdout, 'write').mockReturnValue(true);
  const context = { workspaceRoot, environment: process.env, signal: new AbortController().signal };
  expect(await runStep({ name: 'good', args: ['-e', '0'] }, context)).toBe(true);
  expect(await runStep({ name: 'bad', args: ['-e', 'process.exit(3)'] }, context)).toBe(false);
  const aborted = { ...context, signal: AbortSignal.abort() };
  expect(await runStep({ name: 'late', args: ['-e', '0'] }, aborted)).toBe(false);
});

test('an interruption ends the step that runs', async () => {
  vi.spyOn(process.stdout, 'write').mockReturnValue(true);
  const controller = new AbortController();
  const context = { workspaceRoot, environment: process.env, signal: controller.signal };
  const step = runStep({ name: 'endless', args: ['-e', 'setInterval(() => 0, 1000)'] }, context);
  controller.abort();
  expect(await step).toBe(false);
});
