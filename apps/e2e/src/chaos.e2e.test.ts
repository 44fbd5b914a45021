import { reportLines, runChaos } from '@perezvon/tools-chaos';
import { expect, test } from 'vitest';
import { env } from './config.ts';

const run = (options: Pick<Parameters<typeof runChaos>[0], 'seed' | 'mutant' | 'kinds'>) =>
  runChaos({ reminders: 60, durationMs: 30_000, environment: env, say: () => undefined, ...options });

test('half a minute of chaos breaks no promise', async () => {
  const result = await run({ seed: 'test', mutant: null });
  expect(result.breaks, reportLines(result).join('\n')).toEqual([]);
  expect(result.open).toBeNull();
  expect(result.diedAtMarks).toBeGreaterThan(0);
}, 400_000);

test('a build that does not commit its intents first is found out', async () => {
  const result = await run({ seed: 'mutant', mutant: 'no-intent', kinds: ['mark'] });
  const doubleCalls = result.breaks.filter(({ kind }) => kind === 'double_call');
  expect(doubleCalls.length, reportLines(result).join('\n')).toBeGreaterThan(0);
}, 400_000);
