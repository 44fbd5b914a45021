import { dirname, join, relative, resolve } from 'node:path';
import type { Plugin } from 'esbuild';
import type { WrappedModules } from './wrapped-modules.ts';

const namespace = 'marked';

/** The module as everybody else sees it: its exports, some of them replaced. */
const wrapperOf = (path: string, exports: Readonly<Record<string, string>>, wrappers: string): string =>
  [
    `import * as original from ${JSON.stringify(path)};`,
    `import * as wrappers from ${JSON.stringify(wrappers)};`,
    `export * from ${JSON.stringify(path)};`,
    ...Object.entries(exports).map(
      ([name, expression]) => `export const ${name} = wrappers.${expression}(original.${name});`,
    ),
  ].join('\n');

/** Puts wrappers between some modules and whoever imports them. Errors: a module of the list is nowhere in the app's sources. */
export const markPlugin = (root: string, modules: WrappedModules): Plugin => ({
  name: 'marks',
  setup: (build) => {
    const wrappers = join(root, 'tools/chaos/src/marks/wrappers.ts');
    build.onResolve({ filter: /^\.{1,2}\/.*\.ts$/ }, ({ path, importer, resolveDir, namespace: from }) => {
      if (from === namespace) return null;
      const file = resolve(importer === '' ? resolveDir : dirname(importer), path);
      return relative(root, file) in modules ? { path: file, namespace } : null;
    });
    build.onLoad({ filter: /.*/, namespace }, ({ path }) => ({
      contents: wrapperOf(path, modules[relative(root, path)] ?? {}, wrappers),
      loader: 'ts',
      resolveDir: dirname(path),
    }));
  },
});
