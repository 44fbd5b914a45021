import type { Readable } from 'node:stream';
import type { EmailIntent, Refused, SendResult } from '@perezvon/contracts-adapter';
import { createTransport } from 'nodemailer';
import type { SMTPPoolOptions, SendMailOptions } from 'nodemailer';
import { domainOf, readAddress } from './smtp.address.ts';
import { serverOf } from './smtp.config.ts';
import type { SmtpSettings } from './smtp.config.ts';
import { readFailure } from './smtp.failure.ts';

const maxSubject = 500;

/** An idle connection is dropped by us before common servers (a minute and more) drop it. */
const idleConnectionMs = 30_000;

export interface EmailSender {
  sendEmail: (intent: EmailIntent) => Promise<SendResult>;
  /** Messages that are on their way are finished; those that wait for a connection are refused. */
  close: () => void;
}

/**
 * Sends plain texts over a pool of connections. A message is sent once: nodemailer's own repetition after a cut connection is off,
 * and whether its text had begun to leave decides between `refused` and `unclear`.
 */
export const createEmailSender = (settings: SmtpSettings): EmailSender => {
  const transport = createTransport(poolOptions(settings));
  // The text of each message as it is sent, found by the signal of its sending, which nodemailer hands through untouched.
  const texts = new WeakMap<AbortSignal, Readable>();
  transport.use('stream', ({ message, data: { signal } }, done) => {
    const createReadStream = message.createReadStream.bind(message);
    message.createReadStream = (options) => {
      const text = createReadStream(options);
      if (signal !== undefined) texts.set(signal, text);
      return text;
    };
    done();
  });
  // Not before the server has said “go on” (354) is the text read.
  const mayHaveLeft = (signal: AbortSignal): boolean => texts.get(signal)?.readableDidRead ?? false;

  return {
    sendEmail: async (intent) => {
      const mail = mailOf(intent, settings.from);
      if ('kind' in mail) return mail;
      const signal = AbortSignal.timeout(settings.timeoutSeconds * 1000);
      try {
        const info = await transport.sendMail({ ...mail, signal });
        return { kind: 'sent', messageId: info.serverMessageId ?? mail.messageId };
      } catch (error) {
        return readFailure(error, mayHaveLeft(signal));
      }
    },
    close: () => transport.close(),
  };
};

const poolOptions = (settings: SmtpSettings): SMTPPoolOptions & { pool: true } => {
  const { host, port, isSecure, credentials } = serverOf(settings);
  const { required, verify, ca, serverName } = settings.tls;
  const connectTimeoutMs = settings.connectTimeoutSeconds * 1000;
  return {
    pool: true,
    maxRequeues: 0,
    maxConnections: settings.maxConnections,
    maxMessages: settings.messagesPerConnection,
    idleTimeout: idleConnectionMs,
    host,
    port,
    secure: isSecure,
    requireTLS: required && !isSecure,
    ...(credentials === null ? {} : { auth: credentials }),
    tls: {
      rejectUnauthorized: verify,
      ...(ca === undefined ? {} : { ca }),
      ...(serverName === undefined ? {} : { servername: serverName }),
    },
    connectionTimeout: connectTimeoutMs,
    greetingTimeout: connectTimeoutMs,
    dnsTimeout: connectTimeoutMs,
    socketTimeout: settings.timeoutSeconds * 1000,
    disableFileAccess: true,
    disableUrlAccess: true,
    logger: false,
  };
};

type Mail = SendMailOptions & { messageId: string };

const invalid = (detail: string): Refused => ({ kind: 'refused', reason: 'invalid_request', detail });

/** Nothing of an intent may become a header, an address or a command of its own: what could is refused before sending. */
const mailOf = (intent: EmailIntent, defaultFrom: string): Mail | Refused => {
  const from = readAddress(intent.from.trim() === '' ? defaultFrom : intent.from);
  const to = readAddress(intent.to);
  if (from === null) return invalid('адрес отправителя не читается');
  if (to === null) return invalid('адрес получателя не читается');
  if (!/^[\w.-]{1,100}$/.test(intent.messageId)) return invalid('идентификатор письма не читается');
  if (/\p{Cc}|[\u2028\u2029]/u.test(intent.subject)) return invalid('в теме управляющие знаки');
  if (intent.subject.length > maxSubject) return invalid(`тема длиннее ${maxSubject} знаков`);
  return {
    messageId: `<${intent.messageId}@${domainOf(from.address)}>`,
    from,
    to,
    subject: intent.subject,
    text: intent.text,
    // RFC 3834: keeps auto-responders quiet.
    headers: { 'Auto-Submitted': 'auto-generated' },
  };
};
