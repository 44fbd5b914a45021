import { expect, test } from 'vitest';
import { createCircuit } from './circuit.ts';

test('nobody queues behind the request that tries whether the provider is back', async () => {
  const circuit = createCircuit({ failures: 1, halfOpenAfterMs: 0 }, () => undefined);
  await circuit.run(async () => ({ kind: 'lost', detail: 'first' }));
  void circuit.run(() => new Promise<never>(() => undefined));
  const next = circuit.run(async () => ({ kind: 'lost', detail: 'never asked' }));
  expect(await next).toMatchObject({ kind: 'unsent', retryAfterMs: 1000 });
});
