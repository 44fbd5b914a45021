import type { Malformation } from '../script.ts';

export interface WebhookContent {
  callId: string;
  phone: string;
  response: string;
  /** null: the scenario's HTTP block does not send it. */
  guid: string | null;
}

export interface WebhookBody {
  bytes: Buffer;
  /** What the ledger keeps. */
  text: string;
  contentType: string;
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

const numberIfDigits = (text: string): string | number => (/^\d{1,15}$/.test(text) ? Number(text) : text);

const fieldsOf = (content: WebhookContent): Record<string, unknown> => ({
  call_id: content.callId,
  number_b: content.phone,
  response: content.response,
  ...(content.guid === null ? {} : { guid: content.guid }),
});

const alter: Record<Exclude<Malformation, 'cp1251' | 'broken_json'>, (content: WebhookContent) => unknown> = {
  empty_response: (content) => ({ ...fieldsOf(content), response: '' }),
  numbers: (content) => ({
    ...fieldsOf(content),
    call_id: numberIfDigits(content.callId),
    number_b: numberIfDigits(content.phone),
  }),
  extra_fields: (content) => ({ campaign: 'Напоминание', ...fieldsOf(content), attempt: 1, dtmf: null }),
};

/** The JSON that a scenario's HTTP block posts, spoilt in the way asked for. */
export const webhookBody = (content: WebhookContent, malformed: Malformation | null): WebhookBody => {
  const plain = JSON.stringify(fieldsOf(content));
  if (malformed === 'cp1251') {
    return {
      bytes: encodeCp1251(plain),
      text: plain,
      contentType: 'application/json; charset=windows-1251',
    };
  }
  const altered =
    malformed === null || malformed === 'broken_json' ? plain : JSON.stringify(alter[malformed](content));
  const text = malformed === 'broken_json' ? plain.slice(0, -2) : altered;
  return { bytes: Buffer.from(text), text, contentType: 'application/json' };
};
