/**
 * What npm keeps of the packages in libs/providers: two entries of the lock file and a link in node_modules. They follow from the
 * folders, so a folder that comes or goes needs no `npm install` and no network. Nothing else of npm's files is touched.
 */
import {
  existsSync,
  lstatSync,
  mkdirSync,
  readFileSync,
  readdirSync,
  readlinkSync,
  symlinkSync,
} from 'node:fs';
import { unlinkSync, writeFileSync } from 'node:fs';
import { dirname, join, resolve } from 'node:path';

const readJson = (path) => JSON.parse(readFileSync(path, 'utf8'));

/** Folder → name and version of its package. */
const packagesIn = (providers) =>
  new Map(
    readdirSync(providers)
      .filter((folder) => existsSync(join(providers, folder, 'package.json')))
      .map((folder) => [folder, readJson(join(providers, folder, 'package.json'))]),
  );

const entriesOf = ([folder, { name, version }]) => [
  [`libs/providers/${folder}`, { name, version }],
  [`node_modules/${name}`, { resolved: `libs/providers/${folder}`, link: true }],
];

const isOurs = ([path, { resolved = '' }]) =>
  /^libs\/providers\/[^/]+$/.test(path.startsWith('libs/') ? path : resolved);

/** npm's own order. */
const byPath = ([left], [right]) => left.localeCompare(right, 'en');

/** A lock file as npm would write it for the folders there are; entries that stay keep what npm noted in them. */
const renewed = (text, packages) => {
  const lock = JSON.parse(text);
  const wanted = [...packages].flatMap(entriesOf);
  const kept = Object.entries(lock.packages).filter((entry) => !isOurs(entry));
  const ours = wanted.map(([path, entry]) => [path, lock.packages[path] ?? entry]);
  const entries = Object.fromEntries([...kept, ...ours].sort(byPath));
  return `${JSON.stringify({ ...lock, packages: entries }, null, 2)}\n`;
};

const linkIn = (nodeModules, { name, folder, providers }) => {
  const path = join(nodeModules, name);
  const target = join('../../libs/providers', folder);
  if (lstatSync(path, { throwIfNoEntry: false })) return;
  mkdirSync(dirname(path), { recursive: true });
  // A junction is what Windows allows everyone; elsewhere the word means nothing.
  symlinkSync(process.platform === 'win32' ? join(providers, folder) : target, path, 'junction');
};

const unlinkGone = (nodeModules, providers) => {
  const scope = join(nodeModules, '@perezvon');
  for (const name of existsSync(scope) ? readdirSync(scope) : []) {
    const path = join(scope, name);
    if (!lstatSync(path).isSymbolicLink()) continue;
    const target = resolve(scope, readlinkSync(path));
    if (dirname(target) === resolve(providers) && !existsSync(target)) unlinkSync(path);
  }
};

/** Writes what differs; `isCheck`: only says what would. The result: names of stale files. */
export const syncLinks = (workspaceRoot, { isCheck }) => {
  const providers = join(workspaceRoot, 'libs/providers');
  const nodeModules = join(workspaceRoot, 'node_modules');
  const packages = packagesIn(providers);
  const lockFiles = ['package-lock.json', ...(isCheck ? [] : ['node_modules/.package-lock.json'])];
  const stale = lockFiles.filter((file) => {
    const path = join(workspaceRoot, file);
    if (!existsSync(path)) return false;
    const present = readFileSync(path, 'utf8');
    const expected = renewed(present, packages);
    if (present !== expected && !isCheck) writeFileSync(path, expected);
    return present !== expected;
  });
  if (!isCheck && existsSync(nodeModules)) {
    for (const [folder, { name }] of packages) linkIn(nodeModules, { name, folder, providers });
    unlinkGone(nodeModules, providers);
  }
  return stale;
};
