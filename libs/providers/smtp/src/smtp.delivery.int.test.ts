import type { AdapterInstance, EmailIntent } from '@perezvon/contracts-adapter';
import { createProviderHttp } from '@perezvon/provider-kit';
import type { SMTPServerOptions } from 'smtp-server';
import { describe, expect, test } from 'vitest';
import { credentials, withMailServer } from './__fixtures__/mail-server.ts';
import type { MailServerUnderTest } from './__fixtures__/mail-server.ts';
import { adapter } from './smtp.adapter.ts';

const intentOf = (serial = 1): EmailIntent => ({
  messageId: `0197a1b2-c3d4-7e5f-8a9b-${String(serial).padStart(12, '0')}`,
  from: 'Клиника «Здоровье» <robot@clinic.example>',
  to: `Валерия Сергеевна <valeria${serial}@patients.example>`,
  subject: `Приём завтра, ${serial} – эндоскопист`,
  text: `Валерия Сергеевна, ждём Вас.\nКабинет ${serial} 👍\n.\nBcc: somebody@else.example`,
});

/** With the certificate that npm smtp-server brings for tests. */
const settingsOf = ({ port }: MailServerUnderTest, changes: object = {}) => ({
  host: '127.0.0.1',
  port,
  ...credentials,
  tls: { verify: false },
  from: 'default@clinic.example',
  ...changes,
});

const withInstance = async <Result>(
  settings: object,
  run: (instance: Required<Pick<AdapterInstance, 'sendEmail' | 'close'>>) => Promise<Result>,
): Promise<Result> => {
  const { sendEmail, close } = adapter.create(adapter.settings.parse(settings), {
    http: createProviderHttp({ origins: [] }),
    clock: () => new Date(),
  });
  try {
    return await run({ sendEmail: sendEmail!, close });
  } finally {
    close();
  }
};

const sent = async (options: SMTPServerOptions, intent: EmailIntent, changes: object = {}) =>
  withMailServer(options, (server) =>
    withInstance(settingsOf(server, changes), async ({ sendEmail }) => ({
      result: await sendEmail(intent),
      mails: server.mails,
    })),
  );

