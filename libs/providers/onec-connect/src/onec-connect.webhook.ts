import { createHash } from 'node:crypto';
import type { ParseResult, Verification, Webhook, WebhookRequest } from '@perezvon/contracts-adapter';
import type { MessageEvent } from '@perezvon/contracts-events';
import { decodeText, readJson, verifyBasic, verifyBearer } from '@perezvon/provider-kit';
import { z } from 'zod';
import type { OnecConnectSettings } from './onec-connect.config.ts';
import { filled, instantOf } from './onec-connect.fields.ts';

/** What of the table of `message_type` anybody acts on; the rest is kept and counted. */
const meanings: Readonly<Record<string, 'message.received' | 'treatment.opened' | 'treatment.closed'>> = {
  // A text, a mailing, a file.
  1: 'message.received',
  2: 'message.received',
  70: 'message.received',
  // A specialist was appointed: at the user's wish, by himself, from the queue.
  80: 'treatment.opened',
  81: 'treatment.opened',
  86: 'treatment.opened',
  // Closed by the specialist; by itself: nobody wrote, the line, the subscription or the user was removed.
  82: 'treatment.closed',
  90: 'treatment.closed',
  91: 'treatment.closed',
  92: 'treatment.closed',
  93: 'treatment.closed',
};

/** Numbers come as strings and strings as numbers one day; NUL and halves of a pair could not be stored. */
const text = z
  .union([z.string(), z.number(), z.boolean()])
  .transform((value) => String(value).replace(/\p{Cs}|\0/gu, ''))
  .nullish()
  .catch(null);

const part = <Shape extends z.ZodRawShape>(shape: Shape) => z.object(shape).nullish().catch(null);

const messageSchema = z.object({
  line_id: text,
  user_id: text,
  message_id: text,
  message_type: text,
  author_id: text,
  message_time: text,
  treatment_id: text,
  text,
  file: part({ file_id: text, file_name: text, file_size: text, comment: text }),
  treatment: part({ treatment_id: text, current_specialist: text }),
  partner_notification: part({ text }),
});
type Message = z.output<typeof messageSchema>;

const envelopeSchema = z.object({ event_type: text, action: text });

type JsonObject = Readonly<Record<string, unknown>>;

/**
 * Events of 1C-Connect («Трансляция событий»): POST of JSON, proved by the `back_auth` that `setUpWebhook` told it, if any. Both a
 * `bot` and a `line` hook tell of a message by the same `message_id`, so it is one event.
 */
export const createOnecConnectWebhook = ({ backAuth }: OnecConnectSettings): Webhook => ({
  verify: ({ headers }) => verify(headers['authorization'], backAuth),
  parse,
  reply: () => ({ status: 200, headers: {}, body: '' }),
});

const verify = (header: string | undefined, backAuth: OnecConnectSettings['backAuth']): Verification => {
  if (backAuth === undefined) return { ok: true };
  return backAuth.type === 'basic'
    ? verifyBasic(header, { username: backAuth.login, password: backAuth.password })
    : verifyBearer(header, backAuth.token);
};

const parse = ({ headers, body }: WebhookRequest): ParseResult => {
  const json = readJson(decodeText(body, headers['content-type']));
  if (!json.ok) return { ok: false, problem: 'тело – не JSON' };
  if (!isObject(json.value)) return { ok: false, problem: 'тело – JSON, но не объект' };
  const { event_type, action } = envelopeSchema.parse(json.value);
  const eventType = filled(event_type) ?? 'line';
  return eventType === 'line' ? lineEvent(json.value) : changeEvent(json.value, eventType, filled(action));
};

