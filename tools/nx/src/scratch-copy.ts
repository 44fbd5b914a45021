import { execFile, execFileSync } from 'node:child_process';
import { cpSync, existsSync, mkdirSync, readdirSync, rmSync, symlinkSync } from 'node:fs';
import { dirname, join } from 'node:path';

const workspaceRoot = join(import.meta.dirname, '../../..');

export interface ScratchCopy {
  root: string;
  /** Runs a Node program of the copy; never rejects. `text`: both outputs. */
  node(program: string, args: readonly string[], folder?: string): Promise<{ code: number; text: string }>;
  /** Paths that differ from what was copied, as git sees them. */
  changes(): string[];
}

const git = (folder: string, ...args: string[]): string[] =>
  execFileSync('git', args, { cwd: folder, encoding: 'utf8', maxBuffer: 64 * 1024 * 1024 })
    .split('\0')
    .filter((path) => path !== '');

const copyFiles = (root: string): void => {
  const files = git(workspaceRoot, 'ls-files', '-z', '--cached', '--others', '--exclude-standard');
  for (const file of files.filter((path) => existsSync(join(workspaceRoot, path)))) {
    mkdirSync(dirname(join(root, file)), { recursive: true });
    cpSync(join(workspaceRoot, file), join(root, file));
  }
};

/** Others' packages are lent; the links to our own are copied, for they lead into the copy. */
const lendPackages = (root: string): void => {
  const [from, to] = [join(workspaceRoot, 'node_modules'), join(root, 'node_modules')];
  mkdirSync(to);
  for (const name of readdirSync(from))
    if (['@perezvon', '.package-lock.json'].includes(name))
      cpSync(join(from, name), join(to, name), { recursive: true, verbatimSymlinks: true });
    else symlinkSync(join(from, name), join(to, name), 'junction');
};

/** Without what the nx and vitest that run us tell their children: it names this workspace, not the copy. */
const environment = (): NodeJS.ProcessEnv => ({
  ...Object.fromEntries(Object.entries(process.env).filter(([name]) => !/^(NX_|VITEST)/.test(name))),
  NX_DAEMON: 'false',
  NX_TUI: 'false',
  NX_NO_CLOUD: 'true',
});

const run: (root: string) => ScratchCopy['node'] = (root) => (program, args, folder) =>
  new Promise((resolve) => {
    const options = { cwd: join(root, folder ?? '.'), env: environment(), maxBuffer: 64 * 1024 * 1024 };
    execFile(process.execPath, [join(root, program), ...args], options, (error, stdout, stderr) => {
      const code = typeof error?.code === 'number' ? error.code : 1;
      resolve({ code: error === null ? 0 : code, text: `${stdout}${stderr}` });
    });
  });

/** A copy of the repository in an empty folder, with all that git tracks or would track, and able to run. */
export const makeScratchCopy = (root: string): ScratchCopy => {
  copyFiles(root);
  git(root, 'init', '--quiet');
  git(root, 'add', '--all');
  lendPackages(root);
  return {
    root,
    node: run(root),
    changes: () =>
      [
        ...git(root, 'diff', '--name-only', '-z'),
        ...git(root, 'ls-files', '-z', '--others', '--exclude-standard'),
      ].toSorted(),
  };
};

export const removeScratchCopy = ({ root }: ScratchCopy): void =>
  rmSync(root, { recursive: true, force: true });