describe('smtp: delivery to a real server', () => {
  test('a text arrives as it was written, over TLS, from the user of the settings', async () => {
    const intent = intentOf();
    const { result, mails } = await sent({}, intent);
    expect(result).toEqual({ kind: 'sent', messageId: `<${intent.messageId}@clinic.example>` });
    expect(mails).toMatchObject([
      {
        from: 'robot@clinic.example',
        to: ['valeria1@patients.example'],
        user: credentials.username,
        isEncrypted: true,
        text: intent.text,
      },
    ]);
    const headers = mails[0]?.headers ?? new Map<string, string>();
    expect(headers.get('subject')).toBe(intent.subject);
    expect(headers.get('message-id')).toBe(`<${intent.messageId}@clinic.example>`);
    expect(headers.get('from')).toBe('Клиника «Здоровье» <robot@clinic.example>');
    expect(headers.get('to')).toBe('Валерия Сергеевна <valeria1@patients.example>');
    expect(headers.get('content-type')).toBe('text/plain; charset=utf-8');
    expect(headers.get('auto-submitted')).toBe('auto-generated');
    expect(headers.get('bcc')).toBeUndefined();
  });

  test('TLS from the first byte works too', async () => {
    const { result, mails } = await sent({ secure: true }, intentOf(), { secure: true });
    expect(result.kind).toBe('sent');
    expect(mails[0]?.isEncrypted).toBe(true);
  });

  test('a certificate that nobody vouches for is a refusal, and nothing was sent', async () => {
    for (const secure of [true, false]) {
      const { result, mails } = await sent({ secure }, intentOf(), { secure, tls: {} });
      expect(result).toMatchObject({ kind: 'refused', reason: 'unavailable' });
      expect(mails).toEqual([]);
    }
  });

  test('the server may be given as a url', async () => {
    await withMailServer({}, async (server) => {
      const password = encodeURIComponent(credentials.password);
      const url = `smtp://${credentials.username}:${password}@127.0.0.1:${server.port}`;
      const settings = { url, tls: { verify: false }, from: 'default@clinic.example' };
      await withInstance(settings, async ({ sendEmail }) => {
        expect(await sendEmail(intentOf())).toMatchObject({ kind: 'sent' });
        expect(server.mails[0]?.user).toBe(credentials.username);
      });
    });
  });

  test('a relay without user and TLS is possible where it is asked for', async () => {
    const relay: SMTPServerOptions = { authOptional: true, disabledCommands: ['STARTTLS', 'AUTH'] };
    await withMailServer(relay, ({ port, mails }) =>
      withInstance(
        { host: '127.0.0.1', port, tls: { required: false }, from: 'a@b.example' },
        async ({ sendEmail }) => {
          expect(await sendEmail(intentOf())).toMatchObject({ kind: 'sent' });
          expect(mails).toMatchObject([{ user: null, isEncrypted: false }]);
        },
      ),
    );
  });

  test('a message without a sender comes from the one of the settings', async () => {
    const { result, mails } = await sent({}, { ...intentOf(), from: '' });
    expect(result).toMatchObject({ kind: 'sent', messageId: expect.stringContaining('@clinic.example>') });
    expect(mails[0]?.from).toBe('default@clinic.example');
  });

  test('wrong credentials are unauthorized, and are not repeated', async () => {
    const { result, mails } = await sent({}, intentOf(), { password: 'another-password' });
    expect(result).toMatchObject({ kind: 'refused', reason: 'unauthorized' });
    expect(JSON.stringify(result)).not.toContain('another-password');
    expect(mails).toEqual([]);
  });

  test.each([
    ['a line end in the subject', { subject: 'Приём\r\nBcc: somebody@else.example' }],
    ['a lone line feed in the subject', { subject: 'Приём\nBcc: somebody@else.example' }],
    ['another separator of lines in the subject', { subject: 'Приём\u2028завтра' }],
    ['a subject of 501 characters', { subject: 'ё'.repeat(501) }],
    ['a line end in the recipient', { to: 'a@b.example\r\nRCPT TO:<c@d.example>' }],
    ['two recipients', { to: 'a@b.example, c@d.example' }],
    ['no recipient', { to: '' }],
    ['a line end in the sender', { from: 'robot@clinic.example\nBcc: c@d.example' }],
    ['a message id that closes its bracket', { messageId: 'x@y>\r\nBcc: c@d.example' }],
  ])('%s is refused before anything is sent', async (_name, change) => {
    const seen: string[] = [];
    const onConnect: SMTPServerOptions['onConnect'] = (session, done) => {
      seen.push(session.id);
      done();
    };
    const { result, mails } = await sent({ onConnect }, { ...intentOf(), ...change });
    expect(result).toMatchObject({ kind: 'refused', reason: 'invalid_request' });
    expect([mails, seen]).toEqual([[], []]);
  });

  test('a subject of 500 characters arrives whole', async () => {
    const subject = 'ё'.repeat(500);
    const { result, mails } = await sent({}, { ...intentOf(), subject });
    expect(result.kind).toBe('sent');
    expect(mails[0]?.headers.get('subject')).toBe(subject);
  });

  test('fifty at once do not mix, over no more connections than allowed', async () => {
    await withMailServer({}, (server) =>
      withInstance(settingsOf(server, { maxConnections: 3 }), async ({ sendEmail }) => {
        const intents = Array.from({ length: 50 }, (_value, index) => intentOf(index + 1));
        const results = await Promise.all(intents.map((intent) => sendEmail(intent)));
        expect(results.every(({ kind }) => kind === 'sent')).toBe(true);
        const arrived = new Map(server.mails.map((mail) => [mail.headers.get('message-id'), mail]));
        expect(arrived.size).toBe(50);
        intents.forEach(({ messageId, text }, index) => {
          const mail = arrived.get(`<${messageId}@clinic.example>`);
          expect([mail?.to, mail?.text]).toEqual([[`valeria${index + 1}@patients.example`], text]);
        });
        expect(new Set(server.mails.map(({ connection }) => connection)).size).toBeLessThanOrEqual(3);
      }),
    );
  });

  test('one message after the other uses one connection', async () => {
    await withMailServer({}, (server) =>
      withInstance(settingsOf(server), async ({ sendEmail }) => {
        for (const serial of [1, 2, 3])
          expect(await sendEmail(intentOf(serial))).toMatchObject({ kind: 'sent' });
        expect(new Set(server.mails.map(({ connection }) => connection)).size).toBe(1);
      }),
    );
  });

  test('a rejected recipient does not cost the connection', async () => {
    const onRcptTo: SMTPServerOptions['onRcptTo'] = ({ address }, _session, done) =>
      done(
        address.startsWith('valeria2@')
          ? Object.assign(new Error('no such user'), { responseCode: 550 })
          : null,
      );
    await withMailServer({ onRcptTo }, (server) =>
      withInstance(settingsOf(server, { maxConnections: 1 }), async ({ sendEmail }) => {
        const results = [
          await sendEmail(intentOf(1)),
          await sendEmail(intentOf(2)),
          await sendEmail(intentOf(3)),
        ];
        expect(results).toMatchObject([{ kind: 'sent' }, { reason: 'not_allowed' }, { kind: 'sent' }]);
        expect(new Set(server.mails.map(({ connection }) => connection)).size).toBe(1);
      }),
    );
  });

  test('a text that the server holds for ever is unclear, and it got it once', async () => {
    const texts: string[] = [];
    const onData: SMTPServerOptions['onData'] = (stream, session) => {
      stream.resume();
      stream.on('end', () => texts.push(session.id));
    };
    const { result } = await sent({ onData }, intentOf(), { timeoutSeconds: 1 });
    expect(result).toMatchObject({ kind: 'unclear' });
    expect(texts).toHaveLength(1);
  });

  test('closing lets a message that is on its way arrive', async () => {
    const gate: { open?: () => void } = {};
    const arrived = new Promise<void>((resolve) => {
      gate.open = resolve;
    });
    const onRcptTo: SMTPServerOptions['onRcptTo'] = (_address, _session, done) => {
      gate.open?.();
      setTimeout(done, 50);
    };
    await withMailServer({ onRcptTo }, (server) =>
      withInstance(settingsOf(server), async ({ sendEmail, close }) => {
        const running = sendEmail(intentOf());
        await arrived;
        close();
        expect(await running).toMatchObject({ kind: 'sent' });
        expect(server.mails).toHaveLength(1);
        expect(await sendEmail(intentOf(2))).toMatchObject({ kind: 'refused', reason: 'unavailable' });
      }),
    );
  });
});
