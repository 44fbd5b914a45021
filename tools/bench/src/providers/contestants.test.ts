import { expect, test } from 'vitest';
import { createContestants } from './contestants.ts';
import { idleAdapter, idleCase } from './idle-adapter.ts';

const refusing = {
  ...idleAdapter,
  create: () => ({
    ...idleAdapter.create(
      {},
      { http: { send: never, open: never, close: () => undefined }, clock: () => new Date(0) },
    ),
    webhook: {
      verify: () => ({ ok: false as const, reason: 'forged' }),
      parse: () => ({ ok: true as const, events: [] }),
      reply: () => ({ status: 200, headers: {}, body: '' }),
    },
  }),
};

function never(): never {
  throw new Error('nothing is sent here');
}

test('every contestant takes every webhook once', () => {
  let read = 0;
  const counted = { ...idleCase, readBare: () => ({ read: (read += 1) }) };
  const { contestants, close } = createContestants([
    { adapter: idleAdapter, settings: {}, cases: [counted, { ...counted, bare: 'URLSearchParams' }] },
  ]);
  const [one] = contestants;
  expect(one).toMatchObject({ id: 'idle', webhooks: 2, bareName: 'JSON.parse, URLSearchParams' });
  one!.throughRegistry();
  one!.directly();
  expect(read).toBe(0);
  one!.bare();
  expect(read).toBe(2);
  close();
});

test('a webhook that is refused is named instead of measured', () => {
  const { contestants, close } = createContestants([
    { adapter: refusing, settings: {}, cases: [{ ...idleCase, name: 'forged one' }] },
  ]);
  expect(() => contestants[0]!.throughRegistry()).toThrow('idle: the webhook “forged one” is refused');
  expect(() => contestants[0]!.directly()).toThrow('forged one');
  close();
});

test('an adapter that throws ends the measurement', () => {
  const throwing = {
    ...idleAdapter,
    create: () => ({
      webhook: { verify: never, parse: never, reply: never },
      close: () => undefined,
    }),
  };
  const { contestants, close } = createContestants([{ adapter: throwing, settings: {}, cases: [idleCase] }]);
  expect(() => contestants[0]!.throughRegistry()).toThrow('adapter.fault');
  close();
});
