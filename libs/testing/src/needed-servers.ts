import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';

export interface NeededServers {
  postgres: boolean;
  redis: boolean;
}

const readSources = (root: string): string[] => {
  const folder = join(root, 'src');
  if (!existsSync(folder)) return [];
  return readdirSync(folder, { recursive: true, withFileTypes: true })
    .filter((entry) => entry.isFile() && entry.name.endsWith('.ts'))
    .map((entry) => readFileSync(join(entry.parentPath, entry.name), 'utf8'));
};

/** Which servers a project's tests call for: most projects need none, and a server takes a second to start. */
export const findNeededServers = (root: string): NeededServers => {
  const sources = readSources(root);
  return {
    postgres: sources.some((source) => source.includes('useDatabase(')),
    redis: sources.some((source) => source.includes('useRedis(')),
  };
};
