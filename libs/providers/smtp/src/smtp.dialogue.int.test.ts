import type { EmailIntent, SendResult } from '@perezvon/contracts-adapter';
import { createProviderHttp } from '@perezvon/provider-kit';
import { describe, expect, test } from 'vitest';
import replies from './__fixtures__/replies.json' with { type: 'json' };
import { withScriptedServer } from './__fixtures__/scripted-server.ts';
import type { Act, ScriptedServer, Stage } from './__fixtures__/scripted-server.ts';
import { adapter } from './smtp.adapter.ts';

const secret = 'mail-password';

const intent: EmailIntent = {
  messageId: '0197a1b2-c3d4-7e5f-8a9b-000000000001',
  from: 'robot@clinic.example',
  to: 'valeria@patients.example',
  subject: 'Приём завтра',
  text: 'Валерия Сергеевна, ждём Вас.',
};

const personal = [secret, intent.to, 'valeria', 'Валерия', 'ждём', 'Приём'];

/** Sends one message to a server on a port; nothing of it may stand in the result. */
const sendTo = async (port: number, changes: object = {}): Promise<SendResult> => {
  const settings = {
    host: '127.0.0.1',
    port,
    username: 'robot',
    password: secret,
    tls: { required: false },
    from: 'robot@clinic.example',
    ...changes,
  };
  const instance = adapter.create(adapter.settings.parse(settings), {
    http: createProviderHttp({ origins: [] }),
    clock: () => new Date(),
  });
  try {
    const result = await instance.sendEmail!(intent);
    if (result.kind !== 'sent') for (const text of personal) expect(result.detail).not.toContain(text);
    return result;
  } finally {
    instance.close();
  }
};

const played = async (
  script: Readonly<Partial<Record<Stage, Act>>>,
  settings: object = {},
): Promise<{ result: SendResult; server: ScriptedServer }> =>
  withScriptedServer(script, async (server) => ({ result: await sendTo(server.port, settings), server }));

const short = { timeoutSeconds: 0.4, connectTimeoutSeconds: 0.4 };
const notSent = { kind: 'refused', reason: 'unavailable' };

/** All that come before the text. */
const before: readonly Stage[] = ['greeting', 'EHLO', 'AUTH', 'MAIL', 'RCPT', 'DATA'];

describe('smtp: what a dialogue means', () => {
  test('a message that is taken is sent, and known by its Message-ID', async () => {
    const { result, server } = await played({});
    expect(result).toEqual({ kind: 'sent', messageId: `<${intent.messageId}@clinic.example>` });
    expect(server.stages).toEqual([...before, 'text']);
    expect(server.heard()).toContain(`Message-ID: <${intent.messageId}@clinic.example>`);
  });

  test.each(replies)('“$name” ($stage: $reply)', async ({ stage, reply, expected, ...rest }) => {
    const act = 'isCut' in rest ? { cutAfter: reply } : reply;
    const { result } = await played({ [stage]: act });
    expect(result).toEqual(expected);
  });

  test.each(before)('silence at %s: the message surely did not leave', async (stage) => {
    const { result, server } = await played({ [stage]: 'silence' }, short);
    expect(result).toMatchObject(notSent);
    expect(server.stages).not.toContain('text');
  });

  test.each(before)('a connection cut at %s: the message surely did not leave', async (stage) => {
    const { result, server } = await played({ [stage]: 'cut' });
    expect(result).toMatchObject(notSent);
    expect(server.stages).not.toContain('text');
  });

  test('silence after the text: nobody knows, and it is not sent again', async () => {
    const { result, server } = await played({ text: 'silence' }, short);
    expect(result).toMatchObject({ kind: 'unclear' });
    expect(server.stages.filter((stage) => stage === 'text')).toHaveLength(1);
  });

  test('a connection cut after the text: nobody knows, and it is not sent again', async () => {
    const { result, server } = await played({ text: 'cut' });
    expect(result).toMatchObject({ kind: 'unclear' });
    expect(server.stages.filter((stage) => stage === 'text')).toHaveLength(1);
  });

  test('a connection cut while the text is on its way: nobody knows', async () => {
    const { result } = await played({ line: 'cut' });
    expect(result).toMatchObject({ kind: 'unclear' });
  });

  test('half a success and a cut connection are no success', async () => {
    const { result } = await played({ text: { cutAfter: '250 2.0.' } });
    expect(result).toMatchObject({ kind: 'unclear' });
  });

  test('an answer that is not of the protocol is no success', async () => {
    const { result } = await played({ text: 'HTTP/1.1 200 OK' });
    expect(result.kind).not.toBe('sent');
  });

  test('with PIPELINING a cut before the server has said “go on” is still a refusal', async () => {
    const pipelined = '250-mx.example\r\n250-PIPELINING\r\n250 AUTH PLAIN';
    const { result, server } = await played({ EHLO: pipelined, DATA: 'cut' });
    expect(result).toMatchObject(notSent);
    expect(server.heard()).not.toContain('Message-ID');
  });

  test('with PIPELINING a rejected recipient is not allowed, whatever DATA was answered', async () => {
    const script = {
      EHLO: '250-mx.example\r\n250-PIPELINING\r\n250 AUTH PLAIN',
      RCPT: '550 5.1.1 No such user',
    };
    const { result, server } = await played({ ...script, DATA: '554 5.5.1 No valid recipients' });
    expect(result).toMatchObject({ kind: 'refused', reason: 'not_allowed' });
    const tolerant = await played(script);
    expect(tolerant.result).toMatchObject({ kind: 'refused', reason: 'not_allowed' });
    for (const each of [server, tolerant.server]) expect(each.heard()).not.toContain('Message-ID');
  });

  test('nobody listens: a refusal that names the system’s own code', async () => {
    const port = await withScriptedServer({}, (server) => Promise.resolve(server.port));
    expect(await sendTo(port)).toMatchObject({ ...notSent, detail: expect.stringContaining('ECONNREFUSED') });
  });

  test('a host that does not exist: a refusal', async () => {
    expect(await sendTo(25, { host: 'mx.invalid', connectTimeoutSeconds: 5 })).toMatchObject(notSent);
  });

  test('TLS that is required and not offered: nothing is said unencrypted', async () => {
    const { result, server } = await played({}, { tls: { required: true } });
    expect(result).toMatchObject(notSent);
    expect(server.stages).toEqual(['greeting', 'EHLO']);
  });
});
