/** Proves that the lint refuses what the architecture forbids: each fixture breaks one rule at a real place. */
import { createProjectGraphAsync } from '@nx/devkit';
import { ESLint } from 'eslint';
import tseslint from 'typescript-eslint';
import { beforeAll, expect, test } from 'vitest';
import { workspaceRoot } from './workspace-files.ts';

/** The fixtures are no files on disk, so the rules that need types are off; the ones tested here need none. */
const eslint = new ESLint({
  cwd: workspaceRoot,
  overrideConfig: [
    tseslint.configs.disableTypeChecked,
    { languageOptions: { parserOptions: { projectService: false } } },
  ],
});

const messagesFor = async (filePath: string, code: string): Promise<string[]> => {
  const results = await eslint.lintText(code, { filePath: `${workspaceRoot}/${filePath}` });
  return results.flatMap((result) =>
    result.messages.map(({ ruleId, message }) => `${ruleId ?? ''}: ${message}`),
  );
};

beforeAll(async () => {
  await createProjectGraphAsync();
});

/** The rule looks for cycles first: an import against the arrows may already be one. */
const outOfBounds = (type: string): RegExp =>
  new RegExp(`enforce-module-boundaries: (.*"type:${type}"|Circular dependency)`);

const forbiddenImports: [string, string, string, RegExp][] = [
  [
    'the domain imports a queue',
    'libs/domain/src/a.ts',
    'bullmq',
    /no-restricted-imports.*at home only in libs\/platform\/redis/,
  ],
  [
    'an app imports an app',
    'apps/gateway/src/a.ts',
    '@perezvon/dialer',
    /no-restricted-imports.*nobody’s dependency/,
  ],
  [
    "an app imports another app's file",
    'apps/gateway/src/a.ts',
    '../../dialer/src/b.ts',
    /enforce-module-boundaries/,
  ],
  [
    'contracts import the domain',
    'libs/contracts/events/src/a.ts',
    '@perezvon/domain',
    outOfBounds('contracts'),
  ],
  ['the domain imports the platform', 'libs/domain/src/a.ts', '@perezvon/logger', outOfBounds('domain')],
  [
    'an adapter imports the database',
    'libs/providers/mtt-voicebox/src/a.ts',
    '@perezvon/database',
    outOfBounds('adapter'),
  ],
  [
    'an app imports an adapter',
    'apps/dialer/src/a.ts',
    '@perezvon/provider-mtt-voicebox',
    outOfBounds('app'),
  ],
  [
    'the platform imports a provider',
    'libs/platform/http/src/a.ts',
    '@perezvon/provider-kit',
    outOfBounds('platform'),
  ],
  ['production code imports the test kit', 'apps/status/src/a.ts', '@perezvon/testing', outOfBounds('app')],
  [
    'an app imports Prisma',
    'apps/status/src/a.ts',
    '@prisma/adapter-pg',
    /no-restricted-imports.*libs\/platform\/database/,
  ],
  [
    'the HTTP lib imports Redis',
    'libs/platform/http/src/a.ts',
    'ioredis',
    /no-restricted-imports.*libs\/platform\/redis/,
  ],
  [
    'an app imports a file inside a lib',
    'apps/status/src/a.ts',
    '@perezvon/domain/src/phone.ts',
    /no-restricted-imports.*by its name/,
  ],
];

test.each(forbiddenImports)('lint fails when %s', async (_title, filePath, imported, expected) => {
  const messages = await messagesFor(filePath, `import { thing } from '${imported}';\nthing();\n`);
  expect(messages).toContainEqual(expect.stringMatching(expected));
});

const allowedImports: [string, string, string][] = [
  ['an app imports the domain', 'apps/dialer/src/a.ts', '@perezvon/domain'],
  ['the queue lib imports BullMQ', 'libs/platform/queue/src/a.ts', 'bullmq'],
  ['an adapter imports the kit', 'libs/providers/mtt-voicebox/src/a.ts', '@perezvon/provider-kit'],
  ['the registry imports an adapter', 'libs/providers/registry/src/a.ts', '@perezvon/provider-mtt-voicebox'],
  ['a test of an app imports the test kit', 'apps/status/src/a.test.ts', '@perezvon/testing'],
];

test.each(allowedImports)('lint is content when %s', async (_title, filePath, imported) => {
  expect(await messagesFor(filePath, `import { thing } from '${imported}';\nthing();\n`)).toEqual([]);
});

const forbiddenCode: [string, string, string, RegExp][] = [
  [
    'the environment is read outside config.ts',
    'apps/status/src/a.ts',
    'export const a = process.env;',
    /config\.ts only/,
  ],
  ['a default export is written', 'libs/domain/src/a.ts', 'export default 1;', /named export/],
  ['everything is exported', 'libs/domain/src/a.ts', "export * from './b.ts';", /one by one/],
  ['a file name is not kebab-case', 'libs/domain/src/callPlan.ts', 'export const a = 1;', /kebab-case/],
  [
    'a suppression has no reason',
    'libs/domain/src/a.ts',
    '// eslint-disable-next-line eqeqeq\nexport const a = 1 == 2;',
    /gives its reason/,
  ],
  ['any is used', 'libs/domain/src/a.ts', 'export const a = (b: any): unknown => b;', /no-explicit-any/],
  [
    'a function takes four parameters',
    'libs/domain/src/a.ts',
    'export const f = (a = 1, b = 2, c = 3, d = 4) => a + b + c + d;',
    /max-params/,
  ],
  [
    'a function is longer than 40 lines',
    'libs/domain/src/a.ts',
    `export const f = () => {\n${'  String(1);\n'.repeat(41)}};`,
    /max-lines-per-function/,
  ],
  ['a file is longer than 250 lines', 'libs/domain/src/a.ts', 'String(1);\n'.repeat(251), /max-lines:/],
];

test.each(forbiddenCode)('lint fails when %s', async (_title, filePath, code, expected) => {
  expect(await messagesFor(filePath, code)).toContainEqual(expect.stringMatching(expected));
});

test('the environment may be read in config.ts', async () => {
  expect(await messagesFor('apps/status/src/config.ts', 'export const a = process.env;')).toEqual([]);
});
