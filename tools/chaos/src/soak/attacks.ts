import { connect, type Socket } from 'node:net';
import { setTimeout as delay } from 'node:timers/promises';
import { authorization } from './normal-client.ts';

/** One way to be a burden; resolves when it is over. Sends to the gateway of this run only. */
export interface Attack {
  name: string;
  run: (gateway: { host: string; port: number }) => Promise<string>;
}

type Gateway = Parameters<Attack['run']>[0];

const open = (gateway: Gateway): Socket => {
  const socket = connect(gateway.port, gateway.host);
  socket.on('error', () => undefined);
  // Without reading, an end by the gateway would go unnoticed.
  socket.resume();
  return socket;
};

const connections = 2_000;
const openAtOnce = 100;

/** Many connections that say `words` and then nothing, held for a while. */
const held = async (gateway: Gateway, words: string, forMs: number): Promise<string> => {
  const sockets: Socket[] = [];
  for (let count = 0; count < connections; count += 1) {
    const socket = open(gateway);
    if (words !== '') socket.write(words);
    sockets.push(socket);
    if (count % openAtOnce === openAtOnce - 1) await delay(50);
  }
  await delay(forMs);
  const cut = sockets.filter((socket) => socket.destroyed || socket.readableEnded).length;
  for (const socket of sockets) socket.destroy();
  return `${connections} connections, ${cut} of them cut by the gateway`;
};

const statusOf = (gateway: Gateway, bytes: Iterable<string | Buffer>): Promise<string> =>
  new Promise((resolve) => {
    const socket = open(gateway);
    const timer = setTimeout(() => socket.destroy(), 15_000);
    let reply = '';
    socket.on('data', (chunk: Buffer) => (reply += chunk.toString('latin1')));
    socket.on('close', () => {
      clearTimeout(timer);
      resolve(/^HTTP\/1\.1 (\d+)/.exec(reply)?.[1] ?? 'cut');
    });
    for (const chunk of bytes) socket.write(chunk);
  });

const tally = (statuses: readonly string[]): string => {
  const counts = new Map<string, number>();
  for (const status of statuses) counts.set(status, (counts.get(status) ?? 0) + 1);
  return [...counts].map(([status, count]) => `${status} × ${count}`).join(', ');
};

const repeat = async (times: number, atOnce: number, once: () => Promise<string>): Promise<string> => {
  const statuses: string[] = [];
  for (let done = 0; done < times; done += atOnce) {
    statuses.push(...(await Promise.all(Array.from({ length: atOnce }, once))));
  }
  return tally(statuses);
};

const head = (length: number): string =>
  [
    'POST /v1/onec/events HTTP/1.1',
    'Host: gateway',
    `Authorization: ${authorization}`,
    'Content-Type: application/json',
    'Connection: close',
    `Content-Length: ${length}`,
    '\r\n',
  ].join('\r\n');

const mebibyte = 1024 * 1024;
const deepest = 10_000;
const nested = `${'{"data":'.repeat(deepest)}1${'}'.repeat(deepest)}`;
const nestedArrays = `${'['.repeat(deepest)}${']'.repeat(deepest)}`;

export const attacks: readonly Attack[] = [
  {
    name: 'connections that never say anything',
    run: (gateway) => held(gateway, '', 18_000),
  },
  {
    name: 'connections that stop in the middle of their headers',
    run: (gateway) => held(gateway, 'POST /v1/onec/events HTTP/1.1\r\nHost: g\r\nX-Slow: ', 18_000),
  },
  {
    name: 'connections that stop in the middle of their body',
    run: (gateway) => held(gateway, `${head(100_000)}{"id":"slow"`, 18_000),
  },
  {
    name: 'bodies of 10 MB',
    run: (gateway) =>
      repeat(40, 8, () => {
        const chunk = Buffer.alloc(mebibyte, 'x');
        return statusOf(gateway, [head(10 * mebibyte), ...Array.from({ length: 10 }, () => chunk)]);
      }),
  },
  {
    name: 'JSON 10 000 levels deep',
    run: (gateway) =>
      repeat(200, 20, () => {
        const body = Math.random() < 0.5 ? nested : nestedArrays;
        return statusOf(gateway, [head(body.length), body]);
      }),
  },
  {
    name: 'floods of headers',
    run: (gateway) =>
      repeat(400, 40, () => {
        const many = Array.from({ length: 2_000 }, (_, n) => `X-${n}: y\r\n`).join('');
        return statusOf(gateway, [
          `GET /v1/onec/ping HTTP/1.1\r\nHost: g\r\nConnection: close\r\n${many}\r\n`,
        ]);
      }),
  },
];
