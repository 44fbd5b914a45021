import { isBlank } from '../values/reading.ts';

/** One value as it came, with the path to quote in messages (`data.start`, in the sender's own spelling). */
export interface RawField {
  value: unknown;
  field: string;
}

/** The names a field may have: the contract's own first, then aliases. */
interface FieldNames {
  name: string;
  /** By the number of a key: its place among the names, from 1; 0 when it is none of them. */
  ranks: Uint8Array;
}

export interface RawRecord {
  path: string;
  isEmpty: boolean;
  /** The first non-blank value among the names; `value` undefined when there is none. */
  pick(names: FieldNames): RawField;
}

const normaliseKey = (key: string): string =>
  key
    .toLowerCase()
    .replaceAll('ё', 'е')
    .replace(/[\s_.-]+/g, '');

const mostKeys = 512;

/**
 * Every key of every list, numbered while the lists are declared and constant from then on. A booking is asked for some sixty fields
 * of up to fourteen names each and holds ten keys: so its keys are looked up once, and a field compares numbers.
 */
const keyNumbers = new Map<string, number>();

const declareKey = (key: string): number => {
  const number = keyNumbers.get(key) ?? keyNumbers.size;
  if (number === mostKeys) throw new Error(`more than ${String(mostKeys)} names of fields`);
  keyNumbers.set(key, number);
  return number;
};

/** Declares a field and its aliases; letter case, `ё`, blanks, dots, dashes and underscores never matter. */
export const fieldNames = (name: string, ...aliases: string[]): FieldNames => {
  const ranks = new Uint8Array(mostKeys);
  const keys = new Set([name, ...aliases].map(normaliseKey));
  [...keys].forEach((key, index) => {
    ranks[declareKey(key)] = index + 1;
  });
  return { name, ranks };
};

/** A key that some field may have, with something in it. */
interface Filled {
  number: number;
  key: string;
  value: unknown;
}

const filledOf = (value: Readonly<Record<string, unknown>>, keys: readonly string[]): Filled[] => {
  const filled: Filled[] = [];
  for (const key of keys) {
    // The contract's own keys mostly are in their normal form.
    const number = keyNumbers.get(key) ?? keyNumbers.get(normaliseKey(key));
    const inner = value[key];
    if (number !== undefined && !isBlank(inner)) filled.push({ number, key, value: inner });
  }
  return filled;
};

/** Of several names the first one, of several spellings of one name the first in the record. */
const fillingOf = ({ ranks }: FieldNames, filled: readonly Filled[]): Filled | undefined => {
  let best: Filled | undefined;
  let bestRank = mostKeys;
  for (const one of filled) {
    const rank = ranks[one.number] ?? 0;
    if (rank === 0 || rank >= bestRank) continue;
    best = one;
    bestRank = rank;
  }
  return best;
};

/**
 * A view of a JSON object by tolerant names; null when the value is no object. Keys are only compared, never assigned to
 * an object, so `__proto__` and `constructor` are names like any other.
 */
export const rawRecord = (value: unknown, path: string): RawRecord | null => {
  if (typeof value !== 'object' || value === null || Array.isArray(value)) return null;
  const keys = Object.keys(value);
  const filled = filledOf(value as Readonly<Record<string, unknown>>, keys);
  const prefix = path === '' ? '' : `${path}.`;
  return {
    path,
    isEmpty: keys.length === 0,
    pick: (names) => {
      const filling = fillingOf(names, filled);
      return filling === undefined
        ? { value: undefined, field: prefix + names.name }
        : { value: filling.value, field: prefix + filling.key };
    },
  };
};
