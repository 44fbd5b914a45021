import type { SimulatedReply, WebhookRequest } from '@perezvon/contracts-adapter';
import { describeAdapter } from '@perezvon/provider-conformance';
import type { WebhookFixture } from '@perezvon/provider-conformance';
import { basicAuth } from '@perezvon/provider-kit';
import { expectedEvents } from './__fixtures__/expected-events.ts';
import webhooks from './__fixtures__/webhooks.json' with { type: 'json' };
import { adapter } from './onec-connect.adapter.ts';
import { createSimulator } from './onec-connect.simulator.ts';

const clinic = '10000000-0000-4000-8000-000000000001';
const payments = '10000000-0000-4000-8000-000000000002';
const anna = '20000000-0000-4000-8000-000000000001';
const boris = '20000000-0000-4000-8000-000000000002';
const galina = '30000000-0000-4000-8000-000000000001';
const denis = '30000000-0000-4000-8000-000000000002';
const treatment = '40000000-0000-4000-8000-000000000001';

const backAuth = { type: 'basic', login: 'connect', password: 'webhook-password' };
const settings = (url: string) => ({
  url,
  username: 'webapi-login',
  password: 'webapi-password',
  lineId: payments,
  backAuth,
});

const webhook = (body: unknown): WebhookRequest => ({
  method: 'POST',
  path: '',
  query: '',
  headers: { 'content-type': 'application/json' },
  body: Buffer.from(typeof body === 'string' ? body : JSON.stringify(body)),
});

const fixtures = webhooks.map(({ name, body }): WebhookFixture => {
  const event = expectedEvents[name];
  return { name, request: webhook(body), events: event === undefined ? [] : [event] };
});

const toAnna = { lineId: clinic, userId: anna, authorId: null };
const reminder = 'Напоминаем о приёме завтра в 10:00';
const text = { ...toAnna, text: reminder, keyboard: null, isNotification: false };
const keyboard = [[{ id: 'yes', text: 'Приду' }], [{ id: 'no', text: 'Не приду' }]];
const file = {
  ...toAnna,
  name: 'Памятка "после" приёма.pdf',
  contentType: 'application/pdf',
  comment: 'Прочтите',
  bytes: Buffer.from([0x25, 0x50, 0x44, 0x46, 0x0d, 0x0a, 0x2d, 0x2d, 0xff, 0x00]),
  isImage: false,
  isNotification: false,
};

const forbidden: SimulatedReply = {
  status: 403,
  body: '{"error":"User is not a subscriber or never been online"}',
};
const notAllowed = { kind: 'refused', reason: 'not_allowed' };
const notFound = { kind: 'refused', reason: 'not_found' };

/** About one person: 403 is about him, not about our rights; success is an empty 200. */
const aboutPerson = (kind: 'sent' | 'done') => ({
  kind: 'act' as const,
  statuses: { 403: notAllowed, 404: notFound },
  replies: [
    { name: 'empty', reply: { status: 200, body: '' }, expected: { kind } },
    { name: 'the person is no subscriber', reply: forbidden, expected: notAllowed },
  ],
});
const asking = {
  kind: 'ask' as const,
  statuses: { 404: notFound },
  replies: [
    {
      name: 'null for an empty list',
      reply: { status: 200, body: 'null' },
      expected: { kind: 'found', value: [] },
    },
    {
      name: 'elements without an id',
      reply: { status: 200, body: '[null,{},[],""]' },
      expected: { kind: 'found', value: [] },
    },
  ],
};
const sent = { kind: 'sent', messageId: null };
const done = { kind: 'done' };

const subscriberAnna = {
  userId: anna,
  name: 'Тестова Анна Ивановна',
  phone: '79000000001',
  email: 'anna@example.com',
};

