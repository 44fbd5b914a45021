import { createLogger } from '@perezvon/logger';
import { describe, expect, it } from 'vitest';
import { createLanes, type Lanes } from './lanes.ts';

interface Run {
  infobaseId: string;
  finish: (error?: Error) => void;
}

const start = (concurrency = 1): { lanes: Lanes; runs: Run[]; log: string[] } => {
  const runs: Run[] = [];
  const log: string[] = [];
  const lanes = createLanes({
    concurrencyOf: () => concurrency,
    deliver: (infobaseId) =>
      new Promise((resolve, reject) => {
        runs.push({ infobaseId, finish: (error) => (error === undefined ? resolve() : reject(error)) });
      }),
    logger: createLogger({ name: 'test', level: 'info', destination: { write: (line) => log.push(line) } }),
  });
  return { lanes, runs, log };
};
const settled = (): Promise<void> => new Promise((resolve) => setImmediate(resolve));

describe('lanes', () => {
  it('turn a hundred wake-ups during a run into one more run', async () => {
    const { lanes, runs } = start();
    for (let index = 0; index < 100; index += 1) lanes.wake('a');
    expect(runs).toHaveLength(1);
    runs[0]!.finish();
    await settled();
    expect(runs).toHaveLength(2);
    runs[1]!.finish();
    await settled();
    expect(runs).toHaveLength(2);
  });

  it('run an infobase as often at once as it allows, and infobases beside each other', () => {
    const { lanes, runs } = start(2);
    for (const infobaseId of ['a', 'a', 'a', 'b']) lanes.wake(infobaseId);
    expect(runs.map((run) => run.infobaseId)).toEqual(['a', 'a', 'b']);
  });

  it('survive a failed run: it is logged, and the next wake-up runs again', async () => {
    const { lanes, runs, log } = start();
    lanes.wake('a');
    runs[0]!.finish(new Error('database is out'));
    await settled();
    expect(log.join()).toContain('delivery.interrupted');
    lanes.wake('a');
    expect(runs).toHaveLength(2);
  });

  it('are idle when the last run and those it caused are over', async () => {
    const { lanes, runs } = start();
    lanes.wake('a');
    lanes.wake('a');
    let idle = false;
    const waiting = lanes.idle().then(() => {
      idle = true;
    });
    runs[0]!.finish();
    await settled();
    expect(idle).toBe(false);
    runs[1]!.finish();
    await waiting;
    expect(runs).toHaveLength(2);
  });
});
