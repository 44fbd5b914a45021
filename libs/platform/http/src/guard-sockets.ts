import { randomUUID } from 'node:crypto';
import type { IncomingMessage, RequestListener, Server, ServerResponse } from 'node:http';
import type { Socket } from 'node:net';
import type { Duplex } from 'node:stream';
import { describeParserError, rawReply, type ParserError } from './client-error.ts';
import type { HttpLimits } from './limits.ts';
import { bodyTooLarge, methodNotAllowed } from './problems.ts';
import { requestIdOf } from './exchange.ts';
import { sendReply } from './send-reply.ts';

/** For counting and for finding a misconfigured 1C; `parserCode` is Node's (`HPE_…`). */
export interface ClientErrorReport {
  status: number;
  code: string;
  parserCode: string;
  remoteAddress: string;
  requestId: string;
}

interface Guard {
  limits: HttpLimits;
  listener: (request: IncomingMessage, response: ServerResponse) => void;
  onClientError: (report: ClientErrorReport) => void;
}

/** Wires the server's events so that even what never became a request gets a JSON answer. */
export const guardSockets = (server: Server, { limits, listener, onClientError }: Guard): void => {
  /** The newest exchange of each connection; replies leave in order, so when it is done all before it are. */
  const newest = new WeakMap<Duplex, ServerResponse>();

  const handle: RequestListener = (request, response) => {
    newest.set(request.socket, response);
    // A reset of the connection is an everyday event, and its body reader hears of it by `close`.
    response.on('error', () => undefined);
    listener(request, response);
  };

  server.on('request', handle);
  server.on('checkExpectation', handle);
  server.on('checkContinue', (request: IncomingMessage, response: ServerResponse) => {
    if (Number(request.headers['content-length'] ?? 0) > limits.bodyBytes) {
      const reply = bodyTooLarge(limits.bodyBytes);
      sendReply({ request, response, reply, requestId: requestIdOf(request), lastOnConnection: true });
      return;
    }
    response.writeContinue();
    handle(request, response);
  });
  server.on('connect', (_request: IncomingMessage, socket: Duplex) => {
    const reply = methodNotAllowed(['GET', 'POST']);
    if ('problem' in reply) socket.end(rawReply(reply.status, reply.problem, randomUUID()));
  });
  server.on('clientError', (error: ParserError, socket: Socket) => {
    answerParserError({ error, socket, open: newest.get(socket), onClientError });
  });
};

interface Refused {
  error: ParserError;
  socket: Socket;
  open: ServerResponse | undefined;
  onClientError: Guard['onClientError'];
}

const answerParserError = ({ error, socket, open, onClientError }: Refused): void => {
  if (error.code === 'ECONNRESET' || !socket.writable) {
    socket.destroy();
    return;
  }
  const { status, problem } = describeParserError(error);
  const requestId = randomUUID();
  const { remoteAddress = '' } = socket;
  onClientError({ status, code: problem.code, parserCode: error.code ?? '', remoteAddress, requestId });
  const refuse = (): void => {
    if (socket.writable) socket.end(rawReply(status, problem, requestId));
    // Whoever does not read its answer and close is not waited for.
    setTimeout(() => socket.destroy(), 1_000).unref();
  };
  if (!open || open.writableFinished) refuse();
  // Pipelined: good requests came first and their answers must leave first.
  else if (open.req.complete) open.once('close', refuse);
  else if (open.headersSent) socket.destroy();
  else refuse();
};
