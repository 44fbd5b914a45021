type JsonReading =
  { ok: true; value: unknown; repaired: boolean } | { ok: false; code: 'bad_json' | 'too_deep' };

/** Levels of nesting a body may have. */
const maxDepth = 64;

const quote = 0x22;
const backslash = 0x5c;

/** Index just behind the string that starts at `start`; the end of the text when it never closes. */
const behindString = (text: string, start: number): number => {
  let index = start + 1;
  while (index < text.length) {
    const code = text.charCodeAt(index);
    if (code === quote) return index + 1;
    index += code === backslash ? 2 : 1;
  }
  return text.length;
};

/** Are there more of these brackets than a body may have levels? Finding a bracket costs much less than looking at each character. */
const hasMany = (text: string, bracket: '{' | '['): boolean => {
  let from = -1;
  for (let found = 0; found <= maxDepth / 2; found += 1) {
    from = text.indexOf(bracket, from + 1);
    if (from < 0) return false;
  }
  return true;
};

/** Scans before parsing, in constant stack: a body of a million brackets never reaches JSON.parse. */
const isTooDeep = (text: string): boolean => {
  // Without half as many of one kind as there may be levels of both, it can't be.
  if (!hasMany(text, '{') && !hasMany(text, '[')) return false;
  let depth = 0;
  for (let index = 0; index < text.length;) {
    const code = text.charCodeAt(index);
    if (code === quote) {
      index = behindString(text, index);
      continue;
    }
    if (code === 0x7b || code === 0x5b) depth += 1;
    if (code === 0x7d || code === 0x5d) depth -= 1;
    if (depth > maxDepth) return true;
    index += 1;
  }
  return false;
};

/** PostgreSQL stores neither U+0000 nor half a surrogate pair in jsonb, and both come out of 1C's `\uXXXX`. */
const withoutUnstorable = (text: string): string =>
  text.replaceAll('\u0000', '').replace(/\p{Surrogate}/gu, '\ufffd');

const cleaned = (value: unknown): unknown => {
  if (typeof value === 'string') return withoutUnstorable(value);
  if (Array.isArray(value)) return value.map(cleaned);
  if (typeof value !== 'object' || value === null) return value;
  return Object.fromEntries(
    Object.entries(value).map(([key, inner]) => [withoutUnstorable(key), cleaned(inner)]),
  );
};

/** The cheap look comes first each time: hardly any body has an escape or a character beyond the first plane. */
const isSuspicious = (text: string): boolean =>
  (text.includes('\\u') && /\\u(0000|d[89a-f])/i.test(text)) ||
  (/[\ud800-\udfff]/.test(text) && /\p{Surrogate}/u.test(text));

/**
 * JSON text to a value, `{}` for an empty text. Nesting is limited to 64 levels; characters that the database
 * could not keep are removed (`repaired`).
 */
export const parseJson = (text: string): JsonReading => {
  if (text === '') return { ok: true, value: {}, repaired: false };
  if (isTooDeep(text)) return { ok: false, code: 'too_deep' };
  try {
    const value: unknown = JSON.parse(text);
    if (!isSuspicious(text)) return { ok: true, value, repaired: false };
    const clean = cleaned(value);
    return { ok: true, value: clean, repaired: JSON.stringify(clean) !== JSON.stringify(value) };
  } catch {
    return { ok: false, code: 'bad_json' };
  }
};
