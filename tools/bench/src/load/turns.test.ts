import { expect, test } from 'vitest';
import { cpuTime, timesInTurns } from './turns.ts';

/** A clock that only the contestants move. */
const stage = () => {
  let time = 0;
  const order: string[] = [];
  const contestant = (name: string, durations: readonly number[]) => {
    let runs = 0;
    return () => {
      order.push(name);
      time += durations[Math.min(runs, durations.length - 1)] ?? 0;
      runs += 1;
    };
  };
  return { now: () => time, order, contestant };
};

test('every contestant gets the time of one of its own runs', () => {
  const { now, contestant } = stage();
  const contestants = [contestant('slow', [4]), contestant('quick', [0.5])];
  expect(timesInTurns(contestants, { budgetMs: 100, turnMs: 2, now })).toEqual([4, 0.5]);
});

test('a disturbed turn does not change the result', () => {
  const { now, contestant } = stage();
  expect(timesInTurns([contestant('one', [1, 50, 1])], { budgetMs: 100, turnMs: 1, now })).toEqual([1]);
});

test('nobody is always the first, or always behind the same one', () => {
  const { now, order, contestant } = stage();
  const contestants = ['a', 'b', 'c'].map((name) => contestant(name, [1]));
  timesInTurns(contestants, { budgetMs: 18, turnMs: 1, now });
  expect(order.join('')).toBe('abcbcacabcbaacbbac');
});

test('they take turns, each once a round', () => {
  const { now, order, contestant } = stage();
  timesInTurns([contestant('a', [1]), contestant('b', [1])], { budgetMs: 4, turnMs: 1, now });
  expect(order).toEqual(['a', 'b', 'b', 'a']);
});

test('without any budget each has still been the first once', () => {
  const { now, order, contestant } = stage();
  timesInTurns([contestant('a', [1]), contestant('b', [1])], { budgetMs: 0, turnMs: 1, now });
  expect(order).toEqual(['a', 'b', 'b', 'a']);
});

test('a turn grows to the length it should have, and no further', () => {
  const { now, order, contestant } = stage();
  timesInTurns([contestant('a', [1])], { budgetMs: 7 + 10 * 5, turnMs: 5, now });
  // 1, 2, 4, then 5 in each turn.
  expect(order.length).toBe(7 + 10 * 5);
});

test('what is too quick for the clock runs longer until the clock sees it', () => {
  let runs = 0;
  const coarse = () => Math.floor(runs / 100) * 10;
  const [time = 0] = timesInTurns([() => (runs += 1)], { budgetMs: 1_000, turnMs: 10, now: coarse });
  expect(time).toBeCloseTo(0.1, 1);
});

test('CPU time grows with work, not with waiting', async () => {
  const begun = cpuTime();
  while (cpuTime() - begun < 5);
  expect(cpuTime() - begun).toBeGreaterThanOrEqual(5);
});
