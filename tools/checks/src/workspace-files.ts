import { execFileSync } from 'node:child_process';
import { existsSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';

const findRoot = (folder: string): string =>
  existsSync(join(folder, 'nx.json')) ? folder : findRoot(dirname(folder));

/** Absolute path of the repository. */
export const workspaceRoot = findRoot(dirname(fileURLToPath(import.meta.url)));

/** Files that git tracks or would track (relative paths), without those deleted but not committed. */
export const workspaceFiles = (): string[] =>
  execFileSync('git', ['ls-files', '--cached', '--others', '--exclude-standard'], {
    cwd: workspaceRoot,
    encoding: 'utf8',
    maxBuffer: 64 * 1024 * 1024,
  })
    .split('\n')
    .filter((path) => path !== '' && existsSync(join(workspaceRoot, path)));
