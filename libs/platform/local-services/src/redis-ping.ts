import { connect } from 'node:net';

/**
 * What the server on this port of 127.0.0.1 says to our password and a PING (RESP protocol): `ready`, `loading` (it is
 * reading its data), `silent`, or `refused` (another password). One exchange needs no client library.
 */
export const pingRedis = (
  port: number,
  password: string,
): Promise<'ready' | 'loading' | 'refused' | 'silent'> =>
  new Promise((resolve) => {
    let reply = '';
    const socket = connect({ port, host: '127.0.0.1' });
    const finish = (result: 'ready' | 'loading' | 'refused' | 'silent'): void => {
      socket.destroy();
      resolve(result);
    };
    socket.setTimeout(2_000, () => finish('silent'));
    socket.on('error', () => finish('silent'));
    socket.on('close', () => finish('silent'));
    socket.on('connect', () => socket.write(`AUTH ${password}\r\nPING\r\n`));
    socket.on('data', (data) => {
      reply += data.toString('latin1');
      if (reply.includes('+PONG')) finish('ready');
      else if (reply.includes('-LOADING')) finish('loading');
      else if (reply.includes('-WRONGPASS') || reply.includes('-NOAUTH')) finish('refused');
    });
  });
