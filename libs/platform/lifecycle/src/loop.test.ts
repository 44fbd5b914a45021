import { createLogger } from '@perezvon/logger';
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { createHealth, createLoop, type LoopOptions } from './index.ts';

const logger = createLogger({ name: 'test', level: 'silent' });

const loopOf = (run: LoopOptions['run'], more: Partial<LoopOptions> = {}) =>
  createLoop({ name: 'sweep', everyMs: 1_000, run, logger, clock: () => new Date(), ...more });

describe('a loop', () => {
  beforeEach(() => {
    vi.useFakeTimers();
  });
  afterEach(() => {
    vi.useRealTimers();
  });

  it('runs at the start and then every everyMs', async () => {
    const run = vi.fn(async () => undefined);
    const loop = loopOf(run);
    loop.start();
    await vi.advanceTimersByTimeAsync(1);
    expect(run).toHaveBeenCalledTimes(1);
    await vi.advanceTimersByTimeAsync(2_500);
    expect(run).toHaveBeenCalledTimes(3);
    await loop.stop();
  });

  it('runs again at once while there is more to do', async () => {
    let left = 5;
    const run = vi.fn(async () => ({ again: --left > 0 }));
    const loop = loopOf(run);
    loop.start();
    await vi.advanceTimersByTimeAsync(50);
    expect(run).toHaveBeenCalledTimes(5);
    await loop.stop();
  });

  it('runs at once when woken, and once more when woken while running', async () => {
    let finish: () => void = () => undefined;
    const run = vi.fn(() => new Promise<void>((resolve) => (finish = resolve)));
    const loop = loopOf(run);
    loop.start();
    await vi.advanceTimersByTimeAsync(1);
    loop.wake();
    loop.wake();
    expect(run).toHaveBeenCalledTimes(1);
    finish();
    await vi.advanceTimersByTimeAsync(5);
    expect(run).toHaveBeenCalledTimes(2);
    finish();
    await vi.advanceTimersByTimeAsync(5);
    expect(run).toHaveBeenCalledTimes(2);
    loop.wake();
    await vi.advanceTimersByTimeAsync(5);
    expect(run).toHaveBeenCalledTimes(3);
    finish();
    await loop.stop();
  });

  it('survives errors, backs off up to a limit and recovers; waking does not cut a back-off short', async () => {
    let broken = true;
    const health = createHealth();
    const run = vi.fn(async () => {
      if (broken) throw new Error('no database');
    });
    const loop = loopOf(run, { everyMs: 10, firstBackoffMs: 100, longestBackoffMs: 400, health });
    loop.start();
    await vi.advanceTimersByTimeAsync(1);
    expect(health.snapshot().checks['loop:sweep']).toMatchObject({ ok: false });
    await vi.advanceTimersByTimeAsync(98);
    loop.wake();
    expect(run).toHaveBeenCalledTimes(1);
    await vi.advanceTimersByTimeAsync(3);
    expect(run).toHaveBeenCalledTimes(2);
    await vi.advanceTimersByTimeAsync(10_000);
    const calls = run.mock.calls.length;
    expect(calls).toBeGreaterThan(20);
    expect(calls).toBeLessThan(30);
    broken = false;
    await vi.advanceTimersByTimeAsync(450);
    expect(health.snapshot()).toMatchObject({ ok: true });
    expect(run.mock.calls.length).toBeGreaterThan(calls + 2);
    await loop.stop();
  });

  it('survives a run that throws instead of rejecting', async () => {
    const run = vi.fn((): Promise<void> => {
      throw new Error('at once');
    });
    const loop = loopOf(run);
    loop.start();
    await vi.advanceTimersByTimeAsync(5_000);
    expect(run.mock.calls.length).toBeGreaterThan(1);
    await loop.stop();
  });

  it('stops only after the current run and never runs again', async () => {
    let finish: () => void = () => undefined;
    const run = vi.fn(() => new Promise<void>((resolve) => (finish = resolve)));
    const loop = loopOf(run);
    loop.start();
    await vi.advanceTimersByTimeAsync(1);
    let stopped = false;
    const stopping = loop.stop().then(() => {
      stopped = true;
    });
    await vi.advanceTimersByTimeAsync(10);
    expect(stopped).toBe(false);
    finish();
    await stopping;
    loop.wake();
    await vi.advanceTimersByTimeAsync(10_000);
    expect(run).toHaveBeenCalledTimes(1);
  });
});
