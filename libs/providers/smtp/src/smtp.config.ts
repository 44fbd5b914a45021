import { secret } from '@perezvon/contracts-adapter';
import { z } from 'zod';
import { readAddress } from './smtp.address.ts';

const credential = z.string().min(1).max(200);

const tlsSchema = z.strictObject({
  /** Refuse to send unencrypted. Off only for a relay inside one's own network. */
  required: z.boolean().default(true),
  /** Check the certificate. */
  verify: z.boolean().default(true),
  /** Own certificate authority, PEM. */
  ca: z.string().includes('-----BEGIN CERTIFICATE-----').optional(),
  /** Name in the certificate, where it is not the host. */
  serverName: z.string().min(1).max(253).optional(),
});

const separate = ['host', 'port', 'secure', 'username', 'password'] as const;

/** Settings of an account: the server as one `url`, or in parts. */
export const smtpSettings = z
  .strictObject({
    /** `smtp://user:password@host:port`, or `smtps://…` for TLS from the first byte; signs percent-encoded. */
    url: secret(z.string().min(1).max(1000)).optional(),
    host: z
      .string()
      .regex(/^[^\s/@:]{1,253}$|^[0-9a-f:]{2,45}$/i, 'имя или адрес сервера, без порта')
      .optional(),
    /** 465 with `secure`, else 587. */
    port: z.number().int().min(1).max(65_535).optional(),
    /** TLS from the first byte instead of STARTTLS. */
    secure: z.boolean().optional(),
    username: credential.optional(),
    password: secret(credential).optional(),
    tls: tlsSchema.prefault({}),
    /** Sender of messages that name none. */
    from: z
      .string()
      .max(600)
      .refine(
        (text) => readAddress(text) !== null,
        'адрес вида robot@clinic.ru или Клиника <robot@clinic.ru>',
      ),
    /** Until the server has greeted (name look-up and TLS included), seconds. */
    connectTimeoutSeconds: z.number().positive().max(120).default(10),
    /** A whole message with its wait for a free connection, seconds. */
    timeoutSeconds: z.number().positive().max(600).default(60),
    /** Connections at once. */
    maxConnections: z.number().int().min(1).max(50).default(5),
    /** A connection is replaced after so many messages. */
    messagesPerConnection: z.number().int().min(1).max(10_000).default(100),
  })
  .superRefine((settings, context) => {
    const problem = (path: string, message: string) =>
      context.addIssue({ code: 'custom', path: [path], message });
    const { url, host, username, password } = settings;
    if (url === undefined && host === undefined) problem('host', 'укажите host или url');
    if (url !== undefined && separate.some((name) => settings[name] !== undefined))
      problem('url', 'нужно одно из двух: url или host, port, secure, username, password');
    if (url !== undefined && readServer(url) === null)
      problem('url', 'адрес вида smtp://user:password@host:port или smtps://…');
    if ((username === undefined) !== (password === undefined))
      problem(username === undefined ? 'username' : 'password', 'username и password указывают вместе');
  });

export type SmtpSettings = z.output<typeof smtpSettings>;

export interface MailServer {
  host: string;
  port: number;
  /** TLS from the first byte. */
  isSecure: boolean;
  credentials: { user: string; pass: string } | null;
}

/** Where to connect to, from either form of the settings. */
export const serverOf = (settings: SmtpSettings): MailServer => {
  const { host = 'localhost', username, password, port } = settings;
  const isSecure = settings.secure ?? port === 465;
  const inUrl = settings.url === undefined ? null : readServer(settings.url);
  return (
    inUrl ?? {
      host,
      port: port ?? usualPort(isSecure),
      isSecure,
      credentials:
        username === undefined || password === undefined ? null : { user: username, pass: password },
    }
  );
};

const usualPort = (isSecure: boolean): number => (isSecure ? 465 : 587);

function readServer(text: string): MailServer | null {
  if (!/^smtps?:\/\//i.test(text) || !URL.canParse(text)) return null;
  const { protocol, hostname, port, username, password, pathname, search, hash } = new URL(text);
  const credentials = readCredentials(username, password);
  if (credentials === undefined || hostname === '' || !['', '/'].includes(pathname + search + hash))
    return null;
  const isSecure = protocol === 'smtps:' || port === '465';
  return {
    host: hostname.replace(/^\[(.*)\]$/, '$1'),
    port: port === '' ? usualPort(isSecure) : Number(port),
    isSecure,
    credentials,
  };
}

/** Undefined: only one of the two, or badly encoded. */
const readCredentials = (username: string, password: string): MailServer['credentials'] | undefined => {
  const [user, pass] = [decoded(username), decoded(password)];
  if (user === null || pass === null || (user === '') !== (pass === '')) return undefined;
  return user === '' ? null : { user, pass };
};

const decoded = (text: string): string | null => {
  try {
    return decodeURIComponent(text);
  } catch {
    return null;
  }
};
