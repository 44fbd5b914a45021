import { createServer } from 'node:net';
import type { AddressInfo, Socket } from 'node:net';

/** Where in a dialogue something happens: before it, at a command, at a line of the text (`line`), or after its end (`text`). */
export type Stage = 'greeting' | 'EHLO' | 'AUTH' | 'MAIL' | 'RCPT' | 'DATA' | 'line' | 'text';

/** Lines of a reply, or `silence`: no answer for ever, `cut`: a closed connection; or a reply without its line end, then closed. */
export type Act = string | { cutAfter: string };

const usual: Readonly<Partial<Record<Stage, string>>> = {
  greeting: '220 mx.example ESMTP',
  EHLO: '250-mx.example\r\n250-AUTH PLAIN\r\n250 8BITMIME',
  AUTH: '235 2.7.0 Authentication successful',
  MAIL: '250 2.1.0 Ok',
  RCPT: '250 2.1.5 Ok',
  DATA: '354 End data with <CR><LF>.<CR><LF>',
  text: '250 2.0.0 Ok: queued',
};

export interface ScriptedServer {
  port: number;
  /** What was reached, in order. */
  stages: readonly Stage[];
  /** All that clients sent. */
  heard: () => string;
}

/** Runs with a mail server that speaks plain SMTP as RFC 5321 has it, but at some stages does as the script says. */
export const withScriptedServer = async <Result>(
  script: Readonly<Partial<Record<Stage, Act>>>,
  run: (server: ScriptedServer) => Promise<Result>,
): Promise<Result> => {
  const sockets = new Set<Socket>();
  const stages: Stage[] = [];
  const heard: string[] = [];
  const server = createServer((socket) => {
    sockets.add(socket);
    socket.on('error', () => undefined);
    converse(socket, {
      heard: (line) => heard.push(line),
      act: (stage) => {
        const scripted = script[stage] ?? usual[stage];
        if (scripted === undefined) return;
        stages.push(stage);
        perform(socket, scripted);
      },
    });
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  try {
    const { port } = server.address() as AddressInfo;
    return await run({ port, stages, heard: () => heard.join('\n') });
  } finally {
    sockets.forEach((socket) => socket.destroy());
    await new Promise((resolve) => server.close(resolve));
  }
};

const perform = (socket: Socket, act: Act): void => {
  if (act === 'silence') return;
  if (act === 'cut') socket.destroy();
  else if (typeof act === 'object') socket.end(act.cutAfter);
  else socket.write(`${act}\r\n`);
};

interface Listener {
  heard: (line: string) => void;
  act: (stage: Stage) => void;
}

const commands: readonly Stage[] = ['EHLO', 'AUTH', 'MAIL', 'RCPT', 'DATA'];

const converse = (socket: Socket, { heard, act }: Listener): void => {
  const state = { rest: '', inText: false };
  const onLine = (line: string): void => {
    heard(line);
    if (state.inText) {
      state.inText = line !== '.';
      act(state.inText ? 'line' : 'text');
      return;
    }
    const stage = commands.find((command) => line.startsWith(command));
    if (stage === undefined) {
      socket.write(line === 'RSET' || line === 'QUIT' ? '250 2.0.0 Ok\r\n' : '502 5.5.2 Unknown command\r\n');
      return;
    }
    state.inText = stage === 'DATA';
    act(stage);
  };
  socket.on('data', (chunk) => {
    const lines = `${state.rest}${chunk.toString('utf8')}`.split('\r\n');
    state.rest = lines.pop() ?? '';
    lines.forEach(onLine);
  });
  act('greeting');
};
