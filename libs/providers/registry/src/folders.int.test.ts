import { execFileSync } from 'node:child_process';
import { readFileSync, readdirSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, test } from 'vitest';
import { adapters } from './adapters.ts';

const registry = join(import.meta.dirname, '..');
const providers = join(registry, '..');
const libraries = ['kit', 'registry', 'conformance'];

const folders = readdirSync(providers).filter((folder) => !libraries.includes(folder));

const filesOf = (folder: string): string[] =>
  readdirSync(join(providers, folder))
    .filter((name) => name !== 'node_modules')
    .toSorted();

const textOf = (...path: string[]): string => readFileSync(join(providers, ...path), 'utf8');

/** Whether its adapter makes a webhook; one that only sends has no file for it. */
const hasWebhook = (id: string): boolean => /^\s*webhook:/m.test(textOf(id, 'src', `${id}.adapter.ts`));

const requiredFiles = (id: string): string[] => [
  '__fixtures__',
  'index.ts',
  ...['adapter', 'adapter.test', 'api', 'config', 'simulator'].map((role) => `${id}.${role}.ts`),
  ...(hasWebhook(id) ? [`${id}.webhook.ts`] : []),
];

describe('the folders of libs/providers', () => {
  test('are all in the generated registry', () => {
    expect(() => execFileSync(process.execPath, [join(registry, 'generate.mjs'), '--check'])).not.toThrow();
    expect([...adapters.keys()].toSorted()).toEqual(folders.toSorted());
  });

  test.each(folders)('%s holds the files of an adapter and nothing else', (id) => {
    expect(filesOf(id)).toEqual(['README.md', 'package.json', 'src', 'tsconfig.json']);
    const files = filesOf(join(id, 'src'));
    expect(files).toEqual(expect.arrayContaining(requiredFiles(id)));
    const named = new RegExp(`^${id}\\.[a-z0-9-]+((\\.int)?\\.test)?\\.ts$`);
    expect(files.filter((file) => !requiredFiles(id).includes(file) && !named.test(file))).toEqual([]);
    expect(files.includes(`${id}.webhook.ts`)).toBe(hasWebhook(id));
  });

  test.each(folders)('%s shows its adapter and its simulator, and nothing else', (id) => {
    expect(JSON.parse(textOf(id, 'package.json'))).toEqual({
      name: `@perezvon/provider-${id}`,
      version: '0.1.0',
      private: true,
      type: 'module',
      exports: { '.': './src/index.ts', './simulator': `./src/${id}.simulator.ts` },
    });
    expect(textOf(id, 'src', 'index.ts')).toBe(`export { adapter } from './${id}.adapter.ts';\n`);
  });
});
