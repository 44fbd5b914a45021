import { expect, it } from 'vitest';
import { createIdSource } from './row-ids.ts';

it('makes different UUIDv7s, also beyond one fill of the pool and from several sources', () => {
  const sources = [createIdSource(), createIdSource()];
  const ids = Array.from({ length: 2_000 }, (_, index) => sources[index % 2]?.() ?? '');
  expect(new Set(ids).size).toBe(2_000);
  for (const id of ids)
    expect(id).toMatch(/^[\da-f]{8}-[\da-f]{4}-7[\da-f]{3}-[89ab][\da-f]{3}-[\da-f]{12}$/);
});

it('makes ids that sort by the time they were made at', async () => {
  const next = createIdSource();
  const earlier = next();
  const madeAt = Date.now();
  while (Date.now() === madeAt) await Promise.resolve();
  expect(next() > earlier).toBe(true);
});
