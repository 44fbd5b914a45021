import { EventEmitter } from 'node:events';
import { createLogger } from '@perezvon/logger';
import { describe, expect, it } from 'vitest';
import { createLifecycle } from './index.ts';

const never = () => new Promise<void>(() => undefined);
const turn = () => new Promise(setImmediate);

const setUp = (deadlineMs = 5_000) => {
  const lines: string[] = [];
  const exits: number[] = [];
  const signals = new EventEmitter();
  const logger = createLogger({
    name: 'test',
    level: 'debug',
    destination: { write: (line) => lines.push(line) },
  });
  const process = Object.assign(signals, {
    exit: (code: number) => {
      exits.push(code);
    },
  });
  const lifecycle = createLifecycle({ logger, deadlineMs, process });
  return { lifecycle, signals, exits, log: () => lines.join('') };
};

describe('a lifecycle', () => {
  it('closes what it owns in reverse order, once, and exits with 0 on SIGTERM', async () => {
    const { lifecycle, signals, exits } = setUp();
    const closed: string[] = [];
    await lifecycle.run(() => {
      lifecycle.own('database', async () => {
        await turn();
        closed.push('database');
      });
      lifecycle.own('workers', () => {
        closed.push('workers');
      });
    });
    signals.emit('SIGTERM');
    await Promise.all([lifecycle.stop('again'), lifecycle.stop('and again')]);
    expect(closed).toEqual(['workers', 'database']);
    expect(exits).toEqual([0]);
  });

  it('exits with 1 at the second signal', async () => {
    const { lifecycle, signals, exits } = setUp();
    await lifecycle.run(() => lifecycle.own('stuck', never));
    signals.emit('SIGINT');
    await turn();
    expect(exits).toEqual([]);
    signals.emit('SIGINT');
    expect(exits).toEqual([1]);
  });

  it('exits with 1 at the deadline and names what is still open', async () => {
    const { lifecycle, exits, log } = setUp(20);
    await lifecycle.run(() => {
      lifecycle.own('database', () => undefined);
      lifecycle.own('stuck', never);
    });
    await lifecycle.stop('test');
    expect(exits).toEqual([1]);
    expect(log()).toContain('"open":["stuck","database"]');
  });

  it('closes the others when one cannot be closed, and exits with 1', async () => {
    const { lifecycle, exits } = setUp();
    const closed: string[] = [];
    await lifecycle.run(() => {
      lifecycle.own('first', () => {
        closed.push('first');
      });
      lifecycle.own('bad', () => Promise.reject(new Error('no')));
    });
    await lifecycle.stop('test');
    expect(closed).toEqual(['first']);
    expect(exits).toEqual([1]);
  });

  it.each(['uncaughtException', 'unhandledRejection'])('stops with exit code 1 on %s', async (event) => {
    const { lifecycle, signals, exits, log } = setUp();
    let closed = false;
    await lifecycle.run(() => {
      lifecycle.own('database', () => {
        closed = true;
      });
    });
    signals.emit(event, new Error('boom'));
    await lifecycle.stop('wait');
    expect({ closed, exits }).toEqual({ closed: true, exits: [1] });
    expect(log()).toContain('boom');
  });

  it('closes what was opened when the start fails, without ever being ready', async () => {
    const { lifecycle, exits } = setUp();
    let closed = false;
    let ready = false;
    lifecycle.onReady(() => {
      ready = true;
    });
    await lifecycle.run(() => {
      lifecycle.own('database', () => {
        closed = true;
      });
      throw new Error('port taken');
    });
    expect({ closed, ready, exits }).toEqual({ closed: true, ready: false, exits: [1] });
  });

  it('closes at once what a start still opens after a signal', async () => {
    const { lifecycle, signals, exits } = setUp();
    let closed = false;
    let ready = false;
    lifecycle.onReady(() => {
      ready = true;
    });
    await lifecycle.run(async () => {
      signals.emit('SIGTERM');
      await turn();
      lifecycle.own('late', () => {
        closed = true;
      });
    });
    await turn();
    expect({ closed, ready, exits }).toEqual({ closed: true, ready: false, exits: [0] });
  });
});

describe('readiness', () => {
  it('is red while starting, green when every check is, red again while stopping', async () => {
    const { lifecycle } = setUp();
    const { health } = lifecycle;
    let ready = 0;
    lifecycle.onReady(() => {
      ready += 1;
    });
    expect(health.snapshot().ok).toBe(false);
    await lifecycle.run(() => {
      expect(health.snapshot().ok).toBe(false);
    });
    expect(ready).toBe(1);
    expect(health.snapshot().ok).toBe(true);
    health.report('queue', false, 'no connection');
    expect(health.snapshot()).toMatchObject({
      ok: false,
      checks: { queue: { ok: false, detail: 'no connection' } },
    });
    health.report('queue', true);
    expect(health.snapshot().ok).toBe(true);
    await lifecycle.stop('test');
    expect(health.snapshot().ok).toBe(false);
  });
});
