import type { MessageEvent } from '@perezvon/contracts-events';

const clinic = '10000000-0000-4000-8000-000000000001';
const anna = '20000000-0000-4000-8000-000000000001';
const galina = '30000000-0000-4000-8000-000000000001';
const treatment = '40000000-0000-4000-8000-000000000001';

const sentAt = new Date('2026-06-03T09:00:05.123Z');
const messageId = (serial: number) => `50000000-0000-4000-8000-${String(serial).padStart(12, '0')}`;
const common = (serial: number, type: string) => ({
  key: `${messageId(serial)}:${type}`,
  at: sentAt,
  providerStatus: type,
});
const conversation = { lineId: clinic, userId: anna, treatmentId: treatment };
const received = (serial: number, type: string, text: string) => ({
  ...common(serial, type),
  ...conversation,
  type: 'message.received' as const,
  messageId: messageId(serial),
  authorId: anna,
  text,
  attachment: null,
});
const question = received(1, '1', 'Здравствуйте, можно перенести запись?');
const opened = (serial: number, type: string, specialistId: string | null) => ({
  ...common(serial, type),
  ...conversation,
  type: 'treatment.opened' as const,
  specialistId,
});
const closed = (serial: number, type: string, specialistId: string | null) => ({
  ...opened(serial, type, specialistId),
  type: 'treatment.closed' as const,
});
const unknown = (key: string, providerStatus: string) => ({
  type: 'message.unknown' as const,
  key,
  at: null,
  providerStatus,
});

/** What each webhook of webhooks.json says, by its name. */
export const expectedEvents: Readonly<Record<string, MessageEvent>> = {
  'a text of the user': question,
  'the same text, told to the hook of the line': question,
  'a text of a specialist': { ...received(2, '1', 'Да, на какой день?'), authorId: galina },
  'a text of digits, without a treatment': { ...received(3, '1', '12'), treatmentId: null },
  'a file with a comment': {
    ...received(4, '70', 'Результаты'),
    attachment: { fileId: '60000000-0000-4000-8000-000000000001', name: 'Анализы.pdf', size: 20480 },
  },
  'a mailing': { ...received(5, '2', 'В праздники не работаем'), authorId: null, treatmentId: null },
  'a specialist appointed at the wish of the user': opened(6, '80', galina),
  'a specialist appointed by himself': opened(7, '81', galina),
  'a specialist found for a queued treatment': opened(8, '86', null),
  'closed by the specialist': closed(9, '82', galina),
  'closed because nobody wrote': closed(10, '90', null),
  'closed because the user was removed': closed(11, '93', null),
  'a call that ended well': { ...common(12, '22'), type: 'message.unknown' },
  'given back to the bot': { ...common(13, '200'), type: 'message.unknown' },
  'the type as a string, the time without its zone': {
    ...received(14, '1', 'Спасибо'),
    at: null,
    treatmentId: null,
  },
  'a text inside line': {
    ...received(15, '1', 'Добрый день'),
    at: new Date('2026-06-03T09:00:05Z'),
    treatmentId: null,
  },
  'a profile was changed': unknown(
    'subscriber.update:a582ab98f2e8aa41f493db529c7c749430569827',
    'subscriber.update',
  ),
  'the profile was changed again': unknown(
    'subscriber.update:b70a9bd58796a52234d41a8267fcd96245601625',
    'subscriber.update',
  ),
  'a subscription was added': unknown(
    'subscription.add:1f193d11c42e768b95e3a7481e759c4c3fed21b0',
    'subscription.add',
  ),
};
