import type { WebhookRequest } from '@perezvon/contracts-adapter';
import type { Malformation } from '../script.ts';

/** How a webhook is altered. */
export interface Alteration {
  malformed: Malformation | null;
  /** The customer's own word in the field that the provider has for it. */
  word: string | null;
  wordField: string | undefined;
}

const cp1251Code = (character: string): number => {
  const code = character.codePointAt(0) ?? 63;
  if (character === 'Ё') return 0xa8;
  if (character === 'ё') return 0xb8;
  if (code >= 0x410 && code <= 0x44f) return code - 0x410 + 0xc0;
  return code < 128 ? code : 63;
};

/** Windows-1251 for Russian letters and ASCII; anything else becomes `?`. */
const encodeCp1251 = (text: string): Buffer => Buffer.from(Array.from(text, cp1251Code));

const numberIfDigits = (value: unknown): unknown =>
  typeof value === 'string' && /^\d{1,15}$/.test(value) ? Number(value) : value;

type Fields = Record<string, unknown>;

const fieldsIn = (text: string): Fields | null => {
  try {
    const value: unknown = JSON.parse(text);
    return typeof value === 'object' && value !== null && !Array.isArray(value) ? (value as Fields) : null;
  } catch {
    return null;
  }
};

/** `field`: that of the word; what has none has nothing to leave empty. */
const spoilFields = (fields: Fields, malformed: Malformation | null, field: string | null): Fields => {
  switch (malformed) {
    case 'empty_response':
      return field === null ? fields : { ...fields, [field]: '' };
    case 'numbers':
      return Object.fromEntries(Object.entries(fields).map(([key, value]) => [key, numberIfDigits(value)]));
    case 'extra_fields':
      return { campaign: 'Напоминание', ...fields, attempt: 1, dtmf: null };
    case 'cp1251':
    case 'broken_json':
    case null:
      return fields;
  }
};

const altered = (fields: Fields, { malformed, word, wordField = '' }: Alteration): Fields => {
  const field = wordField in fields ? wordField : null;
  const worded = field !== null && word !== null ? { ...fields, [field]: word } : fields;
  return spoilFields(worded, malformed, field);
};

/** A number too long for JavaScript would lose its last digits on the way through it. */
const keepsItsDigits = (text: string): boolean => !/[:[,]\s*\d{16,}/.test(text);

const alteredText = (text: string, alteration: Alteration): string => {
  const { malformed, word } = alteration;
  const isPlain = word === null && (malformed === null || malformed === 'cp1251');
  const fields = isPlain || !keepsItsDigits(text) ? null : fieldsIn(text);
  const whole = fields === null ? text : JSON.stringify(altered(fields, alteration));
  return malformed === 'broken_json' ? whole.slice(0, -2) : whole;
};

/** Half of it is gone: what stands last is what the webhook is about. */
const halved = (query: string): string => query.slice(0, Math.floor(query.length / 2));

/** The webhook as the provider makes it, spoilt in the way asked for: JSON in its body, anything else in its query. */
export const spoilWebhook = (webhook: WebhookRequest, alteration: Alteration): WebhookRequest => {
  const { malformed } = alteration;
  if (webhook.body.length === 0)
    return malformed === 'broken_json' ? { ...webhook, query: halved(webhook.query) } : webhook;
  const text = alteredText(Buffer.from(webhook.body).toString('utf8'), alteration);
  if (malformed !== 'cp1251') return { ...webhook, body: Buffer.from(text) };
  const headers = { ...webhook.headers, 'content-type': 'application/json; charset=windows-1251' };
  return { ...webhook, headers, body: encodeCp1251(text) };
};

/** What the ledger keeps of a webhook. */
export const webhookText = ({ body, query }: WebhookRequest, alteration: Alteration): string => {
  if (body.length === 0) return query;
  const charset = alteration.malformed === 'cp1251' ? 'windows-1251' : 'utf-8';
  return new TextDecoder(charset).decode(body);
};
