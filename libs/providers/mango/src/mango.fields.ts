/**
 * Reading of what Mango sends: any field may be absent, null, empty, or a number in quotes, and none of that is an error.
 */
export type Fields = Readonly<Record<string, unknown>>;

export const isFields = (value: unknown): value is Fields =>
  typeof value === 'object' && value !== null && !Array.isArray(value);

/** The object in a field; an empty one when there is none. */
export const fieldsIn = (fields: Fields, name: string): Fields => {
  const value = fields[name];
  return isFields(value) ? value : {};
};

/** The objects of a list in a field. */
export const listIn = (fields: Fields, name: string): Fields[] => {
  const value = fields[name];
  return Array.isArray(value) ? value.filter(isFields) : [];
};

/** Text or a number as text; null when absent or blank. */
export const textIn = (fields: Fields, name: string): string | null => textOf(fields[name]);

export const textOf = (value: unknown): string | null => {
  if (typeof value !== 'string' && typeof value !== 'number') return null;
  const text = String(value).trim();
  return text === '' ? null : text;
};

/** An id of Mango's: at most 128 bytes by its documentation; a longer one is none. */
export const idIn = (fields: Fields, name: string): string | null => {
  const text = textIn(fields, name);
  return text === null || text.length > 128 ? null : text;
};

/** A whole number that is not negative, also in quotes. */
export const countIn = (fields: Fields, name: string): number | null => {
  const text = textIn(fields, name);
  return text !== null && /^\d{1,12}$/.test(text) ? Number(text) : null;
};
