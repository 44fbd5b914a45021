import { join, relative, resolve } from 'node:path';
import { build } from 'esbuild';
import { markPlugin } from './mark-plugin.ts';
import { wrappedModules, type Mutant } from './wrapped-modules.ts';

const apps = ['gateway', 'dialer', 'status', 'notifier'] as const;

const requireBanner =
  "import { createRequire as __createRequire } from 'node:module'; const require = __createRequire(import.meta.url);";

/** The modules that were wrapped, relative to the repository's root. */
const wrappedIn = (root: string, inputs: Readonly<Record<string, unknown>>): string[] =>
  Object.keys(inputs)
    .filter((input) => input.startsWith('marked:'))
    .map((input) => relative(root, resolve(root, input.slice('marked:'.length))));

/**
 * Builds the apps as they are shipped, but with marks. Errors: a function that is to be marked was not found, so that a file that
 * moved can't make the tests blind.
 */
export const bundleApps = async (root: string, folder: string, mutant: Mutant | null): Promise<void> => {
  const modules = wrappedModules(mutant);
  const bundled = await Promise.all(
    apps.map(async (app) => {
      const { metafile } = await build({
        absWorkingDir: root,
        entryPoints: [`apps/${app}/src/main.ts`],
        outfile: join(folder, app, 'main.mjs'),
        bundle: true,
        platform: 'node',
        target: 'node20',
        format: 'esm',
        sourcemap: true,
        logLevel: 'warning',
        legalComments: 'none',
        metafile: true,
        external: ['pg-native'],
        banner: { js: requireBanner },
        plugins: [markPlugin(root, modules)],
      });
      return wrappedIn(root, metafile.inputs);
    }),
  );
  const found = new Set(bundled.flat());
  const missing = Object.keys(modules).filter((module) => !found.has(module));
  if (missing.length > 0) throw new Error(`Nothing to mark: ${missing.join(', ')} is in none of the apps.`);
};
