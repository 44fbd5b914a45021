import { execFileSync } from 'node:child_process';
import { readdirSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, test } from 'vitest';
import { adapters } from './adapters.ts';

const registry = join(import.meta.dirname, '..');
const providers = join(registry, '..');
const libraries = ['kit', 'registry', 'conformance'];

const filesOf = (folder: string): string[] =>
  readdirSync(join(providers, folder))
    .filter((name) => name !== 'node_modules')
    .toSorted();

describe('the folders of libs/providers', () => {
  test('are all in the generated registry', () => {
    expect(() => execFileSync(process.execPath, [join(registry, 'generate.mjs'), '--check'])).not.toThrow();
    const folders = readdirSync(providers).filter((folder) => !libraries.includes(folder));
    expect([...adapters.keys()].toSorted()).toEqual(folders.toSorted());
  });

  test.each([...adapters.keys()])('%s holds the files of an adapter and nothing else', (id) => {
    expect(filesOf(id)).toEqual(['README.md', 'package.json', 'src', 'tsconfig.json']);
    expect(filesOf(join(id, 'src'))).toEqual(
      [
        '__fixtures__',
        'index.ts',
        `${id}.adapter.test.ts`,
        `${id}.adapter.ts`,
        `${id}.api.ts`,
        `${id}.config.ts`,
        `${id}.webhook.ts`,
      ].toSorted(),
    );
  });
});
