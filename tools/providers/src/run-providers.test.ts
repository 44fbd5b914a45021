import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { Adapter } from '@perezvon/contracts-adapter';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { z } from 'zod';
import { runProviders } from './run-providers.ts';

const adapter = (facts: Pick<Adapter, 'id' | 'displayName' | 'settings' | 'capabilities'>): Adapter => ({
  ...facts,
  docsUrl: `https://docs.${facts.id}.example/api`,
  connection: () => ({ origins: [] }),
  create: () => ({ close: () => undefined }),
});

const bird = adapter({
  id: 'bird',
  displayName: 'Птица',
  settings: z
    .strictObject({ phone: z.string().regex(/^7/), key: z.string().optional(), text: z.string().default('') })
    .refine(({ key }) => key !== undefined, { path: ['key'], error: 'нужен ключ или пароль' }),
  capabilities: { reminderCall: 'speaks', clickToCall: true, hangUp: true, callEvents: true, callList: true },
});
const ant = adapter({ id: 'ant', displayName: 'Ant', settings: z.object({}), capabilities: { sms: true } });

let folder: string;
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'perezvon-providers-'));
});
afterEach(() => rmSync(folder, { recursive: true, force: true }));

const run = async (args: string[], adapters: Adapter[]) => {
  const printed: string[] = [];
  const complained: string[] = [];
  const code = await runProviders({
    args,
    adapters: new Map(adapters.map((each) => [each.id, each])),
    page: join(folder, 'providers.md'),
    print: (line) => void printed.push(line),
    complain: (line) => void complained.push(line),
  });
  return { code, printed: printed.join('\n'), complained: complained.join('\n') };
};

test('the table has a row for each adapter, by id, with what it can do and what it must be told', async () => {
  const { code, printed } = await run([], [bird, ant]);
  expect(code).toBe(0);
  expect(printed.split('\n')).toEqual([
    'id              name              capabilities                          required settings                     documentation',
    '',
    'ant             Ant               sms                                                                         https://docs.ant.example/api',
    '',
    'bird            Птица             reminderCall (speaks), clickToCall,   phone, key (нужен ключ или пароль)    https://docs.bird.example/api',
    '                                  hangUp, callEvents, callList',
  ]);
});

test('a page that is missing, stale or edited by hand is told from a fresh one, and written', async () => {
  const page = join(folder, 'providers.md');
  expect((await run(['--check'], [ant])).complained).toMatch(/stale; npm run providers -- --write/);
  expect((await run(['--write'], [ant])).code).toBe(0);
  expect((await run(['--check'], [ant])).code).toBe(0);
  expect((await run(['--check'], [ant, bird])).code).toBe(1);
  expect((await run(['--write'], [ant, bird])).code).toBe(0);
  const written = readFileSync(page, 'utf8');
  expect(written).toMatch(/`bird` +\| \[Птица\]\(\.\.\/libs\/providers\/bird\/README\.md\) +\| reminderCall/);
  expect(written).toMatch(/`phone`, `key` \(нужен ключ или пароль\)/);
  writeFileSync(page, `${written}\n`);
  expect((await run(['--check'], [ant, bird])).code).toBe(1);
});

test('an argument nobody knows is refused', async () => {
  const { code, complained } = await run(['--help'], [ant]);
  expect([code, complained]).toEqual([2, expect.stringMatching(/^Usage: npm run providers/)]);
});
