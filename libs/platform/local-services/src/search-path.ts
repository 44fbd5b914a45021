import { accessSync, constants } from 'node:fs';
import { delimiter, join } from 'node:path';

const isExecutable = (path: string): boolean => {
  try {
    accessSync(path, constants.X_OK);
    return true;
  } catch {
    return false;
  }
};

/** Daemons often live in sbin, which is not on every user's PATH. */
const daemonFolders = ['/usr/sbin', '/usr/local/sbin', '/opt/homebrew/bin'];

/** Absolute path of the first of these programs on `searchPath` (a PATH), undefined if there is none. */
export const findProgram = (names: readonly string[], searchPath: string): string | undefined =>
  names
    .flatMap((name) => [...searchPath.split(delimiter), ...daemonFolders].map((folder) => join(folder, name)))
    .find(isExecutable);
