import { describe, expect, it } from 'vitest';
import { isDatabaseUnavailable, whenAvailable } from './when-available.ts';

const fault = (code: string, message = 'x'): Error => Object.assign(new Error(message), { code });

describe('waiting for PostgreSQL', () => {
  it.each([
    [fault('ECONNREFUSED'), true],
    [fault('57P03'), true],
    [fault('08006'), true],
    [new Error('Connection terminated unexpectedly'), true],
    [new AggregateError([fault('ECONNREFUSED')]), true],
    [fault('23505'), false],
    [new Error('bug'), false],
  ])('tells an outage from a mistake: %s', (error, expected) => {
    expect(isDatabaseUnavailable(error)).toBe(expected);
  });

  it('goes on until it works', async () => {
    let tries = 0;
    const work = async (): Promise<string> => {
      tries += 1;
      if (tries < 3) throw fault('ECONNREFUSED');
      return 'done';
    };
    expect(await whenAvailable(work, () => false)).toBe('done');
    expect(tries).toBe(3);
  });

  it('gives up at once on a mistake, and when the app stops', async () => {
    await expect(
      whenAvailable(
        () => Promise.reject(fault('23505')),
        () => false,
      ),
    ).rejects.toThrow();
    await expect(
      whenAvailable(
        () => Promise.reject(fault('57P01')),
        () => true,
      ),
    ).rejects.toThrow();
  });
});
