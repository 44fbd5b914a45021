import type { ParseResult, Verification, Webhook, WebhookRequest } from '@perezvon/contracts-adapter';
import {
  keyBodySaltSha256,
  readFlatFields,
  readJson,
  verifySignature,
  verifyToken,
} from '@perezvon/provider-kit';
import type { MangoSettings } from './mango.config.ts';
import { callEvent, digitsEvent, recordingAddedEvent, recordingEvent, summaryEvent } from './mango.events.ts';
import { isFields } from './mango.fields.ts';
import type { ReadNotification } from './mango.notification.ts';
import { callbackResult, commandResult, smsDelivery, smsResult } from './mango.results.ts';

/** By what Mango appends to our base address (§3.1, §3.2). Other notifications tell nothing we know a use for. */
const readers: ReadonlyMap<string, ReadNotification> = new Map([
  ['events/call', callEvent],
  ['events/summary', summaryEvent],
  ['events/recording', recordingEvent],
  ['events/record/added', recordingAddedEvent],
  ['events/dtmf', digitsEvent],
  ['events/sms', smsDelivery],
  ['result/callback', callbackResult],
  ['result/sms', smsResult],
  ['result/call/hangup', commandResult],
  ['result/route', commandResult],
  ['result/transfer', commandResult],
]);

/** Notifications: a form `vpbx_api_key, sign, json`, signed as our own requests are; Mango looks at the status of our reply only. */
export const createMangoWebhook = (settings: MangoSettings): Webhook => ({
  verify: (request) => verify(request, settings),
  parse: (request) => parse(request, settings),
  reply: () => ({ status: 200, headers: { 'content-type': 'text/plain; charset=utf-8' }, body: '' }),
});

/** The signature is of the exact text of `json`. */
const verify = (request: WebhookRequest, { apiKey, apiSalt }: MangoSettings): Verification => {
  const read = readFlatFields(request);
  if (!read.ok) return { ok: false, reason: read.problem };
  const key = verifyToken(read.fields.get('vpbx_api_key'), apiKey);
  if (!key.ok) return { ok: false, reason: `vpbx_api_key: ${key.reason}` };
  const json = read.fields.get('json');
  if (json === undefined) return { ok: false, reason: 'json missing' };
  return verifySignature(
    read.fields.get('sign'),
    keyBodySaltSha256({ key: apiKey, body: json, salt: apiSalt }),
  );
};

const parse = (request: WebhookRequest, settings: MangoSettings): ParseResult => {
  const path = /(?:^|\/)((?:events|result)\/[a-z_\d/]+?)\/*$/.exec(request.path)?.[1];
  if (path === undefined)
    return { ok: false, problem: 'в адресе нет вида уведомления (/events/…, /result/…)' };
  const read = readFlatFields(request);
  if (!read.ok) return read;
  const json = readJson(read.fields.get('json') ?? '');
  if (!json.ok || !isFields(json.value)) return { ok: false, problem: 'поле json не объект JSON' };
  const reader = readers.get(path);
  if (reader === undefined) return { ok: true, events: [] };
  const events = reader(json.value, { settings, path });
  return events === null
    ? { ok: false, problem: `в уведомлении ${path} нет обязательных полей` }
    : { ok: true, events };
};
