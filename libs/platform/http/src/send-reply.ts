import { Buffer } from 'node:buffer';
import type { IncomingMessage, ServerResponse } from 'node:http';
import type { HttpReply } from './endpoint.ts';
import { renderProblem } from './problems.ts';

const json = 'application/json; charset=utf-8';

/** How long and how much of an unread body is swallowed, so that the client gets to read the answer before the close. */
const lingerMs = 5_000;
const lingerBytes = 64 * 1024 * 1024;

export interface Sending {
  request: IncomingMessage;
  response: ServerResponse;
  reply: HttpReply;
  requestId: string;
  /** The server is stopping: the client should open another connection for its next request. */
  lastOnConnection: boolean;
}

const payloadOf = (reply: HttpReply, requestId: string): string | Buffer => {
  if ('problem' in reply) return renderProblem(reply.problem, requestId);
  if (typeof reply.body === 'string' || Buffer.isBuffer(reply.body)) return reply.body;
  return JSON.stringify(reply.body);
};

/** Writes the reply with its length. Nothing is ever streamed, redirected or left empty of a content type. */
export const sendReply = ({ request, response, reply, requestId, lastOnConnection }: Sending): void => {
  if (response.headersSent || response.destroyed) return;
  const payload = payloadOf(reply, requestId);
  const unread = !request.complete && hasBody(request);
  const headers: Record<string, string | number> = {
    'content-type': json,
    'content-length': Buffer.byteLength(payload),
    'cache-control': 'no-store',
    'x-content-type-options': 'nosniff',
    'x-request-id': requestId,
    ...reply.headers,
  };
  if (unread || lastOnConnection) headers['connection'] = 'close';
  response.writeHead(reply.status, headers);
  if (!unread || request.headers.expect !== undefined) {
    response.end(payload);
    return;
  }
  response.write(payload);
  linger(request, response);
};

const hasBody = (request: IncomingMessage): boolean =>
  request.headers['transfer-encoding'] !== undefined || Number(request.headers['content-length'] ?? 0) > 0;

/**
 * 1C writes its whole body before it reads: closing at once would reset the connection and the 413 would never be seen.
 * So the rest is thrown away for a while and only then the connection ends.
 */
const linger = (request: IncomingMessage, response: ServerResponse): void => {
  let swallowed = 0;
  const finish = (): void => {
    clearTimeout(timer);
    response.end();
  };
  const timer = setTimeout(finish, lingerMs);
  timer.unref();
  request.on('data', (chunk: Buffer) => {
    swallowed += chunk.length;
    if (swallowed > lingerBytes) finish();
  });
  request.once('end', finish);
  request.once('close', finish);
  request.resume();
};
