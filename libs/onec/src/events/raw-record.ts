import { isBlank } from '../values/reading.ts';

/** One value as it came, with the path to quote in messages (`data.start`, in the sender's own spelling). */
export interface RawField {
  value: unknown;
  field: string;
}

/** The names a field may have: the contract's own first, then aliases. */
interface FieldNames {
  name: string;
  keys: readonly string[];
}

export interface RawRecord {
  path: string;
  isEmpty: boolean;
  /** The first non-blank value among the names; `value` undefined when there is none. */
  pick(names: FieldNames): RawField;
}

const isNormal = /^[a-z\d]+$/;

const normaliseKey = (key: string): string =>
  // The contract's own keys mostly are: one look instead of three passes.
  isNormal.test(key)
    ? key
    : key
        .toLowerCase()
        .replaceAll('ё', 'е')
        .replace(/[\s_.-]+/g, '');

/** Declares a field and its aliases; letter case, `ё`, blanks, dots, dashes and underscores never matter. */
export const fieldNames = (name: string, ...aliases: string[]): FieldNames => ({
  name,
  keys: [...new Set([name, ...aliases].map(normaliseKey))],
});

const indexOf = (value: object): Map<string, { key: string; value: unknown }> => {
  const index = new Map<string, { key: string; value: unknown }>();
  for (const [key, inner] of Object.entries(value)) {
    const normal = normaliseKey(key);
    const known = index.get(normal);
    if (known === undefined || isBlank(known.value)) index.set(normal, { key, value: inner });
  }
  return index;
};

/**
 * A view of a JSON object by tolerant names; null when the value is no object. Keys are only compared, never assigned to
 * an object, so `__proto__` and `constructor` are names like any other.
 */
export const rawRecord = (value: unknown, path: string): RawRecord | null => {
  if (typeof value !== 'object' || value === null || Array.isArray(value)) return null;
  const index = indexOf(value);
  const prefix = path === '' ? '' : `${path}.`;
  return {
    path,
    isEmpty: index.size === 0,
    pick: ({ name, keys }) => {
      for (const key of keys) {
        const found = index.get(key);
        if (found !== undefined && !isBlank(found.value)) {
          return { value: found.value, field: `${prefix}${found.key}` };
        }
      }
      return { value: undefined, field: `${prefix}${name}` };
    },
  };
};
