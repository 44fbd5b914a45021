import { expect, test, vi } from 'vitest';
import { supervise, type Running } from './supervise.ts';

/** A process that ends when told to, and the list of all that were ever started. */
const fakeProcesses = () => {
  const started: (Running & { end: (how: string) => void })[] = [];
  const start = async (): Promise<Running> => {
    let end: (how: string) => void = () => undefined;
    const exited = new Promise<string>((resolve) => (end = resolve));
    const running = {
      pid: started.length + 1,
      exited,
      end,
      kill: (signal: NodeJS.Signals) => end(signal),
      stop: async () => end('SIGTERM'),
    };
    started.push(running);
    return running;
  };
  return { started, start };
};

const log = (): void => undefined;

test('a process that dies is started again, one that was stopped is not', async () => {
  const { started, start } = fakeProcesses();
  const supervised = await supervise({ name: 'a', start, log });
  supervised.kill('SIGKILL');
  await vi.waitFor(() => expect(supervised.pid).toBe(2));
  await supervised.stop();
  expect(started).toHaveLength(2);
});

test('the wait before a restart doubles', async () => {
  const { started, start } = fakeProcesses();
  const lines: string[] = [];
  const supervised = await supervise({ name: 'a', start, log: (line) => lines.push(line) });
  for (let deaths = 1; deaths <= 3; deaths += 1) {
    started.at(-1)!.end('code 1');
    await vi.waitFor(() => expect(started).toHaveLength(deaths + 1), 10_000);
  }
  await supervised.stop();
  expect(lines).toEqual([200, 400, 800].map((delay) => `a ended (code 1), starting it again in ${delay} ms`));
});

test('a process that is held stays down until it is let go', async () => {
  const { started, start } = fakeProcesses();
  const supervised = await supervise({ name: 'a', start, log });
  const letGo = await supervised.hold();
  expect(started).toHaveLength(1);
  await letGo();
  expect(supervised.pid).toBe(2);
  supervised.kill('SIGKILL');
  await vi.waitFor(() => expect(supervised.pid).toBe(3));
  await supervised.stop();
});

test('a restart that fails is tried again, and the death of one nobody wants again is final', async () => {
  const { started, start } = fakeProcesses();
  let failures = 0;
  const flaky = async (): Promise<Running> => {
    if (started.length === 1 && failures++ === 0) throw new Error('port taken');
    return start();
  };
  const supervised = await supervise({ name: 'a', start: flaky, log, onDeath: (how) => how !== 'code 78' });
  supervised.kill('SIGKILL');
  await vi.waitFor(() => expect(supervised.pid).toBe(2), 5_000);
  started[1]!.end('code 78');
  await supervised.stop();
  expect(started).toHaveLength(2);
});

test('stopping while a restart is under way leaves nothing running', async () => {
  const { started, start } = fakeProcesses();
  let finishStart: () => void = () => undefined;
  const slow = async (): Promise<Running> => {
    if (started.length > 0) await new Promise<void>((resolve) => (finishStart = resolve));
    return start();
  };
  const supervised = await supervise({ name: 'a', start: slow, log });
  const first = finishStart;
  supervised.kill('SIGKILL');
  await vi.waitFor(() => expect(finishStart).not.toBe(first));
  const stopped = supervised.stop();
  finishStart();
  await stopped;
  expect(started).toHaveLength(2);
  expect(await started[1]!.exited).toBe('SIGTERM');
});
