import { hidden, maskPhone, maskText } from './mask-text.ts';
import { isHiddenKey, isIdentifierKey, isPhoneKey } from './sensitive-keys.ts';

const deepest = 6;
const longestText = 4_000;
const longestList = 50;

/** 11 digits and more, as 1C sends numbers; durations and sizes stay below. */
const looksLikePhone = (value: number): boolean =>
  Number.isInteger(value) && value >= 10_000_000_000 && value < 1e15;

type Redact = (text: string) => string;

/** Replaces each of the secrets wherever it stands in a text. Secrets shorter than 3 characters are ignored. */
export const redactSecrets = (secrets: readonly string[]): Redact => {
  const patterns = [...new Set(secrets.flatMap((secret) => [secret, encodeURIComponent(secret)]))]
    .filter((secret) => secret.length >= 3)
    .sort((left, right) => right.length - left.length)
    .map((secret) => secret.replace(/[.*+?^${}()|[\]\\]/g, String.raw`\$&`));
  if (patterns.length === 0) return (text) => text;
  const anySecret = new RegExp(patterns.join('|'), 'g');
  return (text) => text.replace(anySecret, hidden);
};

type MaskInner = (key: string, value: unknown) => unknown;

const safeError = (value: Error, text: (value: string) => string, inner: MaskInner): unknown => {
  const { code, retryable, errors } = value as { code?: unknown; retryable?: unknown; errors?: unknown };
  return {
    type: value.name,
    ...(typeof code === 'string' || typeof code === 'number' ? { code } : {}),
    ...(typeof retryable === 'boolean' ? { retryable } : {}),
    message: text(value.message),
    ...(value.stack === undefined ? {} : { stack: text(value.stack) }),
    ...(value.cause === undefined ? {} : { cause: inner('cause', value.cause) }),
    ...(Array.isArray(errors) ? { errors: inner('errors', errors) } : {}),
  };
};

const safeObject = (value: object, redact: Redact, inner: MaskInner): unknown => {
  if (value instanceof Date) return Number.isNaN(value.getTime()) ? 'invalid date' : value.toISOString();
  if (ArrayBuffer.isView(value)) return `[${value.byteLength} bytes]`;
  if (value instanceof Map || value instanceof Set) return `[${value.size} entries]`;
  return Object.fromEntries(Object.entries(value).map(([key, item]) => [redact(key), inner(key, item)]));
};

const safeList = (value: readonly unknown[], mask: (item: unknown) => unknown): unknown[] => [
  ...value.slice(0, longestList).map(mask),
  ...(value.length > longestList ? [`… ${value.length - longestList} more`] : []),
];

const createTextMasker = (redact: Redact) => {
  // Cut before the costly part, and again after it: the first cut may have halved something that had to be masked.
  const free = (value: string): string =>
    maskText(redact(value).slice(0, longestText + 200)).slice(0, longestText);
  const under = (key: string, value: string): string => {
    if (isPhoneKey(key)) return maskPhone(redact(value));
    return isIdentifierKey(key) ? redact(value).slice(0, longestText) : free(value);
  };
  return { free, under };
};

const createNumberMasker =
  (redact: Redact) =>
  (key: string, value: number): unknown => {
    const written = String(value);
    if (redact(written) !== written) return hidden;
    if (isPhoneKey(key)) return maskPhone(written);
    const harmless = isIdentifierKey(key) || /(Ms|Bytes|At)$/.test(key);
    return looksLikePhone(value) && !harmless ? maskPhone(written) : value;
  };

/**
 * Makes a copy of a field's value that may be written to a log. `redact` comes from `redactSecrets`.
 * Errors become {type, code, message, stack, cause}: never their other properties (axios keeps the whole request there).
 */
export const createMasker = (redact: Redact): MaskInner => {
  const text = createTextMasker(redact);
  const number = createNumberMasker(redact);

  const object = (key: string, value: object, depth: number): unknown => {
    if (depth > deepest) return '[deeper]';
    const inner: MaskInner = (innerKey, item) => any(innerKey, item, depth + 1);
    if (Array.isArray(value)) return safeList(value, (item) => inner(key, item));
    if (value instanceof Error) return safeError(value, text.free, inner);
    return value instanceof URL ? text.free(value.href) : safeObject(value, redact, inner);
  };

  const any = (key: string, value: unknown, depth: number): unknown => {
    if (value === null || value === undefined || typeof value === 'boolean') return value;
    if (isHiddenKey(key)) return hidden;
    switch (typeof value) {
      case 'object':
        return object(key, value, depth);
      case 'number':
        return number(key, value);
      case 'string':
        return text.under(key, value);
      case 'bigint':
        return text.under(key, value.toString());
      default:
        return `[${typeof value}]`;
    }
  };

  return (key, value) => any(key, value, 0);
};
