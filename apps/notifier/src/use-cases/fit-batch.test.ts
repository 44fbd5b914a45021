import type { OutboxEvent } from '@perezvon/contracts-events';
import { describe, expect, it } from 'vitest';
import { fittingCount } from './fit-batch.ts';

const event = (text: string): OutboxEvent => ({
  specversion: '1.0',
  id: '0192f0c1-7c00-7000-8000-000000000001',
  seq: '000000000001',
  source: 'perezvon',
  type: 'booking.call_started',
  subject: 'b-1',
  time: '2026-06-03T11:00:00+03:00',
  data: { text },
});
const bytesOf = (events: readonly OutboxEvent[]): number =>
  Buffer.byteLength(JSON.stringify({ batch: '0192f0c1-7c00-7000-8000-000000000000', events }), 'utf8');

describe('fitting a batch', () => {
  it('takes as many as the body may hold to the byte, Cyrillic counted in UTF-8', () => {
    const events = [event('Приём'), event('завтра'), event('в одиннадцать')];
    expect(fittingCount(events, bytesOf(events))).toBe(3);
    expect(fittingCount(events, bytesOf(events) - 1)).toBe(2);
    expect(fittingCount(events, bytesOf(events.slice(0, 2)))).toBe(2);
  });

  it('sends an event that is too long by itself alone', () => {
    expect(fittingCount([event('ы'.repeat(1_000)), event('')], 100)).toBe(1);
  });

  it('has nothing to cut from nothing', () => {
    expect(fittingCount([], 100)).toBe(0);
  });
});
