import { expect, test } from 'vitest';
import { ratios, spreadOf } from './statistics.ts';

test('the median of an even number of values lies between the middle ones', () => {
  expect(spreadOf([4, 1, 3, 2])).toEqual({ median: 2.5, min: 1, max: 4 });
  expect(spreadOf([9, 1, 5]).median).toBe(5);
});

test('ratios are taken round by round', () => {
  expect(ratios([10, 30], [20, 60])).toEqual([0.5, 0.5]);
});

test('a round that one side lacks makes no ratio', () => {
  expect(ratios([10, 30], [20])).toEqual([0.5]);
});
