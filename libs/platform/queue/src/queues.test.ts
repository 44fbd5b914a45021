import { queues, type QueueName } from '@perezvon/contracts-queues';
import { describe, expect, it } from 'vitest';
import { backoffMs } from './job-options.ts';
import { parsePayload } from './parse-payload.ts';
import { queuePrefix } from './queue-prefix.ts';

const names = Object.keys(queues) as QueueName[];

describe('the queues', () => {
  it('keep their names for ever: jobs of an older version lie under them', () => {
    expect(Object.values(queues).map(({ name, consumer }) => `${name} → ${consumer}`)).toEqual([
      'onec-events → dialer',
      'provider-events → status',
      'notifications → notifier',
    ]);
  });

  it.each(names)('%s is registered under its own name and can be a queue of BullMQ', (name) => {
    expect(queues[name].name).toBe(name);
    expect(name).toMatch(/^[a-z]+(-[a-z]+)*$/);
  });

  it.each(names)('%s parses every payload shape ever shipped and derives an id BullMQ takes', (name) => {
    const { examples, jobId } = queues[name] as {
      examples: readonly unknown[];
      jobId: (job: unknown) => string;
    };
    expect(examples.length).toBeGreaterThan(0);
    const ids = examples.map((example) => jobId(parsePayload(name, example)));
    expect(new Set(ids).size).toBe(examples.length);
    for (const id of ids) {
      expect(id).not.toContain(':');
      expect(id).not.toMatch(/^\d+$/);
    }
    expect(examples.map((example) => jobId(parsePayload(name, example)))).toEqual(ids);
  });

  it.each(names)('%s refuses what it does not know and names fields, never values', (name) => {
    const bad = { kind: 'pointer', id: 'Белинда 79161234567', infobaseId: 79161234567 };
    expect(() => parsePayload(name, bad)).toThrow(
      expect.objectContaining({ code: 'invalid_input' }) as Error,
    );
    expect(() => parsePayload(name, bad)).not.toThrow(/Белинда|79161234567/);
  });

  it('have one hash tag each', () => {
    expect(names.map((name) => queuePrefix('perezvon', name))).toEqual([
      '{perezvon-onec-events}',
      '{perezvon-provider-events}',
      '{perezvon-notifications}',
    ]);
  });
});

describe('the back-off', () => {
  const backoff = { firstMs: 500, longestMs: 30_000 };

  it('doubles from the first pause to the longest and stays there', () => {
    const pauses = [1, 2, 3, 6, 7, 8, 1_000].map((attempt) => backoffMs(attempt, backoff, () => 1));
    expect(pauses).toEqual([500, 1_000, 2_000, 16_000, 30_000, 30_000, 30_000]);
  });

  it('is spread between half of the pause and the whole', () => {
    expect(backoffMs(2, backoff, () => 0)).toBe(500);
    expect(backoffMs(2, backoff, () => 0.5)).toBe(750);
  });
});
