/** In JSON text: U+0000 or half a surrogate pair, which only come escaped; an even number of backslashes before it is text. */
const unstorable = /(?<!\\)((?:\\\\)*)\\u(?:0000|d[89a-f][0-9a-f]{2})/g;

/**
 * A value as a jsonb parameter. PostgreSQL takes neither U+0000 nor half a surrogate pair, and one such character in one row
 * would refuse a whole batch: they become U+FFFD.
 */
export const jsonOf = (value: unknown): string => {
  const text = JSON.stringify(value);
  // Looking for two letters costs next to nothing; the pattern itself cost a batch as much as its JSON.
  return text.includes('\\u') ? text.replace(unstorable, '$1\ufffd') : text;
};
