import { describe, expect, it } from 'vitest';
import { createFaultSchedule } from './faults.ts';

describe('fault schedule', () => {
  it('ends after so many requests', () => {
    const faults = createFaultSchedule<string>(() => 0);
    faults.set('down', { requests: 2 });
    expect([faults.take(), faults.take(), faults.take()]).toEqual(['down', 'down', null]);
  });

  it('ends after so many ms, whichever limit comes first', () => {
    let now = 0;
    const faults = createFaultSchedule<string>(() => now);
    faults.set('down', { requests: 100, ms: 50 });
    now = 49;
    expect(faults.take()).toBe('down');
    now = 50;
    expect(faults.take()).toBeNull();
  });

  it('lasts without a limit until it is cleared or replaced', () => {
    const faults = createFaultSchedule<string>(() => 0);
    faults.set('down', {});
    for (let count = 0; count < 100; count += 1) expect(faults.take()).toBe('down');
    faults.set('slow', {});
    expect(faults.take()).toBe('slow');
    faults.clear();
    expect(faults.take()).toBeNull();
  });
});