describeAdapter(adapter, {
  settings,
  requiredSettings: ['username', 'password'],
  secretSettings: ['password', 'backAuth.password'],
  badSettings: [
    { name: 'an address that is no http(s)', change: { url: 'ftp://host' }, path: 'url' },
    { name: 'a password inside the address', change: { url: 'https://a:b@host' }, path: 'url' },
    { name: 'a colon in the login', change: { username: 'a:b' }, path: 'username' },
    { name: 'a line that is no identifier', change: { lineId: 'Регистратура' }, path: 'lineId' },
    { name: "a bot's hook without its line", change: { hook: { type: 'bot' } }, path: 'hook.lineId' },
    { name: 'a hook of another kind', change: { hook: { type: 'user' } }, path: 'hook.type' },
    { name: 'a proof of another kind', change: { backAuth: { type: 'digest' } }, path: 'backAuth.type' },
    {
      name: 'a token with a blank',
      change: { backAuth: { type: 'bearer', token: 'a b' } },
      path: 'backAuth.token',
    },
    { name: 'an endless time-out', change: { timeoutSeconds: 1000 }, path: 'timeoutSeconds' },
  ],
  simulator: createSimulator,
  webhook: {
    security: {
      kind: 'signed',
      otherSecret: (origin) => ({
        ...settings(origin),
        backAuth: { ...backAuth, password: 'another-password' },
      }),
      sign: (request) => ({
        ...request,
        headers: {
          ...request.headers,
          authorization: basicAuth({ username: 'connect', password: 'webhook-password' }),
        },
      }),
      proof: { header: 'authorization' },
      coversBody: false,
    },
    fixtures,
    unknownStatus: webhook({
      event_type: 'line',
      message_id: '50000000-0000-4000-8000-000000000099',
      message_type: 4242,
      user_id: anna,
    }),
  },
  operations: [
    {
      method: 'sendChat',
      name: 'text',
      ...aboutPerson('sent'),
      run: (instance) => instance.sendChat!(text),
      expected: sent,
      effects: [{ effect: 'message', line_id: clinic, user_id: anna, text: reminder }],
      personal: [reminder],
    },
    {
      method: 'sendChat',
      name: 'notification in the name of a specialist, on the usual line, which has no bot',
      ...aboutPerson('sent'),
      run: (instance) => instance.sendChat!({ ...text, lineId: null, authorId: denis, isNotification: true }),
      expected: sent,
      effects: [{ line_id: payments, author_id: denis, notification_only: true }],
    },
    {
      method: 'sendChat',
      name: 'keyboard',
      ...aboutPerson('sent'),
      run: (instance) => instance.sendChat!({ ...text, keyboard }),
      expected: sent,
      effects: [{ keyboard }],
    },
    {
      method: 'sendChatFile',
      name: 'file',
      ...aboutPerson('sent'),
      run: (instance) => instance.sendChatFile!(file),
      expected: sent,
      effects: [
        {
          effect: 'file',
          file_name: file.name,
          comment: 'Прочтите',
          contentType: 'application/pdf',
          base64: file.bytes.toString('base64'),
        },
      ],
      personal: ['Прочтите', file.name],
    },
    {
      method: 'sendChatFile',
      name: 'image',
      ...aboutPerson('sent'),
      run: (instance) =>
        instance.sendChatFile!({ ...file, contentType: 'image/png', comment: null, isImage: true }),
      expected: sent,
      effects: [{ effect: 'image', contentType: 'image/png' }],
    },
    {
      method: 'sendChatFile',
      name: 'notification on the usual line, which has no bot',
      ...aboutPerson('sent'),
      run: (instance) => instance.sendChatFile!({ ...file, lineId: null, isNotification: true }),
      expected: sent,
      effects: [{ effect: 'file', line_id: payments, notification_only: true }],
      personal: ['Прочтите', file.name],
    },
    {
      method: 'listLines',
      name: 'all',
      ...asking,
      run: (instance) => instance.listLines!(),
      expected: {
        kind: 'found',
        value: [
          { lineId: clinic, name: 'Регистратура', hasBot: true },
          { lineId: payments, name: 'Оплаты', hasBot: false },
        ],
      },
    },
    {
      method: 'listTreatments',
      name: 'of one line',
      ...asking,
      run: (instance) => instance.listTreatments!({ lineId: clinic }),
      expected: {
        kind: 'found',
        value: [
          {
            treatmentId: treatment,
            lineId: clinic,
            userId: anna,
            openedAt: new Date('2024-02-21T03:20:26.760Z'),
            specialistId: galina,
          },
        ],
      },
    },
    {
      method: 'listTreatments',
      name: 'of all lines',
      ...asking,
      run: (instance) => instance.listTreatments!({ lineId: null }),
      expected: { kind: 'found', value: [{ lineId: clinic }, { lineId: payments, specialistId: null }] },
    },
    {
      method: 'listSubscribers',
      name: 'of all lines',
      ...asking,
      run: (instance) => instance.listSubscribers!({ lineId: null }),
      expected: {
        kind: 'found',
        value: [
          subscriberAnna,
          { userId: boris, name: 'Борис', phone: '79000000002', email: null },
          { name: 'Пробная Вера', phone: null, email: null },
        ],
      },
    },
    {
      method: 'listSubscribers',
      name: 'of one line, whose subscription has not ended',
      ...asking,
      run: (instance) => instance.listSubscribers!({ lineId: payments }),
      expected: { kind: 'found', value: [subscriberAnna] },
      requests: 2,
    },
    {
      method: 'listSpecialists',
      name: 'all',
      ...asking,
      run: (instance) => instance.listSpecialists!({ lineId: null }),
      expected: {
        kind: 'found',
        value: [
          { specialistId: galina, name: 'Первая Галина Петровна' },
          { specialistId: denis, name: 'Второй Денис' },
        ],
      },
    },
    {
      method: 'listAvailableSpecialists',
      name: 'of one line',
      kind: 'ask',
      statuses: { 404: notFound },
      run: (instance) => instance.listAvailableSpecialists!({ lineId: clinic }),
      expected: { kind: 'found', value: [galina] },
    },
    {
      method: 'appointSpecialist',
      name: 'any who is free',
      ...aboutPerson('done'),
      run: (instance) => instance.appointSpecialist!({ lineId: clinic, userId: anna, specialistId: null }),
      expected: done,
      effects: [{ effect: 'appoint start', line_id: clinic, user_id: anna }],
    },
    {
      method: 'appointSpecialist',
      name: 'this one',
      ...aboutPerson('done'),
      run: (instance) => instance.appointSpecialist!({ lineId: clinic, userId: anna, specialistId: galina }),
      expected: done,
      effects: [{ effect: 'appoint spec', spec_id: galina }],
    },
    {
      method: 'rerouteTreatment',
      name: 'to the other line',
      ...aboutPerson('done'),
      run: (instance) => instance.rerouteTreatment!({ lineId: clinic, userId: anna, toLineId: payments }),
      expected: done,
      effects: [{ effect: 'reroute', line_id: clinic, to_line_id: payments }],
    },
    {
      method: 'closeTreatment',
      name: 'one',
      ...aboutPerson('done'),
      run: (instance) => instance.closeTreatment!({ lineId: clinic, userId: anna }),
      expected: done,
      effects: [{ effect: 'drop treatment', line_id: clinic, user_id: anna }],
    },
    {
      method: 'setUpWebhook',
      name: 'of all lines',
      kind: 'act',
      statuses: { 404: notFound },
      replies: [{ name: 'empty', reply: { status: 200, body: '' }, expected: done }],
      run: (instance) => instance.setUpWebhook!('https://hub.example/hooks/connect-main/url-token'),
      expected: done,
      effects: [
        {
          effect: 'hook',
          type: 'line',
          url: 'https://hub.example/hooks/connect-main/url-token',
          back_auth: backAuth,
        },
      ],
      personal: ['url-token'],
    },
  ],
});
