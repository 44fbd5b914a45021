import { connect } from 'node:net';

/** Sends bytes as they are, on one connection, and resolves with the status and body of each reply until the server ends it. */
export const rawRequest = (port: number, bytes: Buffer): Promise<{ status: number; text: string }[]> =>
  new Promise((resolve, reject) => {
    const socket = connect(port, '127.0.0.1');
    const chunks: Buffer[] = [];
    socket.on('data', (chunk: Buffer) => chunks.push(chunk));
    socket.once('error', reject);
    socket.once('close', () => {
      resolve(repliesOf(Buffer.concat(chunks).toString()));
    });
    socket.write(bytes);
  });

const repliesOf = (text: string): { status: number; text: string }[] =>
  text
    .split(/(?=HTTP\/1\.1 \d{3} )/)
    .filter((part) => part !== '')
    .map((part) => ({ status: Number(part.slice(9, 12)), text: part.slice(part.indexOf('\r\n\r\n') + 4) }));
