/**
 * The folder layout is the project configuration: every folder with a package.json under apps, libs and tools
 * is a project, its place gives its tags, and the files it holds give its targets. A new lib (a provider
 * adapter, say) therefore needs no hand edit anywhere else.
 */
import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { dirname, join } from 'node:path';

/** Tags by folder; the first match wins. `type` says what a project may import, `scope` whom it belongs to. */
const layout = [
  [/^apps\/e2e$/, ['type:e2e', 'scope:e2e']],
  [/^apps\/simulator$/, ['type:simulator', 'scope:simulator']],
  [/^apps\/([^/]+)$/, ['type:app', 'scope:app']],
  [/^libs\/contracts\//, ['type:contracts', 'scope:shared']],
  [/^libs\/domain$/, ['type:domain', 'scope:shared']],
  [/^libs\/onec$/, ['type:onec', 'scope:onec']],
  [/^libs\/reminders$/, ['type:reminders', 'scope:reminders']],
  [/^libs\/platform\//, ['type:platform', 'scope:platform']],
  [/^libs\/providers\/kit$/, ['type:kit', 'scope:providers']],
  [/^libs\/providers\/registry$/, ['type:registry', 'scope:providers']],
  [/^libs\/providers\/conformance$/, ['type:conformance', 'scope:providers']],
  [/^libs\/providers\//, ['type:adapter', 'scope:providers']],
  [/^libs\/testing$/, ['type:testing', 'scope:testing']],
  [/^tools\//, ['type:tool', 'scope:tools']],
];

const tagsOf = (root) => {
  const match = layout.find(([pattern]) => pattern.test(root));
  if (!match) throw new Error(`${root}: no place in the layout; add it to tools/nx/project-layout.mjs`);
  return match[1];
};

const hasTests = (folder) =>
  existsSync(folder) &&
  readdirSync(folder, { recursive: true, withFileTypes: true }).some(
    (entry) => entry.isFile() && entry.name.endsWith('.test.ts'),
  );

/** Run when `npm test` runs them, with everything built; never from the cache: they test the whole. */
const wholeSystem = /^(apps\/e2e|tools\/(checks|nx))$/;

const testTarget = (root, name, run) => {
  const up = root.replace(/[^/]+/g, '..');
  const target = run(`vitest run --config ${up}/vitest.config.ts --root .`);
  if (wholeSystem.test(root)) return { e2e: target };
  const report = name.replace('@perezvon/', '');
  return { test: { ...target, outputs: [`{workspaceRoot}/dist/test-reports/${report}.json`] } };
};

const targetsOf = (root, name, workspaceRoot) => {
  const folder = join(workspaceRoot, root);
  const run = (command) => ({ command, options: { cwd: root } });
  const targets = { lint: run('eslint .'), typecheck: run('tsc -p tsconfig.json') };
  if (hasTests(join(folder, 'src'))) Object.assign(targets, testTarget(root, name, run));
  if (existsSync(join(folder, 'src/main.ts'))) {
    targets.build = {
      command: `node tools/nx/bundle.mjs ${root}`,
      outputs: [`{workspaceRoot}/dist/${root}`],
    };
  }
  return targets;
};

/** @type {import('@nx/devkit').CreateNodesV2} */
export const createNodesV2 = [
  '{apps,libs,tools}/**/package.json',
  (files, _options, context) =>
    files.map((file) => {
      const root = dirname(file);
      const { name } = JSON.parse(readFileSync(join(context.workspaceRoot, file), 'utf8'));
      const project = {
        name,
        root,
        tags: tagsOf(root),
        targets: targetsOf(root, name, context.workspaceRoot),
      };
      return [file, { projects: { [root]: project } }];
    }),
];
