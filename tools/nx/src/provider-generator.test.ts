/** “One command, one folder, zero hand edits elsewhere; deleting the folder leaves no trace”, in a copy of the repository. */
import { lstatSync, mkdtempSync, readFileSync, realpathSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { capabilityMethods } from '@perezvon/contracts-adapter';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { makeScratchCopy, removeScratchCopy } from './scratch-copy.ts';
import type { ScratchCopy } from './scratch-copy.ts';

let copy: ScratchCopy;

beforeAll(() => {
  copy = makeScratchCopy(realpathSync(mkdtempSync(join(tmpdir(), 'perezvon-scratch-'))));
});
afterAll(() => removeScratchCopy(copy));

const generate = (...args: string[]) =>
  copy.node('node_modules/nx/dist/bin/nx.js', ['generate', '@perezvon/tools:provider', ...args]);

const sync = (...args: string[]) => copy.node('libs/providers/registry/generate.mjs', args);

const ok = { code: 0, text: expect.any(String) as string };

const vitest = (folder: string) =>
  copy.node(
    'node_modules/vitest/vitest.mjs',
    ['run', '--config', '../../../vitest.config.ts', '--root', '.'],
    folder,
  );

const foldersOf = (ids: readonly string[]): string[] => ids.map((id) => `libs/providers/${id}`);

/** What `npm test` does with an adapter. The suites run one after the other, alone: their checks have time-outs. */
const expectSound = async (ids: readonly string[]): Promise<void> => {
  const folders = foldersOf(ids);
  const results = await Promise.all([
    copy.node('node_modules/eslint/bin/eslint.js', folders),
    copy.node('node_modules/prettier/bin/prettier.cjs', ['--check', ...folders, 'docs/providers.md']),
    ...folders.map((folder) => copy.node('node_modules/typescript/bin/tsc', ['-p', folder])),
  ]);
  for (const folder of folders) results.push(await vitest(folder));
  for (const result of results) expect(result).toEqual(ok);
  for (const id of ids) {
    const report = readFileSync(join(copy.root, `dist/test-reports/provider-${id}.json`), 'utf8');
    expect((JSON.parse(report) as { numPassedTests: number }).numPassedTests).toBeGreaterThan(50);
  }
};

const generated = [
  'docs/providers.md',
  'libs/providers/registry/src/registry.generated.ts',
  'package-lock.json',
];

const linkOf = (id: string) =>
  lstatSync(join(copy.root, 'node_modules/@perezvon', `provider-${id}`), { throwIfNoEntry: false });

test('what follows from the folders of libs/providers is up to date', async () => {
  expect(await sync('--check')).toEqual(ok);
});

test('an adapter is one command, is sound at once, and leaves no trace when its folder is deleted', async () => {
  const every = Object.keys(capabilityMethods).join(',');
  expect(await generate('zzz-scratch', `--capabilities=${every}`)).toEqual(ok);
  expect(await generate('zzz-scratch-voice', '--robot=speaks')).toEqual(ok);
  expect(await generate('zzz-scratch-mail', '--capabilities=sms,email')).toEqual(ok);
  const ids = ['zzz-scratch', 'zzz-scratch-voice', 'zzz-scratch-mail'];
  const isTheirs = (path: string): boolean => /^libs\/providers\/zzz-scratch(-voice|-mail)?\//.test(path);
  expect(copy.changes().filter((path) => !isTheirs(path))).toEqual(generated);
  expect(ids.map((id) => linkOf(id)?.isSymbolicLink())).toEqual([true, true, true]);
  await expectSound(ids);
  // Its structure test walks the folders and asks whether what is generated from them is up to date.
  expect(await vitest('libs/providers/registry')).toEqual(ok);

  for (const folder of foldersOf(ids)) rmSync(join(copy.root, folder), { recursive: true });
  expect(await sync()).toEqual(ok);
  expect(copy.changes()).toEqual([]);
  expect(ids.map(linkOf)).toEqual([undefined, undefined, undefined]);
}, 300_000);

test('a capability that does not exist is refused with the list, and nothing is written', async () => {
  expect(await generate('zzz-scratch', '--capabilities=sms,telepathy')).toEqual({
    code: 1,
    text: expect.stringMatching(/no such capability: telepathy; there are: all, reminderCall, /) as string,
  });
  expect(copy.changes()).toEqual([]);
}, 60_000);
