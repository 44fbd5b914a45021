/** Bundles one app or tool (argument: its folder) into dist/<folder>/main.mjs with every dependency that can be bundled. */
import { copyFileSync, mkdirSync, readFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { dirname, join } from 'node:path';
import { build } from 'esbuild';

const [root] = process.argv.slice(2);
const { dependencies, devDependencies } = JSON.parse(readFileSync('package.json', 'utf8'));

/** Apps and the operator's tools stand alone in the production image; the other tools run in the repository. */
const standsAlone = /^(apps\/.+|tools\/(migrate|events|calls))$/.test(root);

const { metafile } = await build({
  entryPoints: [`${root}/src/main.ts`],
  outfile: `dist/${root}/main.mjs`,
  bundle: true,
  platform: 'node',
  target: 'node20',
  format: 'esm',
  sourcemap: true,
  logLevel: 'warning',
  legalComments: 'none',
  metafile: true,
  external: standsAlone ? ['pg-native'] : Object.keys({ ...dependencies, ...devDependencies }),
  // CommonJS packages inside an ESM bundle still ask for require.
  banner: {
    js: "import { createRequire as __createRequire } from 'node:module'; const require = __createRequire(import.meta.url);",
  },
});

// The gateway serves its documentation from files beside the bundle: an image has no node_modules.
if (root === 'apps/gateway') {
  const assets = dirname(createRequire(import.meta.url).resolve('swagger-ui-dist/package.json'));
  mkdirSync(`dist/${root}/swagger-ui`, { recursive: true });
  for (const name of ['swagger-ui.css', 'swagger-ui-bundle.js', 'favicon-32x32.png']) {
    copyFileSync(join(assets, name), `dist/${root}/swagger-ui/${name}`);
  }
}

// A WebAssembly file is no part of the bundle: it's looked for beside it.
if (Object.keys(metafile.inputs).some((input) => input.includes('@prisma/schema-engine-wasm/'))) {
  const entry = createRequire(import.meta.url).resolve('@prisma/schema-engine-wasm/schema_engine_bg');
  copyFileSync(join(dirname(entry), 'schema_engine_bg.wasm'), `dist/${root}/schema_engine_bg.wasm`);
}
