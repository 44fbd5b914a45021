import type { WebhookRequest } from '@perezvon/contracts-adapter';
import { decodeText } from './body-text.ts';
import { readJson } from './lenient-json.ts';

export type FieldsResult = { ok: true; fields: ReadonlyMap<string, string> } | { ok: false; problem: string };

/**
 * The fields of a flat webhook however it came: query, JSON object or urlencoded form (the body wins over the query), in any
 * encoding. Names lower-case; numbers and booleans become text; null and nested values are left out. Never throws.
 */
export const readFlatFields = (request: WebhookRequest): FieldsResult => {
  const query = formFields(
    Buffer.from(request.query.replace(/^\?/, ''), isLatin1(request.query) ? 'latin1' : 'utf8'),
  );
  const text = decodeText(request.body, request.headers['content-type']).trim();
  if (text === '') return { ok: true, fields: new Map(query) };
  const body = /^[[{"]/.test(text) ? jsonFields(text) : plainFields(request.body, text);
  return body.ok ? { ok: true, fields: new Map([...query, ...body.fields]) } : body;
};

const isLatin1 = (text: string): boolean => /^[\0-\xff]*$/.test(text);

const jsonFields = (text: string): FieldsResult => {
  const json = readJson(text);
  if (!json.ok) return { ok: false, problem: 'тело начинается как JSON, но не читается' };
  if (typeof json.value !== 'object' || json.value === null || Array.isArray(json.value))
    return { ok: false, problem: 'тело – JSON, но не объект' };
  const fields = Object.entries(json.value).flatMap(([name, value]): [string, string][] =>
    isScalar(value) ? [[fieldName(name), String(value)]] : [],
  );
  return { ok: true, fields: new Map(fields) };
};

const isScalar = (value: unknown): value is string | number | boolean =>
  ['string', 'number', 'boolean'].includes(typeof value);

const plainFields = (bytes: Uint8Array, text: string): FieldsResult =>
  text.includes('=')
    ? { ok: true, fields: new Map(formFields(Buffer.from(bytes))) }
    : { ok: false, problem: 'тело не JSON и не форма' };

/** Split as bytes, so that `%D3` of a windows-1251 form and raw bytes decode alike. */
const formFields = (bytes: Buffer): [string, string][] =>
  bytes
    .toString('latin1')
    .split('&')
    .filter((pair) => pair !== '')
    .map((pair) => {
      const at = pair.indexOf('=');
      const [name, value] = at === -1 ? [pair, ''] : [pair.slice(0, at), pair.slice(at + 1)];
      return [fieldName(percentDecoded(name)), percentDecoded(value)];
    });

/** Nothing to decode: so are nearly all names and most values. */
const isPlain = (text: string): boolean => /^[!-$&-*,-~]*$/.test(text);

const percentDecoded = (text: string): string => {
  if (isPlain(text)) return text;
  const bytes = text
    .replaceAll('+', ' ')
    .replace(/%([0-9a-f]{2})/gi, (_whole, hex: string) => String.fromCharCode(Number.parseInt(hex, 16)));
  return decodeText(Buffer.from(bytes, 'latin1'));
};

const fieldName = (name: string): string => name.trim().toLowerCase();
