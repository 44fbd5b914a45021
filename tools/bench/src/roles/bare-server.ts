import { createServer } from 'node:http';
import { listenOnFreePort } from './listen.ts';
import type { Role } from './serve-role.ts';

/** What Node itself can do: read, parse, answer; nothing is kept. */
export const bareServer: Role = async () => {
  const server = createServer((request, response) => {
    const chunks: Buffer[] = [];
    request.on('data', (chunk: Buffer) => chunks.push(chunk));
    request.on('end', () => {
      const body: unknown = JSON.parse(Buffer.concat(chunks).toString());
      const text = JSON.stringify({ ok: body !== null });
      response.writeHead(202, { 'content-type': 'application/json', 'content-length': text.length });
      response.end(text);
    });
  });
  return listenOnFreePort(server);
};
