import { spawn } from 'node:child_process';
import { constants } from 'node:os';
import { say, workspaceRoot } from './workspace.mjs';

/** No daemon, no screen of its own, no network: nothing stays behind, and the output is the same everywhere. */
export const toolEnvironment = { ...process.env, NX_DAEMON: 'false', NX_TUI: 'false', NX_NO_CLOUD: 'true' };

const signals = ['SIGINT', 'SIGTERM', 'SIGHUP'];

/**
 * Runs a Node program (path and arguments) and gives its exit code; signals go through to it.
 * `quiet` keeps its output back unless it fails.
 */
export const runNode = (args, { quiet = false } = {}) =>
  new Promise((resolve, reject) => {
    const stdio = quiet ? ['ignore', 'pipe', 'pipe'] : ['inherit', 'inherit', 'inherit'];
    const child = spawn(process.execPath, args, { cwd: workspaceRoot, env: toolEnvironment, stdio });
    const output = [];
    child.stdout?.on('data', (data) => output.push(data));
    child.stderr?.on('data', (data) => output.push(data));
    const forward = (signal) => child.kill(signal);
    for (const signal of signals) process.on(signal, forward);
    child.once('error', reject);
    child.once('close', (code, signal) => {
      for (const name of signals) process.off(name, forward);
      if (code !== 0) process.stderr.write(Buffer.concat(output));
      resolve(code ?? 128 + constants.signals[signal]);
    });
  });

/** Runs a step that has to succeed: says what is done and how long it took; ends this process if it fails. */
export const step = async (what, args) => {
  say(`${what} …`);
  const started = performance.now();
  const code = await runNode(args, { quiet: true });
  const seconds = ((performance.now() - started) / 1000).toFixed(1);
  if (code !== 0) {
    say(`${what}: failed (${seconds} s)`);
    process.exit(code);
  }
  say(`${what}: done (${seconds} s)`);
};
