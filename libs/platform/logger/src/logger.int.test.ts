import { spawnSync } from 'node:child_process';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { build } from 'esbuild';
import { afterAll, beforeAll, expect, it } from 'vitest';

/** Ends in the way its argument names, in the middle of a turn in which it has logged 1000 lines. */
const chatty = `
import { createLogger } from './index.ts';

const logger = createLogger({ name: 'chatty', level: 'info' });
const chat = () => {
  for (let count = 1; count <= 1_000; count += 1) logger.info('line', { count });
};
const ways = {
  return: chat,
  throw: () => {
    chat();
    throw new Error('uncaught');
  },
  SIGTERM: () => {
    process.once('SIGTERM', () => {
      chat();
      process.exit(0);
    });
    process.kill(process.pid, 'SIGTERM');
    setTimeout(() => undefined, 60_000);
  },
  // Nothing can be done at a SIGKILL: only what an error has pushed out is there.
  SIGKILL: () => {
    chat();
    logger.error('last');
    process.kill(process.pid, 'SIGKILL');
    // The signal may take a moment; the turn must not end before it.
    Atomics.wait(new Int32Array(new SharedArrayBuffer(4)), 0, 0, 60_000);
  },
};
ways[process.argv[2]]();
`;

const folder = mkdtempSync(join(tmpdir(), 'perezvon-logger-'));
const program = join(folder, 'chatty.mjs');

beforeAll(async () => {
  await build({
    stdin: { contents: chatty, resolveDir: import.meta.dirname, loader: 'ts' },
    outfile: program,
    bundle: true,
    platform: 'node',
    format: 'esm',
    banner: {
      js: "import { createRequire as __createRequire } from 'node:module'; const require = __createRequire(import.meta.url);",
    },
  });
});

afterAll(() => rmSync(folder, { recursive: true, force: true }));

/** Counts of the lines a process has written to stderr before it ended in this way, and its other events. */
const linesOf = (way: string): { counts: number[]; others: string[] } => {
  const { stderr } = spawnSync(process.execPath, [program, way], { encoding: 'utf8', timeout: 30_000 });
  const lines = stderr
    .split('\n')
    .filter((line) => line.startsWith('{'))
    .map((line) => JSON.parse(line) as { event: string; count?: number });
  return {
    counts: lines.flatMap(({ count }) => (count === undefined ? [] : [count])),
    others: lines.flatMap(({ event }) => (event === 'line' ? [] : [event])),
  };
};

const all = Array.from({ length: 1_000 }, (_, index) => index + 1);

it.each(['SIGTERM', 'throw', 'return'])('loses no line of a process that ends by %s', (way) => {
  expect(linesOf(way)).toEqual({ counts: all, others: [] });
});

it('has written an error, and all before it, when the process is killed right after', () => {
  expect(linesOf('SIGKILL')).toEqual({ counts: all, others: ['last'] });
});
