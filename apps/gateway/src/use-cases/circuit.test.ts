import { describe, expect, it } from 'vitest';
import { createCircuit } from './circuit.ts';

const setUp = () => {
  let now = Date.parse('2026-06-03T08:00:00Z');
  const changes: boolean[] = [];
  const circuit = createCircuit({
    probeAfterMs: 1_000,
    clock: () => new Date(now),
    onChange: (works) => changes.push(works),
  });
  const pass = (ms: number): void => {
    now += ms;
  };
  return { circuit, changes, pass };
};

describe('circuit', () => {
  it('admits everything while the store works', () => {
    const { circuit, changes } = setUp();
    expect([circuit.isOpen(), circuit.admit(), circuit.admit()]).toEqual([false, true, true]);
    circuit.succeeded();
    expect(changes).toEqual([]);
  });

  it('admits nothing after a failure, then one attempt per interval', () => {
    const { circuit, pass } = setUp();
    circuit.failed();
    expect([circuit.isOpen(), circuit.admit()]).toEqual([true, false]);
    pass(1_000);
    expect([circuit.isOpen(), circuit.admit(), circuit.admit(), circuit.isOpen()]).toEqual([
      false,
      true,
      false,
      true,
    ]);
    pass(1_000);
    expect(circuit.admit()).toBe(true);
  });

  it('admits everything again after the first success, and tells each change once', () => {
    const { circuit, changes, pass } = setUp();
    circuit.failed();
    circuit.failed();
    pass(1_000);
    circuit.succeeded();
    circuit.succeeded();
    expect([circuit.isOpen(), circuit.admit(), circuit.admit()]).toEqual([false, true, true]);
    expect(changes).toEqual([false, true]);
  });
});
