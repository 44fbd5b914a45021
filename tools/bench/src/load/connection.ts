import { connect, type Socket } from 'node:net';

/** One kept HTTP/1.1 connection, one request at a time. */
export interface Connection {
  /** `request` in latin1. Resolves with the status of the reply; rejects when the connection ends before it is there. */
  send: (request: string) => Promise<number>;
  close: () => void;
}

const headEnd = '\r\n\r\n';
const lengthHeader = /\r\ncontent-length: *(\d+)/i;

/** Bytes of the whole reply at the beginning of `text`; null while it is not all there. Every competitor sends a Content-Length. */
export const replyLength = (text: string): number | null => {
  const end = text.indexOf(headEnd);
  if (end < 0) return null;
  const length = Number(lengthHeader.exec(text.slice(0, end + 2))?.[1] ?? 0);
  const whole = end + headEnd.length + length;
  return text.length < whole ? null : whole;
};

/**
 * Raw sockets, not `node:http`: its client costs more than the fastest competitor's answer, and generator and competitor share
 * two cores.
 */
export const openConnection = (port: number): Promise<Connection> =>
  new Promise((resolve, reject) => {
    const socket = connect(port, '127.0.0.1');
    socket.setNoDelay(true);
    socket.setEncoding('latin1');
    socket.once('error', reject);
    socket.once('connect', () => {
      socket.off('error', reject);
      resolve(toConnection(socket));
    });
  });

const toConnection = (socket: Socket): Connection => {
  let received = '';
  let waiting: { resolve: (status: number) => void; reject: (error: Error) => void } | null = null;
  const fail = (): void => waiting?.reject(new Error('the connection ended'));
  socket.on('data', (chunk) => {
    received += String(chunk);
    const length = replyLength(received);
    if (length === null) return;
    const status = Number(received.slice(9, 12));
    received = received.slice(length);
    waiting?.resolve(status);
  });
  socket.on('error', fail);
  socket.on('close', fail);
  return {
    send: (request) =>
      new Promise((resolve, reject) => {
        waiting = { resolve, reject };
        socket.write(request, 'latin1');
      }),
    close: () => socket.destroy(),
  };
};
