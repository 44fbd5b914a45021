import { existsSync, readFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { step } from './run.mjs';
import { say, workspaceRoot } from './workspace.mjs';

const packagesOf = (path) => JSON.parse(readFileSync(join(workspaceRoot, path), 'utf8')).packages;

/** npm notes in node_modules what it installed, when it is done: an interrupted installation has no such note. */
const isInstalled = () => {
  if (!existsSync(join(workspaceRoot, 'node_modules/.package-lock.json'))) return false;
  const present = packagesOf('node_modules/.package-lock.json');
  return Object.entries(packagesOf('package-lock.json')).every(([path, { version, optional }]) => {
    if (path === '') return true;
    return present[path] ? present[path].version === version : optional === true;
  });
};

/** npm as the program that runs us, or the one that came with this Node. */
const findNpm = () => {
  const beside = join(dirname(process.execPath), '../lib/node_modules/npm/bin/npm-cli.js');
  const windows = join(dirname(process.execPath), 'node_modules/npm/bin/npm-cli.js');
  const found = [process.env.npm_execpath, beside, windows].find(
    (path) => path?.endsWith('npm-cli.js') && existsSync(path),
  );
  if (found) return found;
  say('npm was not found; start this through npm: npm run …');
  return process.exit(1);
};

export const installIfNeeded = async () => {
  if (isInstalled()) return;
  await step('installing the packages of package-lock.json', [findNpm(), 'ci', '--no-audit', '--no-fund']);
};
