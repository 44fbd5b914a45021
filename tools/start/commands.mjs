import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';
import { installIfNeeded } from './install.mjs';
import { runNode, step, toolEnvironment } from './run.mjs';
import { say, workspaceRoot } from './workspace.mjs';

const apps = ['gateway', 'dialer', 'status', 'notifier'];

/** A program of an installed package, by its own package.json. */
const programOf = (name, program = name) => {
  const folder = join(workspaceRoot, 'node_modules', name);
  const { bin } = JSON.parse(readFileSync(join(folder, 'package.json'), 'utf8'));
  return join(folder, typeof bin === 'string' ? bin : bin[program]);
};

const nx = (...args) => [programOf('nx'), ...args];

const build = async (projects) => {
  const names = projects.map((name) => `@perezvon/${name}`).join(',');
  await step('building', nx('run-many', '-t', 'build', '-p', names, '--output-style=static'));
};

/**
 * Builds the projects, then becomes the tool's program: in this process, so that signals and the exit code need no
 * passing on. `first` are arguments of ours before the user's.
 */
const tool = (name, { needs = [], first = [] } = {}) => ({
  run: async (args) => {
    await build([...needs, `tools-${name}`]);
    const program = join(workspaceRoot, `dist/tools/${name}/main.mjs`);
    Object.assign(process.env, toolEnvironment);
    process.argv = [process.execPath, program, ...first, ...args];
    await import(pathToFileURL(program).href);
  },
});

const node = (program) => ({
  run: async (args) => {
    process.exitCode = await runNode([...program(), ...args]);
  },
});

const commands = {
  demo: tool('demo', { needs: [...apps, 'simulator'] }),
  up: tool('up', { needs: apps, first: ['up'] }),
  'check-config': tool('up', { first: ['check-config'] }),
  migrate: tool('migrate'),
  events: tool('events'),
  calls: tool('calls'),
  providers: tool('providers'),
  chaos: tool('chaos'),
  bench: tool('bench', { needs: apps }),
  test: tool('checks'),
  lint: node(() => nx('run-many', '-t', 'lint')),
  typecheck: node(() => nx('run-many', '-t', 'typecheck')),
  format: node(() => [programOf('prettier'), '--write', '--log-level', 'warn', '.']),
};

export const runCommand = async (name, args) => {
  const command = commands[name];
  if (!command) {
    say(`Usage: npm run ${Object.keys(commands).join(' | ')}`);
    process.exit(2);
  }
  if (!existsSync(join(workspaceRoot, 'package-lock.json'))) {
    say('package-lock.json is missing: this is no complete copy of the repository.');
    process.exit(1);
  }
  await installIfNeeded();
  await command.run(args);
};