/** The vendor's bot reads the fields of a message at the top level, another client inside `line`. */
const lineEvent = (body: JsonObject): ParseResult => {
  const message = messageSchema.parse(isObject(body['line']) ? { ...body, ...body['line'] } : body);
  const messageId = identifier(message.message_id);
  const type = filled(message.message_type);
  if (messageId === null || type === null) return { ok: false, problem: 'нет message_id или message_type' };
  const status = cut(type, 90);
  const common = {
    key: `${messageId}:${status}`,
    at: instantOf(message.message_time),
    providerStatus: status,
  };
  const meaning = Object.hasOwn(meanings, type) ? meanings[type] : undefined;
  if (meaning === undefined) return { ok: true, events: [{ ...common, type: 'message.unknown' }] };
  const conversation = conversationOf(message);
  if (conversation === null) return { ok: false, problem: 'нет user_id' };
  const event: MessageEvent =
    meaning === 'message.received'
      ? { ...common, ...conversation, type: meaning, messageId, ...contentOf(message) }
      : { ...common, ...conversation, type: meaning, specialistId: specialistOf(message) };
  return { ok: true, events: [event] };
};

const conversationOf = ({ line_id, user_id, treatment_id, treatment }: Message) => {
  const userId = identifier(user_id);
  return userId === null
    ? null
    : {
        lineId: identifier(line_id),
        userId,
        treatmentId: identifier(treatment_id) ?? identifier(treatment?.treatment_id),
      };
};

/** `authorId` stays as it came: whoever reads must leave out what the user did not write. */
const contentOf = ({ author_id, text: words, file, partner_notification }: Message) => {
  const said = filled(words) ?? filled(file?.comment) ?? filled(partner_notification?.text);
  return {
    authorId: identifier(author_id),
    text: said === null ? null : cut(said, 10_000),
    attachment: attachmentOf(file),
  };
};

const attachmentOf = (file: Message['file']) => {
  const fileId = identifier(file?.file_id);
  const name = filled(file?.file_name);
  return fileId === null
    ? null
    : { fileId, name: name === null ? null : cut(name, 300), size: sizeOf(file?.file_size) };
};

const sizeOf = (value: string | null | undefined): number | null =>
  /^\d{1,15}$/.test(value ?? '') ? Number(value) : null;

/** The treatment's own word, else the author, unless that is the user himself. */
const specialistOf = ({ treatment, author_id, user_id }: Message): string | null => {
  const authorId = identifier(author_id);
  return identifier(treatment?.current_specialist) ?? (authorId === identifier(user_id) ? null : authorId);
};

/** Where the changed object may stand: `subscriber` tells of a `user`, the others of what they are named after. */
const changedParts = [
  'user',
  'subscriber',
  'subscription',
  'competence',
  'support_line',
  'line',
  'line_id',
  'user_id',
];

/**
 * A profile, line, competence or subscription was added, changed or removed: nobody acts on it. It has no id of its own, so its key
 * is made of what it says.
 */
const changeEvent = (body: JsonObject, eventType: string, action: string | null): ParseResult => {
  const status = cut([eventType, action].filter((word) => word !== null).join('.'), 200);
  const content = changedParts
    .flatMap((name) => fieldsOf(name, body[name]))
    .toSorted()
    .join('\n');
  const digest = createHash('sha256').update(content).digest('hex').slice(0, 40);
  return {
    ok: true,
    events: [{ type: 'message.unknown', key: `${status}:${digest}`, at: null, providerStatus: status }],
  };
};

const fieldsOf = (name: string, value: unknown): string[] =>
  isObject(value)
    ? Object.entries(value).flatMap(([field, inner]) => scalarField(`${name}.${field}`, inner))
    : scalarField(name, value);

const scalarField = (name: string, value: unknown): string[] =>
  ['string', 'number', 'boolean'].includes(typeof value) ? [`${name}=${String(value)}`] : [];

const isObject = (value: unknown): value is JsonObject =>
  typeof value === 'object' && value !== null && !Array.isArray(value);

const identifier = (value: string | null | undefined): string | null => {
  const clean = filled(value);
  return clean === null || clean.length > 200 ? null : clean;
};

/** At most so many characters, the last of them whole. */
const cut = (value: string, length: number): string => value.slice(0, length).replace(/\p{Cs}$/u, '');
