import type { AddressInfo } from 'node:net';
import { SMTPServer } from 'smtp-server';
import type { SMTPServerOptions } from 'smtp-server';

export interface ReceivedMail {
  from: string;
  to: string[];
  user: string | null;
  isEncrypted: boolean;
  /** Serial of the connection it came by. */
  connection: string;
  /** Header fields, lower-case names, unfolded, encoded words decoded. */
  headers: ReadonlyMap<string, string>;
  text: string;
  raw: string;
}

export interface MailServerUnderTest {
  port: number;
  mails: readonly ReceivedMail[];
}

export const credentials = { username: 'robot', password: 'mail-p@ss:word/ё' };

/** Runs with a real SMTP server (npm smtp-server) on a free local port. It knows one user and takes everything. */
export const withMailServer = async <Result>(
  options: SMTPServerOptions,
  run: (server: MailServerUnderTest) => Promise<Result>,
): Promise<Result> => {
  const mails: ReceivedMail[] = [];
  const server = new SMTPServer({
    // Silences the warning about the built-in certificate, which is enough for a test.
    logger: false,
    disableReverseLookup: true,
    closeTimeout: 100,
    onAuth: ({ username, password }, _session, done) => {
      const isKnown = username === credentials.username && password === credentials.password;
      done(isKnown ? null : new Error('Invalid username or password'), isKnown ? { user: username } : {});
    },
    onData: (stream, session, done) => {
      const chunks: Buffer[] = [];
      stream.on('data', (chunk: Buffer) => chunks.push(chunk));
      stream.on('end', () => {
        const { mailFrom, rcptTo } = session.envelope;
        mails.push({
          from: mailFrom === false ? '' : mailFrom.address,
          to: rcptTo.map(({ address }) => address),
          user: typeof session.user === 'string' ? session.user : null,
          isEncrypted: session.secure,
          connection: session.id,
          ...readMail(Buffer.concat(chunks).toString('utf8')),
        });
        done();
      });
    },
    ...options,
  });
  server.on('error', () => undefined);
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  try {
    return await run({ port: (server.server.address() as AddressInfo).port, mails });
  } finally {
    await new Promise<void>((resolve) => server.close(() => resolve()));
  }
};

const readMail = (raw: string): Pick<ReceivedMail, 'headers' | 'text' | 'raw'> => {
  const end = raw.indexOf('\r\n\r\n');
  const lines = raw
    .slice(0, end)
    .replace(/\r\n[ \t]+/g, ' ')
    .split('\r\n');
  const headers = new Map(
    lines.map((line): [string, string] => {
      const at = line.indexOf(':');
      return [line.slice(0, at).toLowerCase(), decodedWords(line.slice(at + 1).trim())];
    }),
  );
  return {
    raw,
    headers,
    text: decodedBody(raw.slice(end + 4), headers.get('content-transfer-encoding') ?? ''),
  };
};

const decodedBody = (body: string, encoding: string): string => {
  if (encoding === 'base64') return Buffer.from(body, 'base64').toString('utf8');
  const text = encoding === 'quoted-printable' ? fromQuotedPrintable(body.replace(/=\r\n/g, '')) : body;
  return text.replace(/\r\n/g, '\n').replace(/\n$/, '');
};

const fromQuotedPrintable = (text: string): string =>
  Buffer.from(
    Buffer.from(text)
      .toString('latin1')
      .replace(/=([0-9A-F]{2})/g, (_whole, hex: string) => String.fromCharCode(Number.parseInt(hex, 16))),
    'latin1',
  ).toString('utf8');

/** RFC 2047. Words that follow each other are one text. */
const decodedWords = (value: string): string =>
  value
    .replace(/\?=\s+=\?/g, '?==?')
    .replace(/=\?utf-8\?([BQ])\?([^?]*)\?=/gi, (_whole, kind: string, text: string) =>
      kind.toUpperCase() === 'B'
        ? Buffer.from(text, 'base64').toString('utf8')
        : fromQuotedPrintable(text.replaceAll('_', ' ')),
    );
