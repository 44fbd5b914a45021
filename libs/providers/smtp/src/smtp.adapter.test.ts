import { describeAdapter } from '@perezvon/provider-conformance';
import { describe, expect, test } from 'vitest';
import { readAddress } from './smtp.address.ts';
import { adapter } from './smtp.adapter.ts';
import { serverOf, smtpSettings } from './smtp.config.ts';
import { readFailure } from './smtp.failure.ts';
import { createSimulator } from './smtp.simulator.ts';

const settings = {
  host: 'smtp.clinic.example',
  username: 'robot',
  password: 'mail-password',
  from: 'Клиника <robot@clinic.example>',
};

const url = 'smtps://robot%40clinic.example:p%3Aass@smtp.clinic.example:2465';

describeAdapter(adapter, {
  settings: () => settings,
  requiredSettings: ['host', 'from', 'username', 'password'],
  secretSettings: ['password'],
  badSettings: [
    { name: 'a server in both forms', change: { url }, path: 'url' },
    { name: 'a host with its port', change: { host: 'smtp.clinic.example:25' }, path: 'host' },
    { name: 'a sender that is no address', change: { from: 'Клиника' }, path: 'from' },
    { name: 'two senders', change: { from: 'a@clinic.example, b@clinic.example' }, path: 'from' },
    {
      name: 'a sender with a line end',
      change: { from: 'a@clinic.example\r\nBcc: b@c.example' },
      path: 'from',
    },
    { name: 'a port that is none', change: { port: 70_000 }, path: 'port' },
    { name: 'no connections', change: { maxConnections: 0 }, path: 'maxConnections' },
    { name: 'a certificate that is none', change: { tls: { ca: 'ca.pem' } }, path: 'tls.ca' },
  ],
  simulator: createSimulator,
  ownTransport: {
    reason: 'SMTP: smtp.dialogue.int.test.ts and smtp.delivery.int.test.ts talk to mail servers',
  },
});

describe('smtp', () => {
  const server = (input: object) => serverOf(smtpSettings.parse({ from: 'robot@clinic.example', ...input }));

  test('the server may be written as a url, with its credentials percent-encoded', () => {
    expect(server({ url })).toEqual({
      host: 'smtp.clinic.example',
      port: 2465,
      isSecure: true,
      credentials: { user: 'robot@clinic.example', pass: 'p:ass' },
    });
    expect(server({ url: 'smtp://relay.local' })).toEqual({
      host: 'relay.local',
      port: 587,
      isSecure: false,
      credentials: null,
    });
    expect(server({ url: 'smtp://[::1]:25/' })).toMatchObject({ host: '::1', port: 25, isSecure: false });
    expect(server({ url: 'smtp://mail.example:465' }).isSecure).toBe(true);
  });

  test.each([
    'mail.example:25',
    'http://mail.example',
    'smtp://user@mail.example',
    'smtp://:password@mail.example',
    'smtp://mail.example/path',
    'smtp://mail.example?pool=true',
    'smtp://%ZZ:a@mail.example',
    'smtp://:25',
  ])('the url %s is refused without being repeated', (bad) => {
    const result = smtpSettings.safeParse({ from: 'robot@clinic.example', url: bad });
    expect(result.error?.issues.map(({ path }) => path)).toEqual([['url']]);
    expect(JSON.stringify(result.error?.issues)).not.toContain(bad);
  });

  test('the port follows from the kind of TLS, and the kind of TLS from the port', () => {
    expect(server({ host: 'mail.example' })).toMatchObject({ port: 587, isSecure: false });
    expect(server({ host: 'mail.example', secure: true })).toMatchObject({ port: 465, isSecure: true });
    expect(server({ host: 'mail.example', port: 465 })).toMatchObject({ port: 465, isSecure: true });
    expect(server({ host: 'mail.example', port: 465, secure: false }).isSecure).toBe(false);
  });

  test.each([
    ['valeria@patients.example', '', 'valeria@patients.example'],
    ['  Валерия Сергеевна <valeria@patients.example> ', 'Валерия Сергеевна', 'valeria@patients.example'],
    ['"Клиника, регистратура" <robot@clinic.example>', 'Клиника, регистратура', 'robot@clinic.example'],
    ['<robot@clinic.example>', '', 'robot@clinic.example'],
    ["o'neil+visits@sub.clinic.example", '', "o'neil+visits@sub.clinic.example"],
    ['регистратура@клиника.рф', '', 'регистратура@клиника.рф'],
  ])('the address %s is read', (text, name, address) => {
    expect(readAddress(text)).toEqual({ name, address });
  });

  test.each([
    '',
    'valeria',
    '@patients.example',
    'valeria@',
    'a@b@c.example',
    'a@b.example, c@d.example',
    'a@b.example;c@d.example',
    'a@b.example\r\nBcc: c@d.example',
    'a@b.example\n',
    'Имя\r\nBcc: c@d.example <a@b.example>',
    'Имя <a@b.example>\u0000',
    'a@b.example> SIZE=1 <c@d.example',
    'a b@c.example',
    '"a b"@c.example',
    `${'a'.repeat(65)}@b.example`,
    'a@b_\u2028.example',
  ])('what is not exactly one address is none: %j', (text) => {
    expect(readAddress(text)).toBeNull();
  });

  test('an error of an unknown kind is a refusal before the text left, and unclear after', () => {
    expect(readFailure(new Error('valeria@patients.example'), false)).toEqual({
      kind: 'refused',
      reason: 'unavailable',
      detail: 'письмо не отправлено: без кода',
    });
    expect(readFailure('nonsense', true)).toEqual({
      kind: 'unclear',
      detail: 'текст письма ушёл, ответа нет: без кода',
    });
  });

  test('a command that is not of the protocol is not repeated in a detail', () => {
    const error = Object.assign(new Error('x'), {
      responseCode: 550,
      command: 'rcpt to:<valeria@patients.example>',
    });
    expect(readFailure(error, false)).toEqual({
      kind: 'refused',
      reason: 'invalid_request',
      detail: 'SMTP 550',
    });
  });
});
