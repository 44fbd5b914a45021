import type { AdapterInstance } from '@perezvon/contracts-adapter';
import { describe, expect, test } from 'vitest';
import { adapter } from './onec-connect.adapter.ts';
import { createSimulator } from './onec-connect.simulator.ts';

const clinic = '10000000-0000-4000-8000-000000000001';
const payments = '10000000-0000-4000-8000-000000000002';
const anna = '20000000-0000-4000-8000-000000000001';
const boris = '20000000-0000-4000-8000-000000000002';
const galina = '30000000-0000-4000-8000-000000000001';

const settings = (url: string) => ({ url, username: 'webapi-login', password: 'webapi-password' });

const toAnna = { lineId: clinic, userId: anna, authorId: null };
const text = { ...toAnna, text: 'Напоминаем о приёме', keyboard: null, isNotification: false };
const keyboard = [[{ id: 'yes', text: 'Приду' }]];
const file = {
  ...toAnna,
  name: 'Памятка.pdf',
  contentType: 'application/pdf',
  comment: null,
  bytes: Buffer.from('%PDF-'),
  isImage: false,
  isNotification: false,
};

const notAllowed = { kind: 'refused', reason: 'not_allowed' };
const sent = { kind: 'sent', messageId: null };
const done = { kind: 'done' };

/** The adapter with its simulator behind it, without a network. */
const scene = (changes: object = {}) => {
  const raw = { ...settings('https://push.example'), ...changes };
  const simulator = createSimulator(raw);
  const effects: Readonly<Record<string, unknown>>[] = [];
  const paths: string[] = [];
  const instance: AdapterInstance = adapter.create(adapter.settings.parse(raw), {
    http: {
      send: async ({ method, url, headers = {}, body = '' }) => {
        const names = Object.entries(headers).map(([name, value]) => [name.toLowerCase(), value]);
        paths.push(url.replace('https://push.example', ''));
        const result = simulator.take({
          method,
          url: url.replace('https://push.example', ''),
          headers: Object.fromEntries(names),
          body: Buffer.from(body),
        });
        if (result.kind === 'done') effects.push(result.effect);
        if (result.kind === 'call' || result.kind === 'calls') throw new Error('no calls here');
        const { reply } = result;
        return {
          kind: 'reply',
          status: reply.status,
          headers: reply.headers ?? {},
          body: String(reply.body),
        };
      },
      open: () => Promise.reject(new Error('not in this test')),
      close: () => undefined,
    },
    clock: () => new Date('2026-06-03T10:00:00Z'),
  });
  return { instance, effects, paths };
};

describe('onec-connect', () => {
  test('without back_auth the token in the URL is the only proof, and none is asked for', async () => {
    const { instance, effects } = scene();
    expect(
      instance.webhook!.verify({ method: 'POST', path: '', query: '', headers: {}, body: Buffer.from('{}') }),
    ).toEqual({ ok: true });
    await instance.setUpWebhook!('https://hub.example/hooks/a/b');
    expect(effects[0]).not.toHaveProperty('back_auth');
  });

  test('on a line that never had a bot a message is refused until the caller sets the hook up', async () => {
    const { instance, effects, paths } = scene({ hook: { type: 'bot', lineId: payments } });
    const toPayments = { ...text, lineId: payments };
    expect(await instance.sendChat!(toPayments)).toMatchObject({
      kind: 'refused',
      reason: 'invalid_request',
    });
    expect(paths).toEqual(['/v1/line/send/message/']);
    expect(await instance.setUpWebhook!('https://hub.example/hooks/a/b')).toEqual(done);
    expect(await instance.sendChat!(toPayments)).toEqual(sent);
    expect(effects[0]).toMatchObject({ effect: 'hook', type: 'bot', id: payments });
  });

  test('as a specialist it needs no bot, but a keyboard still goes as the bot', async () => {
    const { instance, effects } = scene({ botAsSpecialist: true, authorId: galina });
    expect(await instance.sendChat!({ ...text, lineId: payments })).toEqual(sent);
    expect(await instance.sendChatFile!({ ...file, lineId: payments })).toEqual(sent);
    expect(await instance.sendChat!({ ...text, keyboard })).toEqual(sent);
    expect(await instance.sendChat!({ ...text, lineId: payments, isNotification: true })).toEqual(sent);
    const image = { ...file, lineId: payments, isImage: true, isNotification: true };
    expect(await instance.sendChatFile!(image)).toEqual(sent);
    expect(
      effects.map(({ author_id, bot_as_spec, notification_only }) => [
        author_id,
        bot_as_spec,
        notification_only,
      ]),
    ).toEqual([
      [galina, true, undefined],
      [galina, true, undefined],
      [galina, undefined, undefined],
      [galina, undefined, true],
      [galina, undefined, true],
    ]);
  });

  test('a file, like a text, is a notification only where it is said to be', async () => {
    const { instance, effects } = scene({ hook: { type: 'bot', lineId: clinic } });
    expect(await instance.setUpWebhook!('https://hub.example/hooks/a/b')).toEqual(done);
    for (const isImage of [false, true])
      for (const isNotification of [false, true])
        expect(await instance.sendChatFile!({ ...file, isImage, isNotification })).toEqual(sent);
    expect(effects.slice(1).map((each) => [each['effect'], each['notification_only']])).toEqual([
      ['file', undefined],
      ['file', true],
      ['image', undefined],
      ['image', true],
    ]);
  });

  test('what 1C-Connect would surely refuse is not sent', async () => {
    const { instance, paths } = scene();
    const results = [
      await instance.sendChat!({ ...text, keyboard, isNotification: true }),
      await instance.sendChat!({ ...text, lineId: null }),
      await instance.sendChatFile!({ ...file, lineId: null }),
    ];
    for (const result of results)
      expect(result).toMatchObject({ kind: 'refused', reason: 'invalid_request' });
    expect(paths).toEqual([]);
  });

  test('a person who is no subscriber of the line cannot be written to', async () => {
    const { instance } = scene();
    expect(await instance.sendChat!({ ...text, userId: boris })).toMatchObject(notAllowed);
    expect(await instance.closeTreatment!({ lineId: clinic, userId: boris })).toMatchObject(notAllowed);
  });

  test('every path ends with a slash, filters follow it', async () => {
    const { instance, paths } = scene();
    await instance.listTreatments!({ lineId: clinic });
    await instance.listSpecialists!({ lineId: clinic });
    await instance.listAvailableSpecialists!({ lineId: clinic });
    expect(paths).toEqual([
      `/v1/line/treatment/?line_id=${clinic}`,
      `/v1/line/specialists/?line_id=${clinic}`,
      `/v1/line/specialists/${clinic}/available/`,
    ]);
  });

  test('its connection keeps to twenty requests a second and six hundred a minute', () => {
    expect(adapter.connection(adapter.settings.parse(settings('https://push.example/')))).toEqual({
      origins: ['https://push.example'],
      timeoutMs: 15_000,
      rates: [
        { requests: 20, perMs: 1000 },
        { requests: 600, perMs: 60_000 },
      ],
    });
  });
});
