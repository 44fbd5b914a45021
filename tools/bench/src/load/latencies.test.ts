import { expect, test } from 'vitest';
import { summarise } from './latencies.ts';

test('percentiles are taken by rank, whatever the order of arrival', () => {
  const values = Array.from({ length: 100 }, (_, index) => 100 - index);
  expect(summarise(values)).toEqual({ p50: 51, p99: 100, max: 100 });
});

test('nothing measured is not zero', () => {
  expect(summarise([]).p50).toBeNaN();
});
