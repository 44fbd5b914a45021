import { describe, expect, it } from 'vitest';
import { isHeardOut } from './heard-out.ts';

const now = new Date('2026-06-03T08:00:00Z');
const ask = (oldestAt: () => Promise<Date | null>): Promise<boolean> =>
  isHeardOut({ queue: { oldestAt }, clock: () => now, heldUpAfterMs: 1_000 });
const ago = (ms: number): Date => new Date(now.getTime() - ms);

describe('whether the provider was heard out', () => {
  it('is so when nothing waits on the queue, or only what came just now', async () => {
    expect(await ask(async () => null)).toBe(true);
    expect(await ask(async () => ago(999))).toBe(true);
  });

  it('is not so while a webhook is held up, nor while Redis is out', async () => {
    expect(await ask(async () => ago(1_000))).toBe(false);
    expect(await ask(() => Promise.reject(new Error('no Redis')))).toBe(false);
  });
});
