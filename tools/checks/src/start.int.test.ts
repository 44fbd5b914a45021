/** The entry of the npm scripts: what a user meets before anything is installed. */
import { spawnSync } from 'node:child_process';
import { cpSync, mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { workspaceRoot } from './workspace-files.ts';

let copy: string;

beforeEach(() => {
  copy = mkdtempSync(join(tmpdir(), 'perezvon-start-'));
  cpSync(join(workspaceRoot, 'tools/start.mjs'), join(copy, 'tools/start.mjs'));
  cpSync(join(workspaceRoot, 'tools/start'), join(copy, 'tools/start'), { recursive: true });
});

afterEach(() => rmSync(copy, { recursive: true, force: true }));

const run = (code: string, env: NodeJS.ProcessEnv = {}) =>
  spawnSync(process.execPath, ['--input-type=module', '-e', code], {
    cwd: copy,
    env: { ...process.env, ...env },
    encoding: 'utf8',
  });

test('an old Node is told which one is needed', () => {
  const { status, stderr } = run(`
    const { requireNode } = await import('./tools/start/require-node.mjs');
    requireNode('20.19.0'); requireNode('24.1.0'); console.error('so far so good'); requireNode('20.18.9');`);
  expect(stderr).toMatch(/^so far so good\nPerezvon needs Node\.js 20\.19 or newer; this is 20\.18\.9/);
  expect(status).toBe(1);
});

test('an unknown command lists the known ones', () => {
  const { status, stderr } = spawnSync(process.execPath, ['tools/start.mjs', 'nonsense'], {
    cwd: copy,
    encoding: 'utf8',
  });
  expect(stderr).toContain('Usage: npm run demo | up');
  expect(status).toBe(2);
});

const lock = (version: string) =>
  JSON.stringify({
    packages: {
      '': {},
      'node_modules/a': { version },
      'node_modules/b': { version: '1.0.0', optional: true },
    },
  });

/** A stand-in for npm that says with what it was called. */
const installWithFakeNpm = () => {
  writeFileSync(
    join(copy, 'npm-cli.js'),
    "require('node:fs').writeFileSync('called', process.argv.slice(2).join(' '));",
  );
  const code = `
    import { existsSync, readFileSync } from 'node:fs';
    const { installIfNeeded } = await import('./tools/start/install.mjs');
    await installIfNeeded();
    console.log(existsSync('called') ? readFileSync('called', 'utf8') : 'not called');`;
  return run(code, { npm_execpath: join(copy, 'npm-cli.js') });
};

test('packages are installed when there are none, when a version is another, and not otherwise', () => {
  writeFileSync(join(copy, 'package-lock.json'), lock('1.0.0'));
  expect(installWithFakeNpm().stdout).toMatch(/^ci /);
  rmSync(join(copy, 'called'));

  mkdirSync(join(copy, 'node_modules'));
  const installed = JSON.stringify({ packages: { 'node_modules/a': { version: '1.0.0' } } });
  writeFileSync(join(copy, 'node_modules/.package-lock.json'), installed);
  expect(installWithFakeNpm().stdout).toBe('not called\n');

  writeFileSync(join(copy, 'package-lock.json'), lock('1.0.1'));
  const { stdout, stderr } = installWithFakeNpm();
  expect(stdout).toMatch(/^ci /);
  expect(stderr).toMatch(/installing the packages of package-lock\.json: done \(\d+\.\d s\)/);
});
