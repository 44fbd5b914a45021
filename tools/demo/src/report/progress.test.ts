import { expect, test } from 'vitest';
import { createProgress } from './progress.ts';

const record = (isTerminal: boolean) => {
  const written: string[] = [];
  let time = 0;
  const progress = createProgress({
    write: (text) => written.push(text),
    isTerminal,
    now: () => time,
    plainEveryMs: 5_000,
  });
  return { progress, written, pass: (ms: number) => (time += ms) };
};

test('on a terminal the status is written over, and stays below what is said', () => {
  const { progress, written } = record(true);
  progress.status('1 звонок');
  progress.status('2 звонка');
  progress.say('Redis пуст');
  progress.end();
  expect(written).toEqual([
    '\r\u001B[2K1 звонок',
    '\r\u001B[2K2 звонка',
    '\r\u001B[2KRedis пуст\n2 звонка',
    '\r\u001B[2K',
  ]);
});

test('elsewhere the status is a line of its own now and then', () => {
  const { progress, written, pass } = record(false);
  progress.status('1 звонок');
  pass(1_000);
  progress.status('2 звонка');
  pass(4_000);
  progress.status('3 звонка');
  progress.say('Redis пуст');
  expect(written).toEqual(['1 звонок\n', '3 звонка\n', 'Redis пуст\n']);
});
