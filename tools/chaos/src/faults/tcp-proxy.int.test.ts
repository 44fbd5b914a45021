import { once } from 'node:events';
import { connect, createServer, type AddressInfo, type Socket } from 'node:net';
import { afterEach, beforeEach, expect, test, vi } from 'vitest';
import { startTcpProxy, type TcpProxy } from './tcp-proxy.ts';

let echo: ReturnType<typeof createServer>;
let proxy: TcpProxy;
const clients: Socket[] = [];

beforeEach(async () => {
  echo = createServer((socket) => socket.on('error', () => undefined).pipe(socket));
  await once(echo.listen(0, '127.0.0.1'), 'listening');
  proxy = await startTcpProxy((echo.address() as AddressInfo).port);
});

afterEach(async () => {
  for (const client of clients.splice(0)) client.destroy();
  await proxy.close();
  echo.close();
});

/** A connection and all it ever received. */
const open = () => {
  const socket = connect(proxy.port, '127.0.0.1');
  clients.push(socket);
  const seen = { socket, text: '' };
  socket.on('error', () => undefined).on('data', (chunk: Buffer) => (seen.text += chunk.toString()));
  return seen;
};

/** `once` would fail at the error that comes before the close. */
const closed = ({ socket }: ReturnType<typeof open>): Promise<void> =>
  new Promise((resolve) => socket.once('close', () => resolve()));

const echoes = async (client: ReturnType<typeof open>, word: string): Promise<void> => {
  client.socket.write(word);
  await vi.waitFor(() => expect(client.text).toContain(word));
};

test('bytes pass both ways', async () => {
  await echoes(open(), 'hello');
});

test('a cut ends what is open; a new connection passes', async () => {
  const client = open();
  await echoes(client, 'before');
  const cut = closed(client);
  proxy.cut();
  await cut;
  await echoes(open(), 'after');
});

test('a stall holds bytes back, also those of new connections, until it is healed', async () => {
  const old = open();
  await echoes(old, 'before');
  proxy.stall();
  const fresh = open();
  old.socket.write('held-1');
  fresh.socket.write('held-2');
  await new Promise((resolve) => setTimeout(resolve, 100));
  expect([old.text, fresh.text]).toEqual(['before', '']);
  proxy.heal();
  await vi.waitFor(() => expect([old.text, fresh.text]).toEqual(['beforeheld-1', 'held-2']));
});

test('a half-open connection takes words and never answers; healing breaks it', async () => {
  const client = open();
  await echoes(client, 'before');
  proxy.halfOpen();
  client.socket.write('into the void');
  await echoes(open(), 'new ones pass');
  expect([client.text, client.socket.destroyed]).toEqual(['before', false]);
  const broken = closed(client);
  proxy.heal();
  await broken;
});
