import { expect, test } from 'vitest';
import { createRateLimit } from './rate-limit.ts';
import type { Rate } from './rate-limit.ts';

/** Turns taken at the given moments: when each comes, or null when it is refused. */
const turnsAt = (moments: readonly number[], rates: readonly Rate[], longestWaitMs = 1_000_000) => {
  let now = 0;
  const limit = createRateLimit(rates, () => now);
  return moments.map((moment) => {
    now = moment;
    const turn = limit.take('/call', longestWaitMs);
    return turn.ok ? moment + turn.waitMs : null;
  });
};

test('without rates every turn is now', () => {
  expect(turnsAt([0, 0, 5], [])).toEqual([0, 0, 5]);
});

test('no stretch of time holds more turns than a rate allows, in order of arrival', () => {
  const rates = [{ requests: 2, perMs: 1000 }];
  expect(turnsAt([0, 0, 0, 0, 0], rates)).toEqual([0, 0, 1000, 1000, 2000]);
  expect(turnsAt([900, 990, 1010, 1900], rates)).toEqual([900, 990, 1900, 1990]);
});

test('all rates hold at once', () => {
  const rates = [
    { requests: 2, perMs: 1000 },
    { requests: 3, perMs: 60_000 },
  ];
  expect(turnsAt([0, 0, 0, 0, 0], rates)).toEqual([0, 0, 1000, 60_000, 60_000]);
});

test('a turn that would come too late is refused at once and taken from nobody', () => {
  const rates = [{ requests: 1, perMs: 1000 }];
  expect(turnsAt([0, 0, 0, 600], rates, 1500)).toEqual([0, 1000, null, 2000]);
  const limit = createRateLimit(rates, () => 0);
  limit.take('/call', 0);
  expect(limit.take('/call', 10)).toEqual({ ok: false, retryAfterMs: 1000 });
});

/** Turns of requests that all come at once, by their paths. */
const turnsOf = (paths: readonly string[], rates: readonly Rate[], longestWaitMs = 1_000_000) => {
  const limit = createRateLimit(rates, () => 0);
  return paths.map((path) => {
    const turn = limit.take(path, longestWaitMs);
    return turn.ok ? turn.waitMs : null;
  });
};

test('a rate with a path is for the requests whose path begins so, and for no others', () => {
  const rates = [{ requests: 1, perMs: 2000, path: '/api/route' }];
  const paths = ['/api/route', '/api/call', '/api/route/', '/api/route', '/', '/other/api/route'];
  expect(turnsOf(paths, rates)).toEqual([0, 0, 2000, 4000, 0, 0]);
});

test('rates of different paths count apart', () => {
  const rates = [
    { requests: 1, perMs: 2000, path: '/route' },
    { requests: 1, perMs: 500, path: '/transfer' },
  ];
  expect(turnsOf(['/route', '/transfer', '/transfer', '/route'], rates)).toEqual([0, 0, 500, 2000]);
});

test('a request that waits for the rate of its path holds others back only where they share a full stretch', () => {
  const rates = [
    { requests: 2, perMs: 1000 },
    { requests: 1, perMs: 1500, path: '/route' },
  ];
  // Of the calls the first goes at once, the second when the first route leaves the stretch; at 2000 it is full with the second route.
  expect(turnsOf(['/route', '/route', '/call', '/call', '/call', '/call'], rates)).toEqual([
    0, 1500, 0, 1000, 2000, 2500,
  ]);
});

test('a turn refused for the rate of its path is taken from no other rate', () => {
  const rates = [
    { requests: 2, perMs: 1000 },
    { requests: 1, perMs: 60_000, path: '/route' },
  ];
  expect(turnsOf(['/route', '/route', '/call', '/call'], rates, 1500)).toEqual([0, null, 0, 1000]);
});

/** A sequence that looks random and is the same every time (a linear congruential generator). */
const pseudoRandom = (seed: number) => {
  let state = seed;
  return (below: number): number => {
    state = (state * 1_103_515_245 + 12_345) % 2 ** 31;
    return Math.floor((state / 2 ** 31) * below);
  };
};

interface Taken {
  path: string;
  turn: number;
}

/** By counting alone: no turn has more than `requests - 1` others in the `perMs` after it. */
const areWithin = (rates: readonly Rate[], taken: readonly Taken[]): boolean =>
  rates.every(({ requests, perMs, path = '' }) => {
    const own = taken.filter((each) => each.path.startsWith(path));
    return own.every(
      ({ turn }) => own.filter((each) => each.turn >= turn && each.turn < turn + perMs).length <= requests,
    );
  });

/** How long the next one has to wait, by trying every millisecond. */
const shortestWait = (rates: readonly Rate[], taken: readonly Taken[], next: Taken): number => {
  let wait = 0;
  while (!areWithin(rates, [...taken, { ...next, turn: next.turn + wait }])) wait += 1;
  return wait;
};

test.each([1, 2, 3, 4, 5, 6, 7, 8])(
  'whatever comes, turns are within the rates and never late (%i)',
  (seed) => {
    const rates = [
      { requests: 4, perMs: 30 },
      { requests: 2, perMs: 11, path: '/a' },
      { requests: 1, perMs: 23, path: '/ab' },
    ];
    const random = pseudoRandom(seed);
    let now = 0;
    const limit = createRateLimit(rates, () => now);
    const taken: Taken[] = [];
    for (let count = 0; count < 60; count += 1) {
      now += random(10);
      const path = ['/a', '/ab', '/c'][random(3)] ?? '';
      const wait = shortestWait(rates, taken, { path, turn: now });
      const isTaken = wait <= 200;
      expect(limit.take(path, 200)).toEqual(
        isTaken ? { ok: true, waitMs: wait } : { ok: false, retryAfterMs: wait },
      );
      if (isTaken) taken.push({ path, turn: now + wait });
    }
    expect(taken.length).toBeGreaterThan(30);
  },
);
