export type JsonResult = { ok: true; value: unknown } | { ok: false };

const stringOrNumber = /"[^"\\]*(?:\\.[^"\\]*)*"|-?\d+(?:\.\d+)?(?:[eE][+-]?\d+)?/gs;
const longInteger = /^-?\d{16,}$/;

/**
 * JSON of a provider: a BOM and surrounding blanks are ignored, and an integer of 16 digits or more becomes a string, because as a
 * number it would lose its last digits (providers' call ids are often that long). Never throws.
 */
export const readJson = (text: string): JsonResult => {
  const clean = text.replace(/^\uFEFF/, '').trim();
  const plain = parsed(clean);
  // The text is rewritten only once it's known to be valid: on broken quotes the expression would be slow.
  if (!plain.ok || !/\d{16}/.test(clean)) return plain;
  return parsed(clean.replace(stringOrNumber, (token) => (longInteger.test(token) ? `"${token}"` : token)));
};

const parsed = (text: string): JsonResult => {
  try {
    return { ok: true, value: JSON.parse(text) as unknown };
  } catch {
    return { ok: false };
  }
};
