import { spawn } from 'node:child_process';
import { constants } from 'node:os';

export interface Step {
  name: string;
  /** Arguments of Node: a program and its own arguments. */
  args: string[];
}

export interface StepContext {
  workspaceRoot: string;
  environment: NodeJS.ProcessEnv;
  /** Aborted: the step that runs is ended, later ones don't start. */
  signal: AbortSignal;
}

/** Runs one step with its output passing through and says how long it took; the result is whether it succeeded. */
export const runStep = async ({ name, args }: Step, context: StepContext): Promise<boolean> => {
  const { workspaceRoot, environment, signal } = context;
  if (signal.aborted) return false;
  process.stdout.write(`\n── ${name}\n`);
  const started = performance.now();
  const child = spawn(process.execPath, args, { cwd: workspaceRoot, env: environment, stdio: 'inherit' });
  const end = (): void => void child.kill('SIGTERM');
  signal.addEventListener('abort', end);
  const code = await new Promise<number>((resolve, reject) => {
    child.once('error', reject);
    child.once('close', (status, killedBy) =>
      resolve(status ?? 128 + (killedBy ? constants.signals[killedBy] : 0)),
    );
  });
  signal.removeEventListener('abort', end);
  const seconds = ((performance.now() - started) / 1000).toFixed(1);
  process.stdout.write(`── ${name}: ${code === 0 ? 'ok' : `FAILED (exit code ${code})`}, ${seconds} s\n`);
  return code === 0;
};
