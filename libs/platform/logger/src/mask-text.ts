import { isHiddenKey, isPhoneKey } from './sensitive-keys.ts';

export const hidden = '***';

/** Keeps enough of a number to recognise it beside another line, never enough to call it. */
export const maskPhone = (phone: string): string => {
  const digits = phone.replace(/\D/g, '').length;
  if (digits < 7) return hidden;
  let seen = 0;
  return phone.replace(/\d/g, (digit) => (++seen > digits - 4 ? '*' : digit));
};

// Identifiers and times hold long runs of digits too; they are matched first and left alone.
const uuid = String.raw`\b[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}\b`;
const dateTime = String.raw`\b\d{4}-\d\d-\d\d(?:[T ]\d\d:\d\d(?::\d\d(?:\.\d+)?)?)?`;
const phone = String.raw`(?<![\w.])\+?\d(?:[ ().\-]{0,2}\d){9,14}(?!\w)`;
const phoneOrLookalike = new RegExp(`(${uuid}|${dateTime})|${phone}`, 'gi');

const urlCredentials = /(\b[a-z][a-z\d+.-]*:\/\/)[^\s/@]*@/gi;
const hookToken = /(\/hooks\/[^/\s"']+\/)[^/?\s"']+/g;
const authorization = /\b(Basic|Bearer)\s+[\w+/=.~-]{4,}/gi;
const quotedField = /(?<![\w-])([\w-]+)(["']?\s*[:=]\s*)(["'])((?:\\.|(?!\3)[^\\])*)\3/g;
const queryField = /(?<![\w-])([\w-]+)=([^\s&"'<>]+)/g;

const fieldValue = (key: string, value: string): string => {
  if (isHiddenKey(key)) return hidden;
  return isPhoneKey(key) ? maskPhone(value) : value;
};

/** Ids and words such as `mtt-main`: letters and dashes alone are no number, no address and no token. */
const harmless = /^[a-z-]*$/i;

/** Masks what is recognisable in free text: telephone numbers, URL credentials, tokens, `name: "…"` and the like. */
export const maskText = (text: string): string => (harmless.test(text) ? text : masked(text));

const masked = (text: string): string =>
  text
    .replace(urlCredentials, `$1${hidden}@`)
    .replace(hookToken, `$1${hidden}`)
    .replace(authorization, `$1 ${hidden}`)
    .replace(quotedField, (_match, ...groups: string[]) => {
      const [key = '', separator = '', quote = '', value = ''] = groups;
      return `${key}${separator}${quote}${fieldValue(key, value)}${quote}`;
    })
    .replace(queryField, (_match, key: string, value: string) => `${key}=${fieldValue(key, value)}`)
    .replace(phoneOrLookalike, (match, lookalike: string | undefined) => lookalike ?? maskPhone(match));
