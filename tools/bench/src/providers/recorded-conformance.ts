import { join } from 'node:path';
import { pathToFileURL } from 'node:url';
import type { describeAdapter } from '@perezvon/provider-conformance';
import { build, type Plugin } from 'esbuild';

/** What an adapter's own test says about it. */
export type Conformance = Parameters<typeof describeAdapter>[1];

interface RecordOptions {
  /** Of the repository. */
  root: string;
  /** Where the bundle goes. */
  folder: string;
  /** Of the adapters. */
  ids: Iterable<string>;
}

/** Stands in for the test runner: whatever a test file does with it does nothing. */
const idleRunner = `
const idle = new Proxy(() => idle, { get: (_target, name) => (typeof name === 'symbol' || name === 'then' ? undefined : idle) });
export { ${[
  'describe',
  'test',
  'it',
  'expect',
  'vi',
  'beforeAll',
  'beforeEach',
  'afterAll',
  'afterEach',
  'onTestFinished',
]
  .map((name) => `idle as ${name}`)
  .join(', ')} };`;

/** Stands in for the conformance suite: keeps what it is given. */
const recorder = `
export const recorded = new Map();
export const describeAdapter = (adapter, conformance) => void recorded.set(adapter.id, conformance);`;

const conformance = '@perezvon/provider-conformance';
const standIns: Readonly<Record<string, string>> = { vitest: idleRunner, [conformance]: recorder };

const standInPlugin: Plugin = {
  name: 'stand-ins',
  setup: (bundle) => {
    bundle.onResolve({ filter: /^(vitest|@perezvon\/provider-conformance)$/ }, ({ path }) => ({
      path,
      namespace: 'stand-in',
    }));
    bundle.onLoad({ filter: /.*/, namespace: 'stand-in' }, ({ path }) => ({
      contents: standIns[path] ?? '',
    }));
  },
};

const requireBanner =
  "import { createRequire as __createRequire } from 'node:module'; const require = __createRequire(import.meta.url);";

const testFile = (id: string): string => `./libs/providers/${id}/src/${id}.adapter.test.ts`;

/**
 * What every adapter tells the conformance suite, by adapter id: real webhooks, the settings they fit and how the provider signs them.
 * It stands in the tests, which are loaded here with nothing run, so that a new adapter is measured without a word about it.
 * Errors: a test that does not build, or describes no adapter of its id.
 */
export const recordConformance = async (options: RecordOptions): Promise<Map<string, Conformance>> => {
  const { root, folder } = options;
  const ids = [...options.ids];
  const outfile = join(folder, 'conformance.mjs');
  const imports = ids.map((id) => `import '${testFile(id)}';`).join('\n');
  await build({
    absWorkingDir: root,
    stdin: { contents: `${imports}\nexport { recorded } from '${conformance}';`, resolveDir: root },
    outfile,
    bundle: true,
    platform: 'node',
    target: 'node20',
    format: 'esm',
    logLevel: 'silent',
    banner: { js: requireBanner },
    plugins: [standInPlugin],
  });
  const { recorded } = (await import(pathToFileURL(outfile).href)) as { recorded: Map<string, Conformance> };
  const missing = ids.filter((id) => !recorded.has(id));
  if (missing.length > 0) throw new Error(`No describeAdapter in ${missing.map(testFile).join(', ')}`);
  return recorded;
};
