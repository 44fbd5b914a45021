import { expect, test } from 'vitest';
import { countHandshakes } from './handshakes.ts';

test.each(['http', 'https'] as const)('requests in a row share one connection of %s', async (scheme) => {
  expect(await countHandshakes({ scheme, requests: 20, atOnce: 1 })).toBe(1);
});

test('requests at once take a connection each and keep it', async () => {
  const handshakes = await countHandshakes({ scheme: 'https', requests: 40, atOnce: 4 });
  expect(handshakes).toBeGreaterThan(1);
  expect(handshakes).toBeLessThanOrEqual(4);
});
