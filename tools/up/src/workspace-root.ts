import { existsSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';

/** The repository's folder, found from this file upwards: the code may run from its source or from a bundle in dist. */
export const findWorkspaceRoot = (): string => {
  let folder = dirname(fileURLToPath(import.meta.url));
  while (!existsSync(join(folder, 'nx.json'))) {
    const parent = dirname(folder);
    if (parent === folder) throw new Error('The repository was not found above this program.');
    folder = parent;
  }
  return folder;
};
