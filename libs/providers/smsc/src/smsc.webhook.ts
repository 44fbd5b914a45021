import type { ParseResult, Verification, Webhook, WebhookRequest } from '@perezvon/contracts-adapter';
import type { MessageEvent } from '@perezvon/contracts-events';
import { readFlatFields, verifyToken } from '@perezvon/provider-kit';
import type { SmscSettings } from './smsc.config.ts';

type Status = Extract<MessageEvent, { type: 'message.status' }>['status'];

/** The table of status.php; the callback sends the same numbers. */
const statuses: Readonly<Record<string, Status>> = {
  /** Not found. */
  '-3': 'failed',
  /** Stopped. */
  '-2': 'failed',
  /** Waiting to be sent: taken, on its way. */
  '-1': 'sent',
  /** Passed to the operator. */
  '0': 'sent',
  '1': 'delivered',
  '2': 'read',
  /** Expired. */
  '3': 'failed',
  /** The link in it was followed. */
  '4': 'read',
  /** Impossible. */
  '20': 'failed',
  /** Wrong number. */
  '22': 'failed',
  /** Forbidden. */
  '23': 'failed',
  /** No money. */
  '24': 'failed',
  /** Number not available. */
  '25': 'failed',
};

/**
 * Callbacks of SMSC: `id`, `phone`, `status`, `err` by GET or POST. SMSC signs nothing we know of; what proves its origin is the
 * `secret` in the address typed into the cabinet, when the settings have one.
 */
export const createSmscWebhook = ({ callbackSecret }: SmscSettings): Webhook => ({
  verify: (request) => (callbackSecret === undefined ? { ok: true } : verify(request, callbackSecret)),
  parse,
  reply: () => ({ status: 200, headers: { 'content-type': 'text/plain; charset=utf-8' }, body: 'ok' }),
});

/** The address is looked at by itself, so that a body that cannot be read does not hide a genuine secret. */
const verify = (request: WebhookRequest, expected: string): Verification => {
  const query = readFlatFields({ ...request, body: new Uint8Array() });
  const inAddress = query.ok ? query.fields.get('secret') : undefined;
  if (inAddress !== undefined) return verifyToken(inAddress, expected);
  const all = readFlatFields(request);
  return verifyToken(all.ok ? all.fields.get('secret') : undefined, expected);
};

const parse = (request: WebhookRequest): ParseResult => {
  const read = readFlatFields(request);
  if (!read.ok) return read;
  const field = (name: string) => (read.fields.get(name) ?? '').trim();
  const [messageId, status, failure] = [field('id'), field('status'), field('err')];
  if (messageId === '' || messageId.length > 200) return { ok: false, problem: 'нет id сообщения' };
  if (status === '') return { ok: false, problem: 'нет статуса сообщения' };
  const common = {
    key: `${messageId}:${status.slice(0, 50)}`,
    at: null,
    providerStatus: (['', '0'].includes(failure) ? status : `${status} err ${failure}`).slice(0, 200),
  };
  const meaning = Object.hasOwn(statuses, status) ? statuses[status] : undefined;
  return {
    ok: true,
    events: [
      meaning === undefined
        ? { ...common, type: 'message.unknown' }
        : { ...common, type: 'message.status', messageId, status: meaning },
    ],
  };
};
