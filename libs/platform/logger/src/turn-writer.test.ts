import { EventEmitter } from 'node:events';
import { expect, it } from 'vitest';
import { createTurnWriter } from './turn-writer.ts';

const turn = (): Promise<void> => new Promise((resolve) => setImmediate(resolve));

const capture = () => {
  const writes: string[] = [];
  const processPort = new EventEmitter();
  const writer = createTurnWriter((text) => writes.push(text), processPort);
  return { writes, processPort, writer };
};

it('writes the lines of a turn at once, in their order, and those of the next turn too', async () => {
  const { writes, writer } = capture();
  writer.write('a\n');
  writer.write('b\n');
  expect(writes).toEqual([]);
  await turn();
  expect(writes).toEqual(['a\nb\n']);
  writer.write('c\n');
  await turn();
  expect(writes).toEqual(['a\nb\n', 'c\n']);
});

it('writes what waits when it is told to, or when the process ends, and nothing twice', async () => {
  const { writes, writer, processPort } = capture();
  writer.write('a\n');
  writer.flush();
  expect(writes).toEqual(['a\n']);
  writer.write('b\n');
  processPort.emit('exit');
  expect(writes).toEqual(['a\n', 'b\n']);
  await turn();
  expect(writes).toEqual(['a\n', 'b\n']);
});

it('asks to hear of the end once, and only when it has written', () => {
  const { writer, processPort } = capture();
  expect(processPort.listenerCount('exit')).toBe(0);
  writer.write('a\n');
  writer.write('b\n');
  expect(processPort.listenerCount('exit')).toBe(1);
});
