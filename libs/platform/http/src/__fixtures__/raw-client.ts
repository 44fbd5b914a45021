import { connect, type Socket } from 'node:net';

export interface RawReply {
  status: number;
  headers: Record<string, string>;
  text: string;
}

/** Reads replies with a Content-Length, one after the other, from bytes as they came. Interim replies (100) count too. */
export const parseReplies = (bytes: Buffer): RawReply[] => {
  const replies: RawReply[] = [];
  let rest = bytes;
  for (;;) {
    const split = rest.indexOf('\r\n\r\n');
    if (split < 0) return replies;
    const [statusLine = '', ...lines] = rest.subarray(0, split).toString('latin1').split('\r\n');
    const headers = Object.fromEntries(
      lines.map((line) => [
        line.slice(0, line.indexOf(':')).toLowerCase(),
        line.slice(line.indexOf(':') + 1).trim(),
      ]),
    );
    const length = Number(headers['content-length'] ?? 0);
    const end = split + 4 + length;
    if (rest.length < end) return replies;
    replies.push({
      status: Number(statusLine.split(' ')[1]),
      headers,
      text: rest.subarray(split + 4, end).toString(),
    });
    rest = rest.subarray(end);
  }
};

export interface RawConnection {
  socket: Socket;
  received: () => Buffer;
  /** Resolves when the server has ended or cut the connection. */
  closed: Promise<void>;
}

export const openRaw = (port: number): RawConnection => {
  const socket = connect(port, '127.0.0.1');
  const chunks: Buffer[] = [];
  socket.on('data', (chunk: Buffer) => chunks.push(chunk));
  socket.on('error', () => undefined);
  const closed = new Promise<void>((resolve) => {
    socket.once('close', () => {
      resolve();
    });
  });
  return { socket, received: () => Buffer.concat(chunks), closed };
};

/** Sends bytes, waits for `count` replies (or the close) and hangs up. */
export const sendRaw = async (port: number, bytes: string | Buffer, count = 1): Promise<RawReply[]> => {
  const connection = openRaw(port);
  connection.socket.write(bytes);
  const arrived = new Promise<void>((resolve) => {
    connection.socket.on('data', () => {
      if (parseReplies(connection.received()).length >= count) resolve();
    });
  });
  await Promise.race([arrived, connection.closed]);
  connection.socket.destroy();
  return parseReplies(connection.received());
};
